"""How the metadata of a dataset were, revision by revision, and the way back to any of them."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amate.base.errors import AmateError, NotFound, status_of
from amate.catalog.actions import restore_revision
from amate.catalog.history import Step, steps
from amate.catalog.models import Dataset
from amate.people.models import Person
from amate.web.desk.access import at_desk, own_dataset
from amate.web.paging import Pages, page_number
from amate.web.words import told

A_PAGE = 20


@require_GET
@at_desk
def history(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    return _page(request, own_dataset(person, slug))


@require_POST
@at_desk
def restore(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponseBase:
    """Make the metadata what they were; that is a revision like any other, so it can be undone too."""
    dataset = own_dataset(person, slug)
    revision = dataset.revisions.filter(number=number).first()
    if revision is None:
        raise NotFound(_("Este conjunto no tiene esa revisión."))
    saved = request.GET.get("saved", "")
    try:
        dataset = restore_revision(
            by=person, dataset=dataset, revision=revision, saved=int(saved) if saved.isdecimal() else None
        )
    except AmateError as error:
        return _page(request, dataset, error)
    if dataset.is_public and dataset.proposed:
        messages.success(
            request, _("Propuesto como estaba en la revisión %d: se verá cuando se publique.") % number
        )
    else:
        messages.success(request, _("Quedó como estaba en la revisión %d.") % number)
    return redirect("desk-dataset" if saved else "desk-history", slug=dataset.slug)


def _page(request: HttpRequest, dataset: Dataset, refused: AmateError | None = None) -> HttpResponse:
    dataset.refresh_from_db()
    number = page_number(request.GET.get("pagina"))
    pages = Pages(number, A_PAGE, dataset.revisions.count(), lambda n: f"?pagina={n}")
    context = {"dataset": dataset, "steps": list(_pairs(dataset, pages)), "pages": pages, "refused": refused}
    return render(request, "desk/history.html", context, status=status_of(refused) if refused else 200)


def _pairs(dataset: Dataset, pages: Pages) -> Iterator[tuple[Step, list[tuple[str, str, str]]]]:
    """Each step, with (label, before, after) of the fields that it changed."""
    for step in steps(dataset, (pages.number - 1) * A_PAGE, A_PAGE):
        yield (
            step,
            [told(one) for one in step.changes],
        )
