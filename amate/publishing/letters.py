"""The mails of publishing: something waits for your eyes, was sent back, is public, or could not be brought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from amate.base.clock import zone
from amate.base.mail import send
from amate.catalog.freshness import Freshness
from amate.catalog.models import Dataset, Version
from amate.people.models import Institution, Person
from amate.people.rules import MAY
from amate.publishing.models import Publication, Quarantine, Remark, Source, Submission


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


def tell_not_brought(source: Source) -> None:
    """That a file could not be brought, twice in a row, to those who publish there; once until it works again."""
    resource = source.resource
    body = _(
        "No se pudo traer «%(file)s», de «%(title)s», %(times)d veces seguidas desde %(address)s\n\n%(reason)s\n\n"
        "La versión que se ve sigue siendo la última buena.%(on)s\n\nÁbrelo aquí: %(desk)s"
    ) % {
        "file": resource.title,
        "title": resource.dataset.title,
        "times": source.failures,
        "address": source.address,
        "reason": source.trouble,
        "on": " " + _("El portal lo sigue intentando.") if source.on else "",
        "desk": _workspace(resource.dataset),
    }
    readers = who_publish(resource.dataset.institution)
    _write(readers, _("No se actualiza: «%s»") % resource.dataset.title[:120], body)


def tell_brought(version: Version, reason: str) -> None:
    """That a new version came by itself and waits for somebody, to those who publish there."""
    dataset = version.resource.dataset
    body = _(
        "Llegó una versión nueva de «%(file)s», de «%(title)s».\n\n%(reason)s\n\nÁbrela aquí: %(desk)s"
    ) % {
        "file": version.resource.title,
        "title": dataset.title,
        "reason": reason,
        "desk": _workspace(dataset),
    }
    _write(who_publish(dataset.institution), _("Llegó algo nuevo: «%s»") % dataset.title[:120], body)


def tell_quarantined(quarantine: Quarantine) -> None:
    """That their data were shut off, why, and what to do, to those who publish in the institution."""
    dataset = quarantine.dataset
    body = _(
        "«%(title)s» está en cuarentena: nadie fuera de tu institución lo ve.\n\nMotivo: %(ground)s\n\n"
        "Sube el archivo corregido aquí: %(address)s\nSerá público cuando la levante un responsable del portal."
    ) % {
        "title": dataset.title,
        "ground": quarantine.get_ground_display(),
        "address": _workspace(dataset),
    }
    _write(who_publish(dataset.institution), _("En cuarentena: «%s»") % dataset.title[:120], body)


def tell_transferred(by: Person, datasets: Sequence[Dataset], origin: Institution, to: Institution) -> None:
    """That datasets changed hands, to those who publish on either side; not to whoever did it."""
    titles = "\n".join(f"- {dataset.title[:200]}: {_workspace(dataset)}" for dataset in datasets)
    body = _(
        "%(by)s pasó estos conjuntos de «%(origin)s» a «%(to)s»:\n\n%(titles)s\n\nSus direcciones, versiones e "
        "historia siguen; desde ahora responde por ellos «%(to)s»."
    ) % {"by": by, "origin": origin, "to": to, "titles": titles}
    readers = dict.fromkeys(person for person in (*who_publish(origin), *who_publish(to)) if person != by)
    _write(readers, _("Cambiaron de institución: %d") % len(datasets), body)


# What a mail of what is due says of each standing, the most urgent first.
HEADINGS: dict[Freshness, Promise] = {
    Freshness.DELINQUENT: _lazy("Muy atrasados"),
    Freshness.OVERDUE: _lazy("Atrasados"),
    Freshness.FRESH: _lazy("Les toca pronto"),
}
MOST_TOLD = 30  # datasets under one heading


def tell_due(
    person: Person, news: Sequence[tuple[Dataset, Freshness, date]], day: date, *, late: int
) -> None:
    """What is late or will soon be due, all in one mail, and what to do."""
    parts = [
        part
        for standing, heading in HEADINGS.items()
        if (part := _due_part(heading, [one for one in news if one[1] == standing], day))
    ]
    body = _(
        "%(name)s:\n\nTu institución dijo cada cuánto actualiza estos datos.\n\n%(parts)s\n\nQué hacer: abre el "
        "conjunto, sube el archivo nuevo y publícalo. Si los datos ya no cambian tan seguido, corrige su "
        "periodicidad y dejarán de contar como atraso.\n\nDe cada cosa se avisa una sola vez. Si no quieres estos "
        "avisos, quítalos aquí: %(off)s"
    ) % {
        "name": person.name or person.email,
        "parts": "\n\n".join(parts),
        "off": f"{settings.AMATE_URL}{reverse('desk-reminders')}",
    }
    if len(news) == 1:
        said = _("Atrasado: «%s»") if late else _("Pronto toca actualizar: «%s»")
        subject = said % news[0][0].title[:120]
    else:
        said = _("%d conjuntos atrasados") % late if late else _("%d conjuntos por actualizar") % len(news)
        subject = said if late != 1 else _("Un conjunto atrasado y otros por actualizar")
    _write([person], subject, body)


def _due_part(heading: Promise, news: Sequence[tuple[Dataset, Freshness, date]], day: date) -> str:
    if not news:
        return ""
    lines = [_due_line(dataset, due, day) for dataset, _standing, due in news[:MOST_TOLD]]
    if len(news) > MOST_TOLD:
        lines.append(_("- y %d más, en la mesa") % (len(news) - MOST_TOLD))
    return f"{str(heading).upper()}\n" + "\n".join(lines)


def _due_line(dataset: Dataset, due: date, day: date) -> str:
    facts = {"title": dataset.title[:200], "institution": dataset.institution, "due": f"{due:%d/%m/%Y}"}
    days = (day - due).days
    if days > 0:
        when = ngettext("tocaba el %(due)s, hace %(days)d día", "tocaba el %(due)s, hace %(days)d días", days)
    else:
        when = _("le toca a más tardar el %(due)s")
    said = _("- «%(title)s» (%(institution)s): ") + when
    return said % (facts | {"days": days}) + f"\n  {_workspace(dataset)}"


def moment(submission: Submission) -> str:
    """Its hour in the zone of the portal, as people say it."""
    assert submission.publish_at
    return f"{timezone.localtime(submission.publish_at, zone()):%d/%m/%Y, %H:%M}"


def _workspace(dataset: Dataset) -> str:
    return f"{settings.AMATE_URL}{reverse('desk-dataset', args=[dataset.slug])}"


def _at_desk(submission: Submission) -> str:
    return f"{settings.AMATE_URL}{reverse('desk-review', args=[submission.public_id])}"


def _write(readers: Iterable[Person], subject: str, body: str) -> None:
    for person in readers:
        send(subject, body, to=person.email)
