"""The family's own page, opened by a code: where it stands, what they may change."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from care import actions as care
from care import codes
from care.errors import CareRefusedError, StalePersonError
from directory.models import Organization
from referrals import actions, own_requests
from referrals.errors import RefusedError
from referrals.forms.family import (
    EVERYBODY,
    AnswerForm,
    CodeForm,
    NoMoreForm,
    OwnContactForm,
    ProofForm,
    reach_of,
)
from referrals.presenters.family import family_page, stop_choices
from referrals.views import answers, door
from referrals.views.door import Opened

FORM = ["GET", "HEAD", "POST"]
AWAY = "https://www.weather.gov/"

type Proven = Callable[[HttpRequest, Opened], HttpResponse]


def quiet(response: HttpResponse) -> HttpResponse:
    """Keep the page out of search machines, and its address from other sites."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers then post forms without an origin, and are refused.
    response["Referrer-Policy"] = "same-origin"
    return response


def proven(view: Proven) -> Callable[[HttpRequest], HttpResponse]:
    """For pages that need the code and the second proof; else back to the door."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        page = door.opened(request)
        if page is None or not page.is_proven:
            messages.warning(
                request, _("The page had closed. Nothing was changed: open it again.")
            )
            return redirect("referrals:status")
        return quiet(view(request, page))

    return guarded


@never_cache
@require_http_methods(FORM)
def status(request: HttpRequest) -> HttpResponse:
    """The page of whose code is open here; else the door, where the code is typed."""
    if request.method == "POST":
        form = CodeForm(request.POST)
        if form.is_valid():
            if door.open_with(request, form.cleaned_data["code"]):
                return redirect("referrals:status")
            form.add_error(None, closed_words())
        return _door(request, form)
    page = door.opened(request)
    if page is None:
        return _door(request, CodeForm())
    return _page(request, page, ProofForm())


@never_cache
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Take the second proof."""
    page = door.opened(request)
    if page is None:
        return redirect("referrals:status")
    form = ProofForm(request.POST)
    if form.is_valid():
        if door.prove(request, page, **form.cleaned_data):
            return redirect("referrals:status")
        form.add_error(None, _("That is not what is written here."))
    return _page(request, page, form)


@never_cache
@require_POST
@proven
def confirm(request: HttpRequest, page: Opened) -> HttpResponse:
    """Yes, help came; or no, it did not."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    requests = own_requests.requests_of(page.person)
    referral = get_object_or_404(requests, number=form.cleaned_data["number"])
    got_help = form.cleaned_data["answer"] == "yes"
    try:
        actions.confirm(referral, by=page.family, got_help=got_help)
    except RefusedError as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _thanks(got_help=got_help))
    return redirect("referrals:status")


@never_cache
@require_http_methods(FORM)
@proven
def stop(request: HttpRequest, page: Opened) -> HttpResponse:
    """Stop sharing, with one office or with all, at once."""
    choices = stop_choices(page.person, at=timezone.now())
    offices = [(one.id, one.name) for one in choices]
    form = NoMoreForm(request.POST or None, offices=offices)
    if form.is_valid():
        whom = form.cleaned_data["whom"]
        receiver = None
        if whom != EVERYBODY:
            receiver = get_object_or_404(Organization, pk=whom)
        actions.share_no_more(page.person, by=page.family, receiver=receiver)
        messages.success(request, _("Stopped. Nothing more is shared there."))
        return redirect("referrals:status")
    return render(
        request,
        "referrals/family/stop.html",
        {"form": form, "choices": choices, "everybody": EVERYBODY},
        status=400 if form.is_bound else 200,
    )


@never_cache
@require_http_methods(FORM)
@proven
def contact(request: HttpRequest, page: Opened) -> HttpResponse:
    """Correct how they are reached safely."""
    person = page.person
    form = OwnContactForm(request.POST or None, initial=reach_of(person))
    if form.is_valid():
        try:
            care.change_person(
                person,
                by=page.family,
                details=form.details(person),
                phones=form.phones(person),
                unchanged_since=form.unchanged_since(),
            )
        except StalePersonError as refused:
            form.weigh_against(refused.changed_at)
            form.add_error(None, _("Somebody else changed this just now. Look again."))
        except CareRefusedError as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("Saved. It counts from now on."))
            return redirect("referrals:status")
    return render(
        request,
        "referrals/family/contact.html",
        {"form": form},
        status=400 if form.is_bound else 200,
    )


@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Forget everything in this browser and go somewhere harmless."""
    door.close(request)
    response = redirect(AWAY)
    answers.forget(response)
    return response


@never_cache
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the page in this browser."""
    door.close(request)
    messages.success(request, _("Closed. Nobody can read it here without the code."))
    return redirect("referrals:status")


def closed_words() -> str:
    """One answer for every code that does not open, whatever the reason."""
    return _(
        "This code does not open a page. Look at each letter again. If you tried "
        "several times, wait ten minutes, or ask whoever gave you the code for a new "
        "one."
    )


def _door(request: HttpRequest, form: CodeForm) -> HttpResponse:
    return quiet(
        render(
            request,
            "referrals/family/door.html",
            {"form": form},
            status=400 if form.is_bound else 200,
        )
    )


def _page(request: HttpRequest, page: Opened, form: ProofForm) -> HttpResponse:
    at = timezone.now()
    shown = family_page(page.person, is_proven=page.is_proven, at=at)
    return quiet(
        render(
            request,
            "referrals/family/status.html",
            {
                "page": shown,
                "is_proven": page.is_proven,
                "may_prove": codes.may_prove(page.person),
                "form": form,
                "now": at,
            },
            status=400 if form.is_bound else 200,
        )
    )


def _thanks(*, got_help: bool) -> str:
    if got_help:
        return _("Thank you. We are glad that help came.")
    return _(
        "Thank you for saying so. Whoever sent you has been told, and looks for help "
        "again."
    )
