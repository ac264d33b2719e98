"""From a service's page to a sent referral: each step has its own address."""

from collections.abc import Callable, Iterable
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from care import actions as care
from care import disclosure
from care.errors import CareRefusedError, StalePersonError
from care.forms.people import (
    FindForm,
    PersonForm,
    corrected,
    described,
    phones_in,
    written,
)
from care.models import Need, Person
from care.models.person import PersonQuerySet
from care.presenters import people as listing
from care.presenters.people import language_words
from care.views.alike import alike_fragment, are_new, known_alike
from config.http import StaffRequest
from directory.models import Service
from directory.presenters import terms_of
from referrals import checks, starting
from referrals.alternatives import Asker, next_best
from referrals.errors import RefusedError
from referrals.forms.start import (
    ReceiverConsentForm,
    SendForm,
    StartNeedForm,
    StartSafetyForm,
)
from referrals.guards import disclosure_of
from referrals.models import Referral, Status
from referrals.presenters import words
from referrals.presenters.alternatives import Others, others_of
from referrals.presenters.start import (
    Stop,
    check_page,
    choices_of,
    shared_words,
    way,
)
from referrals.views import searches
from referrals.views.gate import let_in

SHOWN_AT_MOST = 30

FORM = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(FORM)
def person(request: StaffRequest, service: UUID) -> HttpResponse:
    """Choose whom it is about; a search is posted, so that no name is in an address."""
    asked = _service(service)
    offices = listing.offices_of(request.user)
    if asked.do_not_refer or not offices:
        return _cannot(request, asked)
    searches.keep(request, asked.pk)
    own = listing.listed(_own_people(request))
    form = FindForm(request.POST or None)
    sought = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = listing.matching(own, sought) if sought else own
    shown = list(found[: SHOWN_AT_MOST + 1])
    context = {
        "service": asked,
        "steps": way(Stop.PERSON),
        "form": form,
        "sought": sought,
        "choices": choices_of(
            listing.rows_of(shown[:SHOWN_AT_MOST], offices, timezone.localdate()),
            asked,
            request.user,
        ),
        "is_cut": len(shown) > SHOWN_AT_MOST,
    }
    return render(request, "referrals/start/person.html", context)


@never_cache
@login_required
@require_http_methods(FORM)
def new_person(request: StaffRequest, service: UUID) -> HttpResponse:
    """Write down somebody new, and go on with them."""
    asked = _service(service)
    offices = listing.offices_of(request.user)
    if asked.do_not_refer or not offices:
        return _cannot(request, asked)
    form = PersonForm(request.POST or None, offices=offices)
    phones = phones_in(request.POST)
    own = listing.listed(_own_people(request))
    found = known_alike(request, form, phones, own, offices, url=_chosen_for(asked))
    if request.method == "POST" and are_new(form, phones, found):
        kept = care.keep_person(by=request.user, **described(form, phones, offices))
        return redirect("referrals:start_need", asked.pk, kept.pk)
    return render(
        request,
        "referrals/start/new_person.html",
        {
            "service": asked,
            "steps": way(Stop.PERSON),
            "form": form,
            "phones": phones,
            "alike": found,
            "alike_url": reverse("referrals:start_alike", args=[asked.pk]),
        },
        status=_status(form),
    )


@never_cache
@login_required
@require_POST
def alike(request: StaffRequest, service: UUID) -> HttpResponse:
    """Who of our own people may be the one that is being written down."""
    asked = _service(service)
    offices = listing.offices_of(request.user)
    if asked.do_not_refer or not offices:
        raise Http404
    own = listing.listed(_own_people(request))
    return alike_fragment(request, own, offices, url=_chosen_for(asked))


