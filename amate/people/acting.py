"""A steward who looks at the portal as somebody else: for a reason, for a while, and never with more power.

What is done meanwhile is journalled as "X como Y"; only what stands in rules.ACTING_MAY can be done at all.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.clock import zone
from amate.base.errors import Invalid, NotAllowed
from amate.base.mail import send
from amate.people.journal import record
from amate.people.models import Person
from amate.people.permissions import require_second_factor, require_steward

LASTS = timedelta(minutes=30)
SHORTEST_GROUND = 10  # characters


@transaction.atomic
def begin_acting(*, by: Person, person: Person, ground: str) -> datetime:
    """Let a steward be somebody else until the moment that is returned. The person is told by mail."""
    require_steward(by)
    if by.key_scopes is not None:
        raise NotAllowed(_("Actuar como otra persona se hace en la mesa, no con una llave."))
    require_second_factor(by, "act-as")
    if not _may_be(by, person):
        raise NotAllowed(
            _("No se puede actuar como quien tiene tanto poder como tú, ni con una cuenta desactivada.")
        )
    if len(ground.strip()) < SHORTEST_GROUND:
        raise Invalid(
            _("Di para qué, con unas palabras: esa persona lo leerá en su correo."),
            fields={"ground": _("Falta el motivo.")},
        )
    until = timezone.now() + LASTS
    record(by=by, verb="act-as", subject=person, ground=ground.strip()[:500], until=until.isoformat())
    transaction.on_commit(lambda: _tell(by, person, ground.strip()[:500], until))
    return until


def as_other(*, by: Person, pk: int, until: datetime) -> Person | None:
    """The other person, who carries who is behind; None when time is over or either is not what they were."""
    person = Person.objects.filter(pk=pk).first()
    if person is None or until <= timezone.now() or not by.is_active or not by.is_steward:
        return None
    if not _may_be(by, person):
        return None
    person.acting = by
    return person


def end_acting(*, by: Person, pk: int) -> None:
    """The steward is who they are again."""
    if person := Person.objects.filter(pk=pk).first():
        record(by=by, verb="act-as-end", subject=person)


def _may_be(by: Person, person: Person) -> bool:
    return person.is_active and not person.is_steward and person != by


def _tell(by: Person, person: Person, ground: str, until: datetime) -> None:
    body = _(
        "%(name)s, responsable de %(portal)s, está viendo el portal con tu cuenta, para ayudarte.\n\n"
        "Motivo: %(ground)s\n\nTermina a más tardar a las %(until)s. Mientras, no puede publicar, enviar a revisión, "
        "decidir sobre datos personales, borrar ni cambiar tu contraseña, tu segundo paso o tus llaves. "
        "Lo que haga queda en la bitácora con su nombre junto al tuyo.\n\nSi no lo esperabas, escribe a %(contact)s"
    ) % {
        "name": by,
        "portal": settings.PORTAL.name,
        "ground": ground,
        "until": f"{timezone.localtime(until, zone()):%H:%M}",
        "contact": settings.PORTAL.contact_email,
    }
    send(_("Alguien ve el portal con tu cuenta"), body, to=person.email)
