"""Check your answers: everything that would go public, on one page, before the button that does it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amate.catalog.history import FILLED, plain
from amate.people.models import Person
from amate.people.permissions import may
from amate.publishing.checklist import checklist
from amate.publishing.readiness import ready_versions
from amate.web.changes import changes
from amate.web.desk.access import at_desk, own_dataset
from amate.web.desk.checking import shown
from amate.web.desk.forms import SendForm
from amate.web.words import as_words


@require_GET
@at_desk
def answers(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What is said of the data and what of the files would change; then publish, schedule or send."""
    dataset = own_dataset(person, slug)
    values = plain(dataset) | dataset.proposed
    ready = ready_versions(dataset)
    checked = checklist(dataset)
    publishes = may(person, "publish", dataset.institution)
    context = {
        "dataset": dataset,
        "fields": [(field.name, field.label, as_words(field.name, values[field.name])) for field in FILLED],
        "files": [
            (one, changes(one.resource.current, one) if one.resource.current else None) for one in ready
        ],
        "checklist": shown(dataset, checked),
        "complete": checked.complete and bool(ready or dataset.proposed or dataset.issued),
        "publishes_alone": publishes and not dataset.institution.two_persons,
        "quarantined": dataset.state == "quarantined",
        "submission": dataset.submissions.open().first(),
        "sending": SendForm(auto_id="enviar_%s"),
    }
    return render(request, "desk/answers.html", context)
