"""A referral's page, and every button on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from care.words import time_of
from config.http import StaffRequest
from referrals import actions
from referrals.actions.answering import UNDO_WITHIN
from referrals.alternatives import Asker, next_best
from referrals.errors import RefusedError
from referrals.forms import moves
from referrals.forms.answer import CameInForm
from referrals.forms.talk import MessageForm, NoteForm
from referrals.models import RECEIVER_ROLES, CancelReason, Referral
from referrals.parties import sides_of
from referrals.presenters.acts import Act, acts_of
from referrals.presenters.alternatives import Others, others_of
from referrals.presenters.links import links_panel
from referrals.presenters.page import ReferralPage, referral_page
from referrals.presenters.words import need_name
from referrals.snapshot import is_cut_off, is_taken_back
from referrals.views.gate import let_in


@dataclass(frozen=True, slots=True)
class Verb:
    """What a button does: the action, the form it needs, and what is said after."""

    action: Callable[..., Referral]
    form: type[moves.MoveForm]
    done: str | Promise

    @property
    def is_typed(self) -> bool:
        """Whether something is typed that must not be lost."""
        return bool(set(self.form.base_fields) - {"version", "key"})


VERBS = {
    "accept": Verb(
        actions.accept,
        moves.MoveForm,
        gettext_lazy("Accepted. The sender has been told."),
    ),
    "decline": Verb(
        actions.decline,
        moves.DeclineForm,
        gettext_lazy("Declined. The sender has been told why."),
    ),
    "undo": Verb(
        actions.undo,
        moves.UndoForm,
        gettext_lazy("Taken back. It waits for an answer again."),
    ),
    "came-in": Verb(
        actions.came_in, CameInForm, gettext_lazy("Noted. The sender has been told.")
    ),
    "start": Verb(
        actions.start, moves.MoveForm, gettext_lazy("Work on this has begun.")
    ),
    "log-contact": Verb(
        actions.log_contact, moves.ContactForm, gettext_lazy("Logged.")
    ),
    "set-stage": Verb(
        actions.set_stage, moves.WorkStageForm, gettext_lazy("Saved how far it is.")
    ),
    "hold": Verb(actions.hold, moves.HoldForm, gettext_lazy("Put on hold.")),
    "resume": Verb(actions.resume, moves.MoveForm, gettext_lazy("You go on with it.")),
    "assign": Verb(actions.assign, moves.AssignForm, gettext_lazy("Saved who has it.")),
    "complete": Verb(
        actions.complete,
        moves.CompleteForm,
        gettext_lazy("Done. The sender has been told."),
    ),
    "fail": Verb(
        actions.fail,
        moves.FailForm,
        gettext_lazy("Closed. The sender has been told why."),
    ),
    "send": Verb(
        actions.send, moves.MoveForm, gettext_lazy("Sent. They have been told.")
    ),
    "cancel": Verb(actions.cancel, moves.CancelForm, gettext_lazy("Stopped.")),
    "acknowledge": Verb(
        actions.acknowledge,
        moves.AcknowledgeForm,
        gettext_lazy("Thank you for saying so."),
    ),
    "report-error": Verb(
        actions.report_error,
        moves.ReportErrorForm,
        gettext_lazy("Noted. A second person on your side must agree."),
    ),
    "enter-in-error": Verb(
        actions.enter_in_error,
        moves.ErrorForm,
        gettext_lazy("Marked as a mistake. It is counted nowhere."),
    ),
}
"""Every button, by the last word of its address."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An act with its form, ready to show."""

    act: Act
    form: moves.MoveForm
    is_typed: bool


@never_cache
@login_required
@require_safe
def referral(request: StaffRequest, number: str) -> HttpResponse:
    """One referral, for one of its sides. Each opening is logged."""
    return _page(request, number)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, number: str, verb: str) -> HttpResponse:
    """Press one of the buttons; by GET, see its form alone."""
    if verb not in VERBS:
        raise Http404
    found = _visible(request.user, number)
    if request.method != "POST":
        return _form_alone(request, found, verb)
    form = _form(verb, found, request.POST)
    if not form.is_valid():
        return _act_page(request, found, verb, form, status=422)
    try:
        VERBS[verb].action(found, by=request.user, **form.arguments(), **form.token())
    except RefusedError as refused:
        if VERBS[verb].is_typed:
            return _act_page(
                request, found, verb, form, refused=refused.reason, status=409
            )
        messages.error(request, refused.reason)
        return redirect(found)
    messages.success(request, str(VERBS[verb].done))
    if request.POST.get("next") == "inbox":
        return redirect("referrals:inbox")
    return redirect(found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: StaffRequest, number: str) -> HttpResponse:
    """Write to the other side; by GET, as after signing in again, see the page."""
    found = _visible(request.user, number)
    if request.method != "POST":
        return redirect(found)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            actions.say(found, by=request.user, **form.arguments(), **form.token())
        except RefusedError as refused:
            form.add_error("text", refused.reason)
        else:
            messages.success(request, _("Sent. The other side has been told."))
            return redirect(f"{found.get_absolute_url()}#talk")
    return _page(request, number, message=form, status=422)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: StaffRequest, number: str) -> HttpResponse:
    """Keep a note for our own side; by GET, see the page."""
    found = _visible(request.user, number)
    if request.method != "POST":
        return redirect(found)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            actions.note(found, by=request.user, **form.arguments(), **form.token())
        except RefusedError as refused:
            form.add_error("text", refused.reason)
        else:
            messages.success(request, _("Kept. Only your own office reads it."))
            return redirect(f"{found.get_absolute_url()}#notes")
    return _page(request, number, note=form, status=422)


