"""What becomes of what somebody approved who may not publish there any more: another looks at it again.

What they prepared and sent stays where it is: it is of the institution. Their keys and what they fetch on a schedule
ask for their role each time, so nothing is to be done about them.
"""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from amate.people.models import Institution, Person
from amate.people.permissions import may
from amate.people.signals import role_lost
from amate.publishing import submissions
from amate.publishing.models import Stage, Submission


@receiver(role_lost)
def review_again(person: Person, institution: Institution, **_sent: Any) -> None:
    """Put back into review what they approved for an hour that has not come."""
    if may(person, "publish", institution):
        return
    approved = Submission.objects.filter(
        stage=Stage.SCHEDULED, decided_by=person, dataset__institution=institution
    )
    for submission in approved:
        submissions.reopen(
            submission,
            _("La aprobó %s, que ya no publica en «%s»: alguien más tiene que aprobarla otra vez.")
            % (person, institution),
        )
