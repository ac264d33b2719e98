"""Answering without an account: the page that a link opens, and codes from paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import uuid4

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from care.forms.keyed import once
from referrals import actions, codes, links
from referrals.errors import RefusedError
from referrals.forms import answer as forms
from referrals.models import AnswerLink
from referrals.parties import LinkHolder
from referrals.presenters.answer import answer_page

type View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Verb:
    """What a button does: the action, the form it needs, and what is said after."""

    action: Callable[..., Any]
    form: type[forms.NameForm]
    done: str | Promise = ""
    given: tuple[tuple[str, Any], ...] = ()


VERBS = {
    "accept": Verb(
        actions.accept,
        forms.NameForm,
        _("Thank you. They have been told, and here is whom to call."),
    ),
    "decline": Verb(
        actions.decline,
        forms.DeclineByLinkForm,
        _("Thank you. They have been told why, and look for another place."),
    ),
    "ask": Verb(
        actions.say,
        forms.AskForm,
        _("Sent. The time to answer stops until they reply."),
        given=(("needs_answer", True),),
    ),
    "write": Verb(actions.say, forms.AskForm, _("Sent. They have been told.")),
    "undo": Verb(
        actions.undo, forms.NameForm, _("Taken back. It waits for an answer again.")
    ),
    "try": Verb(actions.log_contact, forms.TryForm, _("Noted. They can see it.")),
    "complete": Verb(
        actions.complete,
        forms.DoneForm,
        _("Thank you. They have been told how it ended."),
    ),
    "fail": Verb(
        actions.fail, forms.FailByLinkForm, _("Thank you. They have been told why.")
    ),
    "show": Verb(actions.show_by_link, forms.NameForm),
}
"""Every button of the page; "it came to the wrong office" needs no name."""


def unfindable(view: View) -> View:
    """Keep the page out of caches and search engines, and its address to itself."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # The address is the key. Without any referrer a browser says that its forms
        # come from nowhere, and they would be refused; this tells the site alone.
        response["Referrer-Policy"] = "strict-origin"
        return response

    return never_cache(answer)


@unfindable
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link. Opening it changes nothing: mail scanners open links too."""
    if _tried_too_often(request):
        return _too_often(request)
    at = timezone.now()
    link = links.open_by_token(token, at=at)
    if link is None:
        return _closed(request)
    if request.method != "POST":
        return _page(request, link, at)
    if not ratelimit.consume(request, action="answer_link", key=link.pk.hex):
        return _too_often(request)
    verb = request.POST.get("verb", "")
    if verb == "wrong-office":
        return _refuse(request, link, at)
    return _act(request, token, link, verb) if verb in VERBS else redirect(request.path)


@unfindable
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Where a code from paper is typed: a request's, or that of somebody's slip."""
    if request.method != "POST":
        return _code_page(request, forms.CodeForm())
    form = forms.CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, status=422)
    if _tried_too_often(request):
        return _too_often(request)
    typed = codes.typed(form.cleaned_data["code"])
    if len(typed) == codes.SLIP_LENGTH and links.referral_of_slip(typed):
        return _came_page(
            request, forms.CameForm(initial={"code": typed, "key": uuid4().hex})
        )
    link = links.open_by_code(typed, at=timezone.now())
    if link is not None:
        return redirect("referrals:answer", links.token_of(link))
    return _unknown(request, form)


@unfindable
@require_http_methods(["GET", "HEAD", "POST"])
def came(request: HttpRequest) -> HttpResponse:
    """Say that the person with the slip came; nothing about them is shown."""
    if request.method != "POST":
        return redirect("referrals:answer_code")
    form = forms.CameForm(request.POST)
    if not form.is_valid():
        return _came_page(request, form, status=422)
    if _tried_too_often(request):
        return _too_often(request)
    said = form.cleaned_data
    referral = links.referral_of_slip(said["code"])
    if referral is None:
        return _unknown(request, forms.CodeForm({"code": said["code"]}))
    try:
        actions.came_with_slip(
            referral,
            name=said["name"],
            outcome=said["outcome"],
            what=said["what"],
            key=once(said["key"], [said["outcome"], said["what"]]),
        )
    except RefusedError as refused:
        form.add_error("what", refused.reason)
        return _came_page(request, form, status=409)
    return render(request, "referrals/answer/came_done.html")


