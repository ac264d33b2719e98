"""Asking several for one need: choosing them, following them, stopping."""

from contextlib import suppress
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.models import Membership
from care.models import Need
from care.presenters.people import language_words
from config.http import StaffRequest
from directory.models import Organization, Service
from referrals import actions, starting
from referrals.actions.opening import LEADERS
from referrals.alternatives import Asker, next_best
from referrals.errors import RefusedError
from referrals.forms.rounds import RoundForm, StopRoundForm
from referrals.lineup import MOST, Candidate, candidates_of, pool_of
from referrals.models import OpenOffice, Referral, Round, Side, Status
from referrals.presenters import words
from referrals.presenters.alternatives import Others, others_of
from referrals.presenters.rounds import choices_of, pool_words, round_page
from referrals.presenters.start import Stop, shared_words, way
from referrals.views import searches
from referrals.views.start import own_referral

FORM = ["GET", "HEAD", "POST"]
TICKED_AT_MOST = 20
"""More cannot be ticked, and are not looked up."""


@never_cache
@login_required
@require_safe
def begin(request: StaffRequest) -> HttpResponse:
    """From the results: these services, of which the first is checked first."""
    ids = [_uuid(text) for text in request.GET.getlist("service")[:MOST]]
    listed = Service.objects.listed().filter(do_not_refer=False).in_bulk(ids)
    chosen = list(dict.fromkeys(pk for pk in ids if pk in listed))
    if not chosen:
        messages.error(request, _("Tick the services that you want to ask first."))
        return redirect("search:home")
    searches.keep_chosen(request, chosen)
    searches.keep(request, chosen[0])
    return redirect("referrals:start", chosen[0])


@never_cache
@login_required
@require_http_methods(FORM)
def choose(request: StaffRequest, number: str) -> HttpResponse:
    """Choose whom to ask beside the one that was begun, and ask them."""
    begun = own_referral(request, number)
    found = _candidates(request, begun)
    pool = pool_of(begun.need, sender=begun.sender, by=request.user, at=timezone.now())
    has_pool = any(one.stop is None for one in pool)
    form = RoundForm(
        request.POST or None,
        services=[one.service for one in found],
        has_pool=has_pool,
        is_sensitive=begun.need.is_sensitive,
        initial={
            "priority": begun.priority,
            "note": begun.request_note,
            "key": uuid4().hex,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            its = starting.several(
                begun,
                form.chosen(),
                by=request.user,
                terms=form.terms(),
                key=form.cleaned_data["key"],
            )
        except RefusedError as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _done(its))
            return redirect(its)
    if begun.status != Status.DRAFT:
        return redirect(begun)
    ticked = form.ticked(_usual(request, begun))
    turns = [
        form.turn_of(one.service.pk, default=place)
        for place, one in enumerate(found, start=1)
    ]
    name = words.need_name(begun.need.category)
    context = {
        "referral": begun,
        "service": begun.service,
        "person": begun.person,
        "need_name": name,
        "speaks": language_words(begun.person),
        "age": begun.person.age(timezone.localdate()),
        "steps": way(Stop.CHECK, person=begun.person.full_name, need=name),
        "form": form,
        "choices": choices_of(found, ticked, turns),
        "turns": range(1, len(found) + 1),
        "pool": pool_words(pool) if has_pool else "",
        "shared": shared_words(begun.need),
    }
    status = 400 if form.is_bound else 200
    return render(request, "referrals/round/choose.html", context, status=status)


@never_cache
@login_required
@require_safe
def show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One round: who was asked, who answered, what is next."""
    return _page(request, _round(request, pk), StopRoundForm())


@never_cache
@login_required
@require_http_methods(FORM)
def stop(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask nobody any more; by GET, see the round."""
    its = _round(request, pk)
    if request.method != "POST":
        return redirect(its)
    form = StopRoundForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.stop_round(
                its, by=request.user, reason=typed["reason"], text=typed["text"]
            )
        except RefusedError as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("Stopped. Whoever was asked has been told."))
            return redirect(its)
    return _page(request, _round(request, pk), form, status=422)


@never_cache
@login_required
@require_POST
def ask(request: StaffRequest, pk: UUID, service: UUID) -> HttpResponse:
    """Nobody is left: begin a referral to the next best."""
    its = _round(request, pk)
    other = get_object_or_404(Service.objects.listed(), pk=service)
    try:
        begun = starting.draft_of(
            its.need,
            by=request.user,
            service=other,
            sender=its.sender,
            re_referral_of=its.face,
        )
    except RefusedError as refused:
        messages.error(request, refused.reason)
        return redirect(its)
    return redirect("referrals:draft", begun.number)