def _visible(user: User, number: str) -> Referral:
    visible = (
        Referral.objects.visible_to(user)
        .with_parties()
        .select_related("consent", "error_asked_by", "need__person")
        .prefetch_related("consent__data_classes", "need__person__phones")
    )
    return let_in(user, visible, number)


def _page(
    request: StaffRequest,
    number: str,
    *,
    message: MessageForm | None = None,
    note: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    # A reading is written down on GET, and when a refused form shows the page again:
    # see docs/decisions/0002.
    actions.mark_viewed(_visible(request.user, number), by=request.user)
    found = _visible(request.user, number)
    at, sides = timezone.now(), sides_of(found, request.user)
    page = referral_page(found, reader=request.user, sides=sides, at=at)
    offered = acts_of(found, sides)
    context = {
        "page": page,
        "referral": found,
        "go": _offer(offered.go, found) if offered.go else None,
        "folds": [_offer(one, found) for one in offered.folds],
        "message": message or MessageForm(),
        "note": note or NoteForm(),
        "key": uuid4().hex,
        "undo_until": _undo_until(page),
        "others": _others(request, page),
        "links": links_panel(found, sides, at),
    }
    return render(request, "referrals/referral.html", context, status=status)


def _others(request: StaffRequest, page: ReferralPage) -> Others | None:
    """Where else, once nobody answered: for the sender, while help is still needed."""
    expired = page.referral.reason_code == CancelReason.NO_RESPONSE_EXPIRED
    if not (expired and page.is_sender) or page.is_cut_off:
        return None
    need, at = page.referral.need, timezone.now()
    if need.status not in need.UNRESOLVED:
        return None
    asker = Asker(sender=page.referral.sender, by=request.user, at=at)
    return others_of(next_best(need, asker=asker), at)


def _undo_until(page: ReferralPage) -> str:
    answer = actions.undoable(page.referral) if page.is_receiver else None
    return time_of(answer.occurred_at + UNDO_WITHIN) if answer else ""


def _offer(one: Act, found: Referral) -> Offer:
    return Offer(one, _form(one.verb, found), VERBS[one.verb].is_typed)


def _form(verb: str, found: Referral, typed: Any = None) -> moves.MoveForm:
    """The verb's form, empty or as it was typed."""
    form = VERBS[verb].form(
        typed,
        auto_id=f"{verb}-%s",
        initial={
            "version": found.version,
            "key": uuid4().hex,
            "to": found.assigned_to_id,
            "stage": found.stage,
            "on": timezone.localdate(),
        },
    )
    if isinstance(form, moves.AssignForm):
        form.choose_among(found.receiver, RECEIVER_ROLES)
    return form


def _form_alone(request: StaffRequest, found: Referral, verb: str) -> HttpResponse:
    sides = sides_of(found, request.user)
    if acts_of(found, sides).find(verb) is None:
        messages.error(request, _("This cannot be done with the referral now."))
        return redirect(found)
    if verb == "send":
        # The draft's own steps check that it fits before it goes out.
        return redirect("referrals:draft", found.number)
    return _act_page(request, found, verb, _form(verb, found))


def _act_page(
    request: StaffRequest,
    found: Referral,
    verb: str,
    form: moves.MoveForm,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """A verb's form alone, with all that was typed and why it was refused."""
    now = _visible(request.user, found.number)
    sides = sides_of(now, request.user)
    offered = acts_of(now, sides).find(verb)
    context = {
        "referral": now,
        "need": "" if is_taken_back(now, sides) else need_name(now.need.category),
        "verb": verb,
        "act": offered,
        "form": form,
        "refused": refused,
        # What was typed stands; what it is weighed against is new. A version counts
        # what happened, so it is no business of a side that is cut off.
        "version": "" if is_cut_off(now, sides) else now.version,
        "key": uuid4().hex,
    }
    return render(request, "referrals/act.html", context, status=status)
