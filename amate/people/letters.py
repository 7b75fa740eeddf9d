"""The mails about who works where: an invitation, a request to join, and its answer."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.clock import zone
from amate.base.mail import send
from amate.people.models import Institution, Invitation, JoinRequest, Person
from amate.people.rules import MAY, Role


def tell_invited(invitation: Invitation, secret: str) -> bool:
    """The link, and nothing that says whether this address has an account; whether a server took it."""
    body = _(
        "%(greeting)s\n\n%(by)s te invita a trabajar en los datos abiertos de «%(institution)s», en %(portal)s, como "
        "%(role)s.\n\nAbre este enlace para ver la invitación y aceptarla:\n\n%(link)s\n\nSirve una vez, hasta el "
        "%(until)s. Si no esperabas esta invitación, no hagas nada: sin ti no pasa nada.\n\n%(portal)s\n%(address)s"
    ) % {
        "greeting": _("Hola, %s:") % invitation.name if invitation.name else _("Hola:"),
        "by": invitation.by or _("El portal"),
        "institution": invitation.institution,
        "portal": settings.PORTAL.name,
        "role": _role(invitation.role),
        "link": f"{settings.AMATE_URL}{reverse('invitation', args=[secret])}",
        "until": f"{timezone.localtime(invitation.expires, zone()):%d/%m/%Y, %H:%M}",
        "address": settings.AMATE_URL,
    }
    subject = _("Te invitan a publicar los datos de %s") % str(invitation.institution)[:120]
    return send(subject, body, to=invitation.email)


def tell_asked(request: JoinRequest) -> None:
    """That somebody asks to join, to those who administer the team; where nobody does, to the stewards."""
    body = _(
        "%(name)s (%(email)s) pide trabajar en «%(institution)s» como %(role)s.\n\n%(message)s\n\n"
        "Respóndele aquí: %(address)s"
    ) % {
        "name": request.person,
        "email": request.person.email,
        "institution": request.institution,
        "role": _role(request.role),
        "message": request.message or _("No dejó ningún mensaje."),
        "address": f"{settings.AMATE_URL}{reverse('desk-join-request', args=[request.pk])}",
    }
    for person in who_answer(request.institution):
        send(_("Pide unirse a %s") % str(request.institution)[:120], body, to=person.email)


def tell_answered(request: JoinRequest, word: str, role: str = "") -> None:
    """What was answered, to who asked. `role` is the one that was given, "" for none."""
    name = request.institution
    if role:
        told = _("Ya trabajas en «%(name)s» como %(role)s.") % {"name": name, "role": _role(role)}
        subject = _("Ya eres parte de %s") % str(name)[:120]
    else:
        told = _("Por ahora no te agregaron al equipo de «%s».") % name
        subject = _("Sobre tu solicitud a %s") % str(name)[:120]
    parts = [told, word, f"{settings.AMATE_URL}{reverse('desk')}"]
    send(subject, "\n\n".join(part for part in parts if part), to=request.person.email)


def who_answer(institution: Institution) -> list[Person]:
    """Those who administer a team; where nobody does, the stewards."""
    active = Person.objects.filter(is_active=True)
    here = {"memberships__institution": institution, "memberships__role__in": MAY["manage-members"]}
    found = active.filter(**here).distinct().order_by("pk")
    return list(found) or list(active.filter(is_steward=True).order_by("pk"))


def _role(role: str) -> str:
    return str(Role(role).label).lower()
