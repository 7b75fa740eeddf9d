"""Inviting many at once: a list is sent or pasted, looked at line by line, mended in place, and confirmed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amate.base.errors import AmateError, NotAllowed, status_of
from amate.base.files import workbench
from amate.ingest.dictionary.documents import LARGEST
from amate.ingest.plain import tables_in
from amate.people.importing import Fate, import_people, plan, seal
from amate.people.models import Person
from amate.people.permissions import institutions_where
from amate.people.roster import Line, lines_in
from amate.web.desk.access import at_desk
from amate.web.forms import Styled, show_refusal

HEADS = ("nombre", "email", "organizacion", "papel")


class ListForm(Styled, forms.Form):
    """A file or what was pasted; the file where there are both."""

    file = forms.FileField(
        label=gettext_lazy("Archivo"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("CSV, Excel u otra tabla, como la tengas."),
    )
    text = forms.CharField(
        label=gettext_lazy("O pega la lista aquí"),
        required=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "mono"}),
        help_text=gettext_lazy(
            "La primera línea dice las columnas: nombre, email, organizacion y, si quieres, papel."
        ),
    )

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("file") and not self.cleaned_data.get("text", "").strip():
            self.add_error("file", _("Elige un archivo o pega la lista."))
        return self.cleaned_data


@require_http_methods(["GET", "POST"])
@at_desk
def import_list(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask for a list; POST shows what would happen to each line, and with `confirm` does it."""
    if not institutions_where(person, "manage-members").exists():
        raise NotAllowed(_("Invita a muchas personas quien administra el equipo de una institución."))
    if request.method == "GET":
        return render(request, "desk/import.html", {"form": ListForm()})
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "desk/import.html", {"form": form}, status=400)
    lines: list[Line] = []
    try:
        lines = _lines(form.cleaned_data["file"], form.cleaned_data["text"])
        if "confirm" in request.POST:
            made = import_people(by=person, lines=lines, seen=request.POST.get("seen", "-"))
            messages.success(request, _("Listo. Invitaciones que salen por correo: %d.") % len(made))
            return redirect("desk-import")
    except AmateError as error:
        show_refusal(form, error)
        return _page(request, person, form, lines, status_of(error))
    return _page(request, person, form, lines)


def _page(
    request: HttpRequest, person: Person, form: ListForm, lines: Sequence[Line], status: int = 200
) -> HttpResponse:
    """What would happen, and the list as text to be mended; without lines only the form."""
    if not lines:
        return render(request, "desk/import.html", {"form": form}, status=status)
    planned = plan(person, lines)
    counted = Counter(one.fate for one in planned)
    again = ListForm(initial={"text": written(lines)})
    context = {
        "form": form,
        "again": again,
        "planned": planned,
        "counted": [(fate.label, counted[fate]) for fate in Fate if counted[fate]],
        "faults": sum(one.is_fault for one in planned),
        "invited": counted[Fate.INVITED],
        "text": written(lines),
        "seen": seal(planned),
    }
    return render(request, "desk/import.html", context, status=status)


def _lines(file: UploadedFile[bytes] | None, text: str) -> list[Line]:
    """The people of a list, numbered as they stand in the text that is shown to be mended."""
    with workbench() as bench:
        path = bench / "lista"
        raw = file.read(LARGEST + 1) if file else text.encode()
        path.write_bytes(raw)
        name = str(file.name) if file else "lista.csv"
        found = lines_in((table.heads, table.rows) for table in tables_in(path, name, bench))
    return [replace(line, number=number) for number, line in enumerate(found, start=2)]


def written(lines: Sequence[Line]) -> str:
    """The list as CSV, one line for each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADS)
    writer.writerows((line.name, line.email, line.organization, line.role) for line in lines)
    return out.getvalue()
