"""The inbox, and the list of what was sent."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from care.words import time_of
from config.http import StaffRequest
from referrals import actions, codes
from referrals.actions.answering import UNDO_WITHIN
from referrals.actions.opening import LEADERS
from referrals.forms.lists import DeskForm
from referrals.forms.moves import DeclineForm
from referrals.models import Referral
from referrals.models.finding import ReferralQuerySet
from referrals.parties import Viewer, viewer_of
from referrals.presenters import lists, rows
from referrals.presenters.acts import acts_of
from referrals.presenters.lists import Tab

ORDERS = {
    DeskForm.Order.NEWEST: ("-sent_at",),
    # The town as it was shared, so that a list tells nothing newer.
    DeskForm.Order.TOWN: ("snapshot__town", "due_at"),
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: StaffRequest) -> HttpResponse:
    """What waits for an answer, what is under way, what has ended."""
    ours = Referral.objects.visible_to(request.user).filter(sent_at__isnull=False)
    # The network desk follows everybody's; an office, what reached it.
    if request.user.is_network_admin:
        known = lists.as_the_desk_knows(ours)
    else:
        known = lists.as_receivers_know(ours.received_by(request.user))
    return _list(request, known, lists.inbox_tabs(), "referrals/inbox.html")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: StaffRequest) -> HttpResponse:
    """What the viewer's offices sent, and what they began to write."""
    ours = Referral.objects.visible_to(request.user).sent_by_organizations(request.user)
    known = lists.as_senders_know(ours)
    return _list(
        request,
        known,
        lists.sent_tabs(),
        "referrals/sent.html",
        listed=known.one_row_a_round(),
    )


def _list(
    request: StaffRequest,
    ours: ReferralQuerySet,
    tabs: Sequence[Tab],
    template: str,
    *,
    listed: ReferralQuerySet | None = None,
) -> HttpResponse:
    if not (request.user.is_network_admin or request.user.memberships.exists()):
        raise Http404
    # A name that is looked for is posted, so that no address or log holds it.
    desk = DeskForm(request.POST if request.method == "POST" else request.GET)
    desk.is_valid()
    if request.method == "POST":
        text = desk.cleaned_data.get("q", "")
        if text:
            return _found(request, ours, desk, text, template)
        for error in desk.errors.get("q", ()):
            messages.error(request, str(error))
        return redirect(f"{request.path}?{_asked(request, desk)}")
    at = timezone.now()
    listing = lists.listing(
        _narrowed(ours if listed is None else listed, desk, request.user),
        tabs,
        viewer_of(request.user),
        chosen=request.GET.get("tab", ""),
        order=ORDERS.get(desk.cleaned_data.get("order", ""), ()),
        page=request.GET.get("page", "1"),
        at=at,
        opened=request.GET.get("decline", ""),
    )
    context = {
        "desk": desk,
        "listing": listing,
        "narrowed": _narrowing(desk),
        "is_narrowed": bool(desk.cleaned_data.get("who")),
        "now": at,
        "decline": DeclineForm(initial={"key": uuid4().hex}),
        "undo": _undo(request.user, at),
        "leads": request.user.memberships.filter(role__in=LEADERS).exists(),
    }
    return render(request, template, context)


def _found(
    request: StaffRequest,
    ours: ReferralQuerySet,
    desk: DeskForm,
    text: str,
    template: str,
) -> HttpResponse:
    viewer = viewer_of(request.user)
    found = lists.search_rows(
        rows.matching(ours, text, request.user), viewer, at=timezone.now()
    )
    if len(found) == 1:
        only = found[0].referral
        if only.short_code == codes.typed(text) and _may_say_that_they_came(
            only, viewer
        ):
            return redirect("referrals:act", only.number, "came-in")
        return redirect(only)
    context = {"desk": desk, "found": found, "most": lists.MOST_FOUND, "text": text}
    return render(request, template, context)


def _may_say_that_they_came(referral: Referral, viewer: Viewer) -> bool:
    """Whether the slip's code leads straight to the button: the person stands there."""
    return acts_of(referral, viewer.sides(referral)).find("came-in") is not None


def _narrowed(ours: ReferralQuerySet, desk: DeskForm, user: User) -> ReferralQuerySet:
    who = desk.cleaned_data.get("who", "")
    if who == DeskForm.Who.ME:
        return ours.filter(assigned_to=user)
    if who == DeskForm.Who.NOBODY:
        return ours.filter(assigned_to__isnull=True)
    return ours


def _asked(request: StaffRequest, desk: DeskForm) -> str:
    """What a list's address holds: the tab and the order, never a name."""
    asked = {"tab": request.POST.get("tab", ""), **_choices(desk)}
    return urlencode({name: value for name, value in asked.items() if value})


def _choices(desk: DeskForm) -> dict[str, str]:
    return {name: desk.cleaned_data.get(name, "") for name in ("who", "order")}


def _narrowing(desk: DeskForm) -> str:
    """What tabs and pages keep of the address."""
    chosen = urlencode({name: value for name, value in _choices(desk).items() if value})
    return f"&{chosen}" if chosen else ""


def _undo(user: User, at: datetime) -> dict[str, object] | None:
    """The viewer's last answer, while it may still be taken back."""
    answer = rows.latest_answer(user, since=at - UNDO_WITHIN)
    if answer is None:
        return None
    referral = Referral.objects.visible_to(user).filter(pk=answer.referral_id).first()
    if referral is None or actions.undoable(referral, at=at) != answer:
        return None
    until = time_of(answer.occurred_at + UNDO_WITHIN)
    return {"referral": referral, "until": until}
