"""Where stewards keep the portal: how it is used, what it features, what it does behind, who did what."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amate.base.jobs.actions import retry
from amate.base.jobs.models import Job, JobState
from amate.base.mail import kept_messages, text_of
from amate.catalog.actions import feature
from amate.catalog.models import DailyCount, Dataset, VainSearch
from amate.people.models import JournalEntry, Person
from amate.publishing.models import Quarantine
from amate.web.desk.access import for_stewards
from amate.web.desk.listing import listing
from amate.web.desk.managed import MANAGED

A_PAGE = 50
DAYS = 30


@require_GET
@for_stewards
def portal(request: HttpRequest, person: Person) -> HttpResponse:
    """What is in the portal, how it is used, and what needs attention."""
    since = timezone.localdate() - timedelta(days=DAYS)
    used = DailyCount.objects.filter(day__gt=since).values("what").annotate(total=Sum("times"))
    vain = (
        VainSearch.objects.filter(day__gt=since)
        .values("words")
        .annotate(total=Sum("times"))
        .order_by("-total")
    )
    context = {
        "managed": MANAGED.values(),
        "counts": {managed.name: managed.rows().count() for managed in MANAGED.values()},
        "used": {row["what"]: row["total"] for row in used},
        "vain": vain[:10],
        "attention": Job.objects.filter(state=JobState.ATTENTION).count(),
        "shut": Quarantine.objects.filter(lifted=None).count(),
        "days": DAYS,
    }
    return render(request, "desk/portal/home.html", context)


@require_http_methods(["GET", "POST"])
@for_stewards
def featured(request: HttpRequest, person: Person) -> HttpResponse:
    """Which datasets the home page shows first."""
    if request.method == "POST":
        found = get_object_or_404(Dataset, slug=request.POST.get("slug", ""))
        feature(by=person, dataset=found, on=request.POST.get("on") == "1")
        return redirect("portal-featured")
    words = request.GET.get("q", "").strip()
    public = Dataset.objects.published().select_related("institution")
    context = {
        "featured": public.filter(featured=True),
        "found": public.filter(featured=False, title__icontains=words)[:20] if words else [],
        "q": words,
    }
    return render(request, "desk/portal/featured.html", context)


@require_GET
@for_stewards
def jobs(request: HttpRequest, person: Person) -> HttpResponse:
    state = request.GET.get("estado", "")
    found = Job.objects.filter(state=state) if state in JobState.values else Job.objects.all()
    context = listing(request, found.select_related("person"), A_PAGE)
    return render(request, "desk/portal/jobs.html", context | {"states": JobState.choices, "state": state})


@require_POST
@for_stewards
def retry_job(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    retry(by=person, job=get_object_or_404(Job, pk=pk))
    messages.success(request, _("La tarea volverá a intentarse."))
    return redirect("portal-jobs")


@require_GET
@for_stewards
def mail(request: HttpRequest, person: Person) -> HttpResponse:
    """Messages that were written to the folder because no mail server is configured."""
    kept = [(message, text_of(message)) for _name, message in kept_messages()]
    return render(request, "desk/portal/mail.html", {"messages_kept": kept})


@require_GET
@for_stewards
def journal(request: HttpRequest, person: Person) -> HttpResponse:
    """Who did what, newest first."""
    entries = JournalEntry.objects.select_related("by", "acting", "institution")
    return render(request, "desk/portal/journal.html", listing(request, entries, A_PAGE))
