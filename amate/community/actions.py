"""What citizens say about data, and what the institution answers."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.base.mail import send
from amate.catalog.models import Dataset
from amate.community.models import ErrorReport
from amate.people.journal import record
from amate.people.models import Person
from amate.people.permissions import require

SHORTEST, LONGEST = 10, 4000
KEPT = timedelta(days=365)


@transaction.atomic
def report_error(*, dataset: Dataset, text: str, email: str = "") -> ErrorReport:
    """Keep what somebody found wrong in these data, and mail it to whoever answers for them."""
    fields = _faults(text.strip(), email.strip())
    if fields:
        raise Invalid(" ".join(fields.values()), fields=fields)
    report = ErrorReport.objects.create(dataset=dataset, text=text.strip(), email=email.strip())
    record(by=None, verb="report-error", subject=report, institution=dataset.institution)
    transaction.on_commit(lambda: _mail(report))
    return report


@transaction.atomic
def resolve_report(*, by: Person, report: ErrorReport, answer: str) -> ErrorReport:
    """Close a report, saying what was done; whoever left an address is told."""
    require(by, "edit", report.dataset.institution)
    if not answer.strip():
        raise Invalid(_("Escribe qué se hizo con el reporte."), fields={"answer": _("Falta la respuesta.")})
    report.answer = answer.strip()[:LONGEST]
    report.resolved = timezone.now()
    report.save(update_fields=["answer", "resolved"])
    record(by=by, verb="resolve-report", subject=report, institution=report.dataset.institution)
    if report.email:
        transaction.on_commit(lambda: _mail_answer(report))
    return report


def forget_old_reports() -> int:
    """Erase reports older than KEPT; returns how many. Their text and address may be somebody's."""
    _total, erased = ErrorReport.objects.filter(created__lt=timezone.now() - KEPT).delete()
    return erased.get("amate.ErrorReport", 0)


def _faults(text: str, email: str) -> dict[str, str]:
    found = {}
    if not SHORTEST <= len(text) <= LONGEST:
        found["text"] = _("Cuéntanos qué está mal en entre %(least)d y %(most)d letras; llevas %(now)d.") % {
            "least": SHORTEST,
            "most": LONGEST,
            "now": len(text),
        }
    if email:
        try:
            validate_email(email)
        except ValidationError:
            found["email"] = _("Ese correo no parece completo. Revísalo, o déjalo vacío.")
    return found


def _mail(report: ErrorReport) -> None:
    dataset = report.dataset
    send(
        _("Reporte de error en «%s»") % dataset.title[:120],
        _("Alguien reportó un error en %(address)s:\n\n%(text)s\n\nPuedes responder desde la mesa.")
        % {"address": f"{settings.AMATE_URL}{dataset.get_absolute_url()}", "text": report.text},
        to=dataset.contact_email or dataset.institution.email or settings.PORTAL.contact_email,
        reply_to=report.email,
    )


def _mail_answer(report: ErrorReport) -> None:
    subject = _("Respuesta a tu reporte sobre «%s»") % report.dataset.title[:120]
    send(subject, report.answer, to=report.email)