@never_cache
@login_required
@require_http_methods(FORM)
def need(request: StaffRequest, service: UUID, person: UUID) -> HttpResponse:
    """Choose a need or write one down; the draft begins here."""
    asked = _service(service)
    about = get_object_or_404(_own_people(request), pk=person)
    if asked.do_not_refer:
        return _cannot(request, asked)
    needs = about.needs.unresolved().select_related("category")
    kinds = terms_of([asked.pk]).get(asked.pk, [])
    form = StartNeedForm(
        request.POST or None,
        needs=needs,
        initial={
            "need": _likely(needs, {kind.pk for kind in kinds}),
            "category": kinds[0].pk if kinds else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            chosen = form.chosen() or starting.need_of(
                about, by=request.user, **form.details()
            )
            begun = starting.draft_of(
                chosen, by=request.user, service=asked, sender=about.kept_by
            )
        except (CareRefusedError, RefusedError) as refused:
            form.add_error(None, refused.reason)
        else:
            return redirect("referrals:draft", begun.number)
    return render(
        request,
        "referrals/start/need.html",
        {
            "service": asked,
            "person": about,
            "steps": way(Stop.NEED, person=about.full_name),
            "form": form,
            "has_needs": bool(form.known),
        },
        status=_status(form),
    )


@login_required
@require_safe
def draft(request: StaffRequest, number: str) -> HttpResponse:
    """Lead to the first step that is still to do."""
    begun = own_referral(request, number)
    if begun.status != Status.DRAFT:
        return redirect(begun)
    if not begun.person.contact_rule:
        return redirect("referrals:start_contact", number)
    if not disclosure.decide(disclosure_of(begun), at=timezone.now()).is_permitted:
        return redirect("referrals:start_agreement", number)
    return redirect("referrals:start_check", number)


@never_cache
@login_required
@require_http_methods(FORM)
def contact(request: StaffRequest, number: str) -> HttpResponse:
    """Ask whether it is safe to contact the person: nothing is sent without it."""
    begun = own_referral(request, number)
    if begun.status != Status.DRAFT:
        return redirect(begun)
    about = begun.person
    form = StartSafetyForm(request.POST or None, initial=written(about))
    if request.method == "POST" and form.is_valid():
        try:
            care.change_person(
                about,
                by=request.user,
                details=corrected(about, form.cleaned_data),
                unchanged_since=form.unchanged_since(),
            )
        except StalePersonError as stale:
            form.add_error(None, stale.reason)
            form.weigh_against(stale.changed_at)
        except CareRefusedError as refused:
            form.add_error(None, refused.reason)
        else:
            return redirect("referrals:draft", number)
    return _draft_page(request, begun, "contact", {"form": form}, status=_status(form))


@never_cache
@login_required
@require_http_methods(FORM)
def agreement(request: StaffRequest, number: str) -> HttpResponse:
    """Write down that the person agrees; passed over where they did before."""
    begun = own_referral(request, number)
    if begun.status != Status.DRAFT:
        return redirect(begun)
    if disclosure.decide(disclosure_of(begun), at=timezone.now()).is_permitted:
        return redirect("referrals:draft", number)
    form = ReceiverConsentForm(
        request.POST or None,
        receiver=begun.receiver,
        data_classes=disclosure.classes_for(begun.need),
        initial={"language": begun.person.language},
    )
    if request.method == "POST" and form.is_valid():
        try:
            care.record_consent(
                begun.person,
                by=request.user,
                terms=form.terms(begun.sender),
                **form.token(),
            )
        except CareRefusedError as refused:
            form.add_error(None, refused.reason)
        else:
            return redirect("referrals:draft", number)
    return _draft_page(
        request,
        begun,
        "agreement",
        {"form": form, "shared": shared_words(begun.need)},
        status=_status(form),
    )


@never_cache
@login_required
@require_http_methods(FORM)
def check(request: StaffRequest, number: str) -> HttpResponse:
    """Look whether it fits, then send: pressed twice, it is sent once."""
    begun = own_referral(request, number)
    found = checks.check(
        begun.need,
        begun.service,
        sender=begun.sender,
        by=request.user,
        at=timezone.now(),
    )
    page = check_page(found, begun.receiver.name)
    form = SendForm(
        request.POST or None,
        # What is sent already would be found as asked before: by itself.
        is_poor_fit=page.is_poor_fit and begun.status == Status.DRAFT,
        initial={
            "priority": begun.priority,
            "note": begun.request_note,
            "key": uuid4().hex,
            "version": begun.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            sent = starting.send(begun, by=request.user, **form.details())
        except RefusedError as refused:
            if begun.status != Status.DRAFT:
                messages.error(request, refused.reason)
                return redirect(begun)
            form.add_error(None, refused.reason)
            form.weigh_against(begun)
        else:
            said = _("Sent to %(receiver)s. They have been told.")
            messages.success(request, said % {"receiver": begun.receiver.name})
            return redirect(sent)
    if begun.status != Status.DRAFT:
        return redirect(begun)
    return _draft_page(
        request,
        begun,
        "check",
        {
            "form": form,
            "page": page,
            "shared": shared_words(begun.need),
            "sought": searches.kept(request, begun.service_id),
            "others": _others(request, begun) if page.is_poor_fit else None,
            "chosen": len(searches.chosen(request, begun.service_id)),
        },
        status=_status(form),
    )


@never_cache
@login_required
@require_http_methods(FORM)
def instead(request: StaffRequest, number: str, service: UUID) -> HttpResponse:
    """Go on with another service, with what was typed; by GET, see the check."""
    begun = own_referral(request, number)
    other = _service(service)
    if request.method != "POST":
        return redirect("referrals:draft", number)
    if other.do_not_refer:
        return _cannot(request, other)
    typed = SendForm(request.POST).words(begun)
    try:
        begun_there = starting.instead(begun, by=request.user, service=other, **typed)
    except RefusedError as refused:
        messages.error(request, refused.reason)
        return redirect("referrals:draft", number)
    searches.hand_on(request, begun.service_id, other.pk)
    return redirect("referrals:draft", begun_there.number)


def _others(request: StaffRequest, begun: Referral) -> Others:
    """What the same search has besides, for the person whom it is about."""
    at = timezone.now()
    best = next_best(
        begun.need,
        asker=Asker(sender=begun.sender, by=request.user, at=at),
        but=[begun.service_id],
        sought=searches.kept(request, begun.service_id),
    )
    return others_of(best, at)


def _service(pk: UUID) -> Service:
    listed = Service.objects.listed().select_related("organization")
    return get_object_or_404(listed, pk=pk)


def _own_people(request: StaffRequest) -> PersonQuerySet:
    user = request.user
    visible = Person.objects.visible_to(user).kept_by_organizations(user)
    return visible.select_related("kept_by")


def own_referral(request: StaffRequest, number: str) -> Referral:
    """Return a referral that the viewer sends; to its receiver it is hidden.

    These pages show the living person, and a receiver reads the snapshot alone.
    """
    user = request.user
    visible = Referral.objects.visible_to(user).with_parties()
    if not user.is_network_admin:
        visible = visible.sent_by_organizations(user)
    return let_in(user, visible, number)


def _chosen_for(service: Service) -> Callable[[Person], str]:
    """Where one goes on with somebody who is written down already."""
    return lambda person: reverse("referrals:start_need", args=[service.pk, person.pk])


def _likely(needs: Iterable[Need], kinds: set[UUID]) -> str | None:
    """The need that this kind of service helps with, where there is one."""
    likely = (str(one.pk) for one in needs if one.category_id in kinds)
    return next(likely, None)


def _draft_page(
    request: StaffRequest,
    begun: Referral,
    step: str,
    more: dict[str, object],
    *,
    status: int,
) -> HttpResponse:
    name = words.need_name(begun.need.category)
    now = Stop.CHECK if step == "check" else Stop.AGREEMENT
    context = {
        "referral": begun,
        "person": begun.person,
        "service": begun.service,
        "need_name": name,
        "speaks": language_words(begun.person),
        "age": begun.person.age(timezone.localdate()),
        "steps": way(now, person=begun.person.full_name, need=name),
        **more,
    }
    return render(request, f"referrals/start/{step}.html", context, status=status)


def _cannot(request: StaffRequest, service: Service) -> HttpResponse:
    """Say why this cannot be sent from here, and what to do instead."""
    return render(
        request, "referrals/start/cannot.html", {"service": service}, status=403
    )


def _status(form: Form) -> int:
    """400 when something typed was not right, so that programs see it too."""
    return 400 if form.is_bound else 200
