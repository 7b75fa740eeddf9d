"""From an address to the one row that this visitor may see; or 404, 410, or the address it has now."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from amate.api.v1 import addresses
from amate.api.v1.problems import not_found
from amate.api.v1.visitors import SAFE
from amate.base.errors import AmateError, NotAllowed, NotFound
from amate.catalog.models import Dataset, Resource, Table, Version
from amate.catalog.rules import VersionState
from amate.people.models import Institution, Person
from amate.people.permissions import Visitor
from amate.publishing import closed


class Moved(AmateError):
    """The dataset has another slug now: `facts` say the `old` and the `new` one."""


def to_new_address(request: HttpRequest, error: Moved | type[Moved]) -> HttpResponse:
    """The same question at the slug that the dataset has now; 308 keeps the method and the body."""
    assert isinstance(error, Moved)
    old, new = error.facts["old"], error.facts["new"]
    path = request.get_full_path().replace(f"/datasets/{old}", f"/datasets/{new}", 1)
    status = 301 if request.method in SAFE else 308
    return HttpResponse(status=status, headers={"Location": addresses.absolute(path)})


def dataset(who: Visitor, address: str) -> Dataset:
    """By UUID or by slug, with what its document shows."""
    rows = Dataset.objects.select_related("institution", "theme", "licence")
    if found := rows.visible_to(who).filter(_named(address)).first():
        return found
    if moved := Dataset.objects.visible_to(who).filter(old_slugs__slug=address).first():
        raise Moved(_("Este conjunto tiene otra dirección."), old=address, new=moved.slug)
    raise _lost(Dataset.objects.filter(_named(address) | Q(old_slugs__slug=address)))


def own_dataset(who: Person, address: str) -> Dataset:
    """One of an institution that this person works for; how it is prepared is for nobody else."""
    row = dataset(who, address)
    _refuse_strangers(who, row.institution)
    return row


def resources(who: Visitor, row: Dataset) -> QuerySet[Resource]:
    """Those of a dataset that this visitor may see, with what their cards show."""
    visible = Resource.objects.visible_to(who).filter(dataset=row)
    return visible.select_related("current").prefetch_related("current__tables")


def resource(who: Visitor, public_id: UUID) -> Resource:
    rows = Resource.objects.select_related("dataset__institution", "current")
    if found := rows.visible_to(who).filter(public_id=public_id).first():
        return found
    was_public = Dataset.objects.filter(
        resources__public_id=public_id, resources__versions__published__isnull=False
    )
    raise _lost(was_public)


def version(who: Visitor, public_id: UUID) -> Version:
    rows = Version.objects.select_related("resource__dataset__institution")
    if found := rows.visible_to(who).filter(public_id=public_id).first():
        return found
    raise closed.of_versions(Version.objects.filter(public_id=public_id), not_found())


def own_version(who: Person, public_id: UUID) -> Version:
    """One of an institution that this person works for; how it was read is for nobody else."""
    row = version(who, public_id)
    _refuse_strangers(who, row.resource.dataset.institution)
    return row


def table(who: Visitor, public_id: UUID) -> Table:
    """The table as readers see it now; where there is none yet, as its newest version has it."""
    rows = Table.objects.visible_to(who).select_related("version__resource__dataset__institution")
    now = Q(version=F("version__resource__current"))
    found = rows.filter(public_id=public_id).alias(now=now).order_by("-now", "-version__number").first()
    if found:
        return found
    raise closed.of_tables(Table.objects.filter(public_id=public_id), not_found())


def table_as_of(who: Visitor, public_id: UUID, said: str) -> Table:
    """The same table in the version that `said` names, among those that this visitor may see."""
    seen = Table.objects.visible_to(who).filter(public_id=public_id).as_of(said)
    if found := seen.select_related("version__resource__dataset__institution").first():
        return found
    message = _("Esta tabla no tiene la versión «%(said)s», o no está a la vista de quien pregunta.")
    erased = Table.objects.filter(public_id=public_id, version__state=VersionState.PURGED).as_of(said)
    raise closed.of_tables(erased, NotFound(message % {"said": said[:60]}))


def institution(slug: str) -> Institution:
    found = Institution.objects.select_related("parent").filter(slug=slug).first()
    if found is None:
        raise not_found()
    return found


def _refuse_strangers(who: Person, institution: Institution) -> None:
    if not who.is_steward and not who.roles_in(institution):
        raise NotAllowed(_("Tu cuenta no tiene permiso para hacer esto en «%s».") % institution)


def _named(address: str) -> Q:
    try:
        return Q(public_id=UUID(address))
    except ValueError:
        return Q(slug=address)


def _lost(candidates: QuerySet[Dataset]) -> AmateError:
    """What was public and is not any more says why; everything else was never there."""
    return closed.of_dataset(candidates, not_found())
