"""The mails of review: somebody waits for your eyes, somebody sent it back, it is public under this folio."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.clock import zone
from amate.base.mail import send
from amate.people.models import Institution, Person
from amate.people.rules import MAY
from amate.publishing.models import Publication, Remark, Submission


def who_publish(institution: Institution) -> list[Person]:
    """Those of an institution who may publish, in the order they came."""
    team = institution.memberships.filter(role__in=MAY["publish"], person__is_active=True)
    return list(dict.fromkeys(one.person for one in team.order_by("since").select_related("person")))


def tell_reviewers(submission: Submission) -> None:
    """That something waits to be looked at; not to whoever sent it."""
    dataset = submission.dataset
    sender = submission.sent_by
    body = _("%(name)s envió a revisión «%(title)s», de %(institution)s.\n\nRevísalo aquí: %(address)s") % {
        "name": sender,
        "title": dataset.title,
        "institution": dataset.institution,
        "address": _at_desk(submission),
    }
    if submission.publish_at:
        body += "\n\n" + _("Se pide que sea público a partir del %s.") % moment(submission)
    others = [person for person in who_publish(dataset.institution) if person != sender]
    _write(others, _("Por revisar: «%s»") % dataset.title[:120], body)


def tell_sender(submission: Submission, remark: Remark | None) -> None:
    """That it was sent back, with what is to be mended."""
    if not submission.sent_by:
        return
    body = _(
        "«%(title)s» no se publicó todavía: hay que corregirlo.\n\n%(said)s\n\nÁbrelo aquí: %(address)s"
    ) % {
        "title": submission.dataset.title,
        "said": remark.text if remark else "",
        "address": _at_desk(submission),
    }
    _write([submission.sent_by], _("Hay que corregir: «%s»") % submission.dataset.title[:120], body)


def tell_published(publication: Publication) -> None:
    """That it is public, with its folio and address, to who prepared it and who published it.

    Who did both just now, looking at the page, needs no mail.
    """
    if publication.submission is None and publication.by == publication.prepared_by:
        return
    dataset = publication.dataset
    body = _("«%(title)s» ya es público: %(address)s\n\nFolio: %(folio)s\nComprobante: %(receipt)s") % {
        "title": dataset.title,
        "address": f"{settings.AMATE_URL}{dataset.get_absolute_url()}",
        "folio": publication.folio,
        "receipt": f"{settings.AMATE_URL}{reverse('desk-receipt', args=[publication.folio])}",
    }
    readers = dict.fromkeys(person for person in (publication.prepared_by, publication.by) if person)
    _write(readers, _("Publicado con folio %s") % publication.folio, body)


def moment(submission: Submission) -> str:
    """Its hour in the zone of the portal, as people say it."""
    assert submission.publish_at
    return f"{timezone.localtime(submission.publish_at, zone()):%d/%m/%Y, %H:%M}"


def _at_desk(submission: Submission) -> str:
    return f"{settings.AMATE_URL}{reverse('desk-review', args=[submission.public_id])}"


def _write(readers: Iterable[Person], subject: str, body: str) -> None:
    for person in readers:
        send(subject, body, to=person.email)