def _act(request: HttpRequest, token: str, link: AnswerLink, name: str) -> HttpResponse:
    verb, at = VERBS[name], timezone.now()
    form = verb.form(request.POST, prefix=name)
    if not form.is_valid():
        return _page(request, link, at, posted=(name, form), status=422)
    holder = LinkHolder(link, form.cleaned_data["name"])
    key = _key(link, name, form)
    try:
        verb.action(
            link.referral,
            by=holder,
            **form.said(),
            **dict(verb.given),
            **({} if name == "show" else {"key": key}),
        )
    except RefusedError as refused:
        now = links.open_by_token(token, at=at)
        if now is None:
            return _closed(request)
        return _page(
            request, now, at, posted=(name, form), refused=refused.reason, status=409
        )
    return _after(request, token, name, form)


def _after(
    request: HttpRequest, token: str, name: str, form: forms.NameForm
) -> HttpResponse:
    """The page as it is now; the person is on it where they asked for them."""
    at = timezone.now()
    link = links.open_by_token(token, at=at)
    if link is None:
        return _closed(request)
    links.used(link, at=at)
    shows = link.referral.accepted_at is not None and name in {"accept", "show"}
    if shows and name == "accept":
        holder = LinkHolder(link, form.cleaned_data["name"])
        link.referral.version = actions.show_by_link(link.referral, by=holder).version
    return _page(request, link, at, said=VERBS[name].done, by=form, shows_person=shows)


def _key(link: AnswerLink, verb: str, form: forms.NameForm) -> str:
    """One press of one button of one page, however often the browser sends it."""
    version = form.cleaned_data["version"]
    return once(link.pk.hex, [verb, version, form.said()])


def _refuse(request: HttpRequest, link: AnswerLink, at: datetime) -> HttpResponse:
    try:
        actions.refuse_link(link, at=at)
    except RefusedError:
        return _closed(request)
    return render(request, "referrals/answer/refused.html")


def _page(
    request: HttpRequest,
    link: AnswerLink,
    at: datetime,
    *,
    posted: tuple[str, forms.NameForm] | None = None,
    by: forms.NameForm | None = None,
    said: str | Promise = "",
    refused: str = "",
    shows_person: bool = False,
    status: int = 200,
) -> HttpResponse:
    page = answer_page(link, at=at, shows_person=shows_person)
    name, form = posted or ("", by)
    typed = {} if form is None else {"name": form.data.get("name", "")}
    # Of one page; what is pressed on an older one is weighed by the rules.
    fresh = {**typed, "version": link.referral.version, "on": timezone.localdate()}
    offered = {
        verb: one.form(initial=fresh, prefix=verb) for verb, one in VERBS.items()
    }
    if posted is not None:
        offered[name] = posted[1]
    context = {
        "page": page,
        "referral": page.referral,
        "form": offered[name or "accept"],
        "forms": offered,
        "posted": name,
        "version": link.referral.version,
        "said": said,
        "refused": refused,
    }
    return render(request, "referrals/answer/answer.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    """The same for every link that opens nothing."""
    ratelimit.consume(request, action="answer_failed")
    return render(request, "referrals/answer/closed.html", status=404)


def _unknown(request: HttpRequest, form: forms.CodeForm) -> HttpResponse:
    """The same for every code that opens nothing."""
    ratelimit.consume(request, action="answer_failed")
    form.add_error(
        "code", _("We do not know this code, or it has ended. Look at it once more.")
    )
    return _code_page(request, form, status=422)


def _tried_too_often(request: HttpRequest) -> bool:
    """Whether too many wrong links or codes came from this address.

    Presses are counted, and not pages that are only opened: the address of a link
    cannot be guessed, and one code after another is pressed.
    """
    return not ratelimit.consume(request, action="answer_failed", dry_run=True)


def _too_often(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def _code_page(
    request: HttpRequest, form: forms.CodeForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "referrals/answer/code.html", {"form": form}, status=status)


def _came_page(
    request: HttpRequest, form: forms.CameForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "referrals/answer/came.html", {"form": form}, status=status)
