"""How people come to an institution: by an invitation that they open, or by asking and being answered."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amate.base.errors import AmateError, NotFound, status_of
from amate.people import invitations, joining
from amate.people.models import Invitation, JoinRequest, Person
from amate.people.permissions import institutions_where, roles_given_by
from amate.web.desk.access import at_desk
from amate.web.desk.joining_forms import AnswerJoinForm, AskForm, NewAccountForm
from amate.web.forms import sent, show_refusal


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponseBase:
    """What a link of a mail opens: accept with one's account, or make it. Whoever reads the mail may know if it is."""
    try:
        found = invitations.opened(secret)
        if request.method == "GET":
            return _offer(request, found)
        if isinstance(request.user, Person):
            invitations.accept(by=request.user, secret=secret)
        else:
            return _join(request, found, secret)
    except AmateError as error:
        context = {"refused": error, "lost": isinstance(error, NotFound)}
        return render(request, "desk/invitation.html", context, status=status_of(error))
    messages.success(request, _("Ya eres parte de «%s».") % found.institution)
    return redirect("desk")


def _offer(
    request: HttpRequest, found: Invitation, form: NewAccountForm | None = None, status: int = 200
) -> HttpResponse:
    visitor = request.user if isinstance(request.user, Person) else None
    context = {
        "invitation": found,
        "theirs": visitor is not None and visitor.email == found.email,
        "has_account": Person.objects.filter(email=found.email).exists(),
        "form": form or NewAccountForm(initial={"name": found.name}),
    }
    return render(request, "desk/invitation.html", context, status=status)


def _join(request: HttpRequest, found: Invitation, secret: str) -> HttpResponseBase:
    """Make the account and come in with it, by the same door as everybody."""
    form = NewAccountForm(request.POST)
    if not form.is_valid():
        return _offer(request, found, form, 400)
    try:
        person = invitations.join(secret=secret, **form.cleaned_data)
    except AmateError as error:
        show_refusal(form, error)
        return _offer(request, found, form, status_of(error))
    messages.success(request, _("Tu cuenta está lista y ya eres parte de «%s».") % found.institution)
    answer: HttpResponseBase = perform_login(
        request, person, email_verification="none", redirect_url="/mesa/"
    )
    return answer


@require_http_methods(["GET", "POST"])
@at_desk
def ask(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask to join an institution, which `?institucion=` may name; what one asked already is listed."""
    form = AskForm(sent(request), initial={"institution": request.GET.get("institucion", "")})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                asked = joining.ask_to_join(by=person, **form.cleaned_data)
            except AmateError as error:
                show_refusal(form, error)
                status = status_of(error)
            else:
                messages.success(
                    request,
                    _("Le avisamos a quien administra el equipo de «%s». Te escribiremos con su respuesta.")
                    % asked.institution,
                )
                return redirect("desk-ask-to-join")
    asked_before = person.join_requests.open().select_related("institution")
    context = {"form": form, "asked": asked_before}
    return render(request, "desk/ask.html", context, status=status)


@require_http_methods(["GET", "POST"])
@at_desk
def answer(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Who asks and what they say; POST grants, or declines with a word."""
    rows = JoinRequest.objects.select_related("person", "institution", "answered_by")
    found = get_object_or_404(rows, pk=pk, institution__in=institutions_where(person, "manage-members"))
    form = AnswerJoinForm(
        roles_given_by(person, found.institution), sent(request), initial={"role": found.role}
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                said = _answered(person, found, request.POST.get("answer", ""), **form.cleaned_data)
            except AmateError as error:
                show_refusal(form, error)
                status = status_of(error)
            else:
                messages.success(request, said)
                return redirect("desk-team", slug=found.institution.slug)
    return render(request, "desk/answer_join.html", {"asked": found, "form": form}, status=status)


def _answered(person: Person, found: JoinRequest, said: str, role: str, word: str) -> str:
    if said == "decline":
        joining.decline(by=person, request=found, word=word)
        return _("Se le dijo a %s que no por ahora.") % found.person
    joining.admit(by=person, request=found, role=role, word=word)
    return _("%s ya es parte del equipo. Le avisamos por correo.") % found.person


def asking(person: Person) -> list[JoinRequest]:
    """Who waits for an answer of this person, the oldest first."""
    rows = JoinRequest.objects.open().filter(institution__in=institutions_where(person, "manage-members"))
    return list(rows.select_related("person", "institution").order_by("created")[:200])
