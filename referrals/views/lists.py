"""The inbox, and the list of what was sent."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from config.http import StaffRequest
from referrals import actions
from referrals.actions.answering import UNDO_WITHIN
from referrals.forms.lists import DeskForm
from referrals.forms.moves import DeclineForm
from referrals.models import Referral
from referrals.models.referral import ReferralQuerySet
from referrals.presenters import lists, rows
from referrals.presenters.lists import Tab
from referrals.presenters.words import time_of

ORDERS = {
    DeskForm.Order.NEWEST: ("-sent_at",),
    # The town as it was shared, so that a list tells nothing newer.
    DeskForm.Order.TOWN: ("snapshot__town", "due_at"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: StaffRequest) -> HttpResponse:
    """What waits for an answer, what is under way, what has ended."""
    ours = Referral.objects.visible_to(request.user).filter(sent_at__isnull=False)
    # The network desk follows everybody's; an office, what reached it.
    if not request.user.is_network_admin:
        ours = ours.received_by(request.user)
    return _list(request, ours, lists.inbox_tabs(), "referrals/inbox.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: StaffRequest) -> HttpResponse:
    """What the viewer's offices sent, and what they began to write."""
    ours = Referral.objects.visible_to(request.user).sent_by_organizations(request.user)
    return _list(request, ours, lists.sent_tabs(), "referrals/sent.html")


def _list(
    request: StaffRequest, ours: ReferralQuerySet, tabs: Sequence[Tab], template: str
) -> HttpResponse:
    # A name that is looked for is posted, so that no address or log holds it.
    typed = request.POST if request.method == "POST" else request.GET
    desk = DeskForm(typed)
    desk.is_valid()
    text = desk.cleaned_data.get("q", "") if request.method == "POST" else ""
    if text:
        return _found(request, ours, desk, text, template)
    at = timezone.now()
    listing = lists.listing(
        _narrowed(ours, desk, request.user),
        tabs,
        rows.viewer_of(request.user),
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
        "decline": DeclineForm(),
        "undo": _undo(request.user, at),
    }
    return render(request, template, context)


def _found(
    request: StaffRequest,
    ours: ReferralQuerySet,
    desk: DeskForm,
    text: str,
    template: str,
) -> HttpResponse:
    viewer = rows.viewer_of(request.user)
    found = lists.search_rows(
        rows.matching(ours, text, request.user), viewer, at=timezone.now()
    )
    if len(found) == 1:
        return redirect(found[0].referral)
    context = {"desk": desk, "found": found, "most": lists.MOST_FOUND, "text": text}
    return render(request, template, context)


def _narrowed(ours: ReferralQuerySet, desk: DeskForm, user: User) -> ReferralQuerySet:
    who = desk.cleaned_data.get("who", "")
    if who == DeskForm.Who.ME:
        return ours.filter(assigned_to=user)
    if who == DeskForm.Who.NOBODY:
        return ours.filter(assigned_to__isnull=True)
    return ours


def _narrowing(desk: DeskForm) -> str:
    """What tabs and pages keep of the address: never the name that is looked for."""
    kept = {name: desk.cleaned_data.get(name, "") for name in ("who", "order")}
    chosen = urlencode({name: value for name, value in kept.items() if value})
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