@never_cache
@login_required
@require_http_methods(FORM)
def open_requests(request: StaffRequest) -> HttpResponse:
    """Say whether an office is asked with others, for whatever fits its services."""
    led = Organization.objects.filter(
        pk__in=Membership.objects.filter(user=request.user, role__in=LEADERS).values(
            "organization"
        )
    )
    if not led:
        raise Http404
    if request.method == "POST":
        office = get_object_or_404(led, pk=_uuid(request.POST.get("office", "")))
        is_taken = request.POST.get("take") == "yes"
        actions.take_open_requests(office, by=request.user, is_taken=is_taken)
        messages.success(
            request,
            _("From now on open requests come to your inbox.")
            if is_taken
            else _("No more open requests come. What came before stays."),
        )
        return redirect("referrals:open_requests")
    taken = set(OpenOffice.objects.values_list("organization", flat=True))
    offices = [(office, office.pk in taken) for office in led]
    return render(request, "referrals/round/open.html", {"offices": offices})


def _page(
    request: StaffRequest, its: Round, form: StopRoundForm, *, status: int = 200
) -> HttpResponse:
    actions.look_at_round(its, by=request.user)
    at = timezone.now()
    places = list(
        its.places.select_related("service__organization", "referral__need__category")
    )
    sides = [Side.SENDER] if not request.user.is_network_admin else [Side.NETWORK]
    page = round_page(its, places, sides=sides, at=at)
    is_over = its.closed_how == Round.End.EXHAUSTED
    others = _others(request, its) if is_over else None
    context = {
        "round": its,
        "page": page,
        "form": form,
        "others": others,
        "need_name": words.need_name(its.need.category),
    }
    return render(request, "referrals/round/round.html", context, status=status)


def _others(request: StaffRequest, its: Round) -> Others | None:
    if its.need.status not in Need.UNRESOLVED:
        return None
    at = timezone.now()
    asker = Asker(sender=its.sender, by=request.user, at=at)
    return others_of(next_best(its.need, asker=asker), at)


def _round(request: StaffRequest, pk: UUID) -> Round:
    visible = Round.objects.visible_to(request.user).select_related(
        "need__category",
        "need__person",
        "sender",
        "opened_by",
        "winner__receiver",
        "face__need__person",
        "face__need__category",
    )
    return get_object_or_404(visible, pk=pk)


def _candidates(request: StaffRequest, begun: Referral) -> list[Candidate]:
    """The one that was begun, those ticked here or before, and the next best."""
    at = timezone.now()
    kept = [*searches.chosen(request, begun.service_id), *_ticked(request)]
    listed = (
        Service.objects.listed()
        .select_related("organization")
        .in_bulk([begun.service_id, *kept])
    )
    ids = dict.fromkeys((begun.service_id, *kept))
    first = [listed[pk] for pk in ids if pk in listed]
    own = candidates_of(begun.need, first, sender=begun.sender, by=request.user, at=at)
    best = next_best(
        begun.need,
        asker=Asker(sender=begun.sender, by=request.user, at=at),
        but=[service.pk for service in first],
        sought=searches.kept(request, begun.service_id),
        limit=MOST,
    )
    more = [Candidate(one.service, one.check) for one in best.found]
    return [*own, *more][: max(MOST, len(own))]


def _ticked(request: StaffRequest) -> list[UUID]:
    """What was ticked on this page, whatever the search finds by now."""
    ids = []
    for text in request.POST.getlist("services")[:TICKED_AT_MOST]:
        with suppress(ValueError):
            ids.append(UUID(text))
    return ids


def _usual(request: StaffRequest, begun: Referral) -> list[UUID]:
    return [begun.service_id, *searches.chosen(request, begun.service_id)]


def _done(its: Round) -> str:
    asked = its.referrals.count()
    if its.mode == Round.Mode.IN_ORDER:
        return _("The first has been asked. The next is asked when its turn comes.")
    return ngettext(
        "%(count)d service has been asked.",
        "%(count)d services have been asked at once.",
        asked,
    ) % {"count": asked}


def _uuid(text: str) -> UUID:
    """An id from an address.

    Raises:
        Http404: it is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
