"""What is done behind the scenes for people: one line each."""

from __future__ import annotations

from amate.base.jobs.kinds import job
from amate.base.jobs.models import Job, Queue
from amate.people import invitations
from amate.people.models import Invitation


@job("send-invitation", queue=Queue.PEOPLE)
def send_invitation(job: Job) -> None:
    """Mail the link of an invitation."""
    rows = Invitation.objects.pending().select_related("institution", "by")
    if invitation := rows.filter(pk=job.subject).first():
        invitations.deliver(invitation)
