"""Who is at the desk, and what of it is theirs. What is not theirs does not exist for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from amate.base.errors import NotFound
from amate.catalog.models import Dataset, Resource, Version
from amate.catalog.rules import VersionState
from amate.community.models import ErrorReport
from amate.people.models import Institution, Person
from amate.people.permissions import require_steward
from amate.publishing.models import Publication, Submission
from amate.web.errors import signed_out
from amate.web.typed import typed

P = ParamSpec("P")
Row = TypeVar("Row", Dataset, Resource, Version, ErrorReport, Institution, Submission, Publication)
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def at_desk(view: Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]) -> View[P]:
    """A view for those who signed in; it gets the person."""

    @wraps(view)
    def seen(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, Person):
            if lost := typed(request):
                return signed_out(lost, f"{reverse('account_login')}?{urlencode({'next': request.path})}")
            return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("desk"))
        return view(request, request.user, *args, **kwargs)

    return cast("View[P]", seen)


def for_stewards(view: Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]) -> View[P]:
    """A view for those who keep the portal."""

    def seen(request: HttpRequest, person: Person, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        require_steward(person)
        return view(request, person, *args, **kwargs)

    return at_desk(wraps(view)(seen))


def own_dataset(person: Person, slug: str) -> Dataset:
    """A dataset of an institution this person works for."""
    rows = Dataset.objects.select_related("institution", "theme", "licence")
    found = rows.filter(slug=slug, institution__in=person.institutions).first()
    return or_not_found(found, _("No hay un conjunto tuyo con esa dirección."))


def own_report(person: Person, pk: int) -> ErrorReport:
    rows = ErrorReport.objects.select_related("dataset__institution")
    found = rows.filter(pk=pk, dataset__institution__in=person.institutions).first()
    return or_not_found(found, _("No hay un reporte tuyo con ese número."))


def own_resource(person: Person, public_id: str) -> Resource:
    rows = Resource.objects.select_related("dataset__institution")
    found = rows.filter(public_id=public_id, dataset__institution__in=person.institutions).first()
    return or_not_found(found, _("No hay un recurso tuyo con esa dirección."))


def own_version(person: Person, public_id: str) -> Version:
    kept = Version.objects.exclude(state=VersionState.PURGED)  # of what was erased there is nothing to see
    rows = kept.select_related("resource__dataset__institution")
    found = rows.filter(public_id=public_id, resource__dataset__institution__in=person.institutions).first()
    return or_not_found(found, _("No hay una versión tuya con esa dirección."))


def own_institution(person: Person, slug: str) -> Institution:
    found = person.institutions.filter(slug=slug).first()
    return or_not_found(found, _("No trabajas en una institución con esa dirección."))


def or_not_found(found: Row | None, message: str) -> Row:
    """What was looked for among what is theirs, or `NotFound`."""
    if found is None:
        raise NotFound(message)
    return found
