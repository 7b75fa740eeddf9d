"""«Reportar un error en estos datos»: no account, no cookie, so the form guards itself."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from amate.base.errors import Invalid, NotAllowed
from amate.catalog.models import Dataset
from amate.community.actions import LONGEST, report_error
from amate.web.public.seen import dataset_at

SALT = "amate.report-error"
SOONEST, LATEST = 2, 24 * 3600  # seconds a person takes to write a report


class ReportForm(forms.Form):
    """`website` is a trap: people do not see it, programs fill it in."""

    text = forms.CharField(
        label="¿Qué está mal?",
        help_text="Di en qué fila o columna lo viste y, si lo sabes, qué debería decir.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7, "class": "form-control"}),
        error_messages={"required": "Cuéntanos qué está mal en los datos."},
    )
    email = forms.EmailField(
        label="Tu correo, si quieres respuesta",
        help_text="Solo lo verá la institución, para contestarte.",
        required=False,
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "email"}),
        error_messages={"invalid": "Ese correo no parece completo. Revísalo, o déjalo vacío."},
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": -1})
    )
    token = forms.CharField(widget=forms.HiddenInput)


# Anonymous pages set no cookie, so Django's CSRF cookie cannot be used: the Origin and a signed time stand in for it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = dataset_at(slug, request.user)
    form = ReportForm(request.POST or None, initial={"token": _given_out(dataset)})
    if request.method == "POST":
        _check_origin(request)
        if form.is_valid() and _accepted(form, dataset):
            return redirect("report-error-sent", slug=slug)
    status = 400 if form.errors else 200
    return render(request, "public/report.html", {"dataset": dataset, "form": form}, status=status)


@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "public/report_sent.html", {"dataset": dataset_at(slug, request.user)})


def _accepted(form: ReportForm, dataset: Dataset) -> bool:
    """Keep the report. A program that fell into the trap is thanked, and nothing is kept."""
    given = form.cleaned_data
    if given["website"]:
        return True
    if not _fresh(given["token"], dataset):
        form.add_error(
            None,
            "No pudimos comprobar el formulario. Lo que escribiste sigue aquí: vuelve a enviarlo, por favor.",
        )
        form.data = {**given, "token": _given_out(dataset)}
        return False
    try:
        report_error(dataset=dataset, text=given["text"], email=given["email"])
    except Invalid as error:
        for name, message in error.fields.items():
            form.add_error(name, message)
        return False
    return True


def _given_out(dataset: Dataset) -> str:
    return signing.dumps({"slug": dataset.slug, "at": time.time()}, salt=SALT)


def _fresh(token: str, dataset: Dataset) -> bool:
    """Whether a person could have written this: the form was given out for this dataset, not just now, not long ago."""
    try:
        given = signing.loads(token, salt=SALT, max_age=LATEST)
    except signing.BadSignature:
        return False
    return bool(given["slug"] == dataset.slug and time.time() - given["at"] >= SOONEST)


def _check_origin(request: HttpRequest) -> None:
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        raise NotAllowed("El formulario no venía de este portal. Ábrelo desde la página del conjunto.")
