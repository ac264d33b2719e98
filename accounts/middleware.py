"""What happens around every page of somebody who is signed in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import second_factor
from accounts.models import User
from config.problems import ProblemResponse

type Answer = Callable[[HttpRequest], HttpResponse]

# What opens without a second factor. Everything else, also what is written later,
# is behind it.
OPEN_PACKAGES = {"search", "directory"}
OPEN_PAGES = {
    "accounts:demo_sign_in",
    "accounts:invitation",
    "accounts:mailbox",
    "accounts:message",
    "accounts:profile",
    "accounts:sign_out_everywhere",
    "api:schema",
    "api:search",
    "favicon",
    "referrals:answer",
    "referrals:answer_code",
    "referrals:came",
    "robots",
    "set_language",
    "sitemap",
    "sitemap_part",
}
# A family has no account, so nobody's second factor guards its own pages.
OPEN_BEGINNINGS = ("account_", "mfa_", "referrals:ask", "referrals:status")


class LanguageMiddleware:
    """Speaks the language that the person chose, on whichever computer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language, whatever the browser asks for."""
        user = request.user
        if isinstance(user, User) and user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return self.get_response(request)


class SecondFactorMiddleware:
    """Sends whoever sees people to set up a second factor first."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave everything to ``process_view``, which knows the page."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Answer in the page's place when the second factor is missing."""
        user = request.user
        if is_open(request) or not isinstance(user, User):
            return None
        if not second_factor.is_missing(user):
            return None
        said = _("Your work opens what is known about people. Add a second step first.")
        if "api" in request.resolver_match.app_names:  # type: ignore[union-attr]
            return ProblemResponse(403, "second_factor_missing", said)
        messages.warning(request, said)
        return redirect("mfa_index")


class SignedOutMiddleware:
    """Gives back what somebody typed whose session ended before it was sent."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the form once more where only the sign-in page would follow."""
        answer = self.get_response(request)
        if request.method != "POST" or not _leads_to_sign_in(request, answer):
            return answer
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken"
            for value in values
        ]
        if not any(value for _name, value in typed):
            return answer
        page = render(request, "accounts/signed_out.html", {"typed": typed}, status=403)
        # It may be about somebody: no computer keeps it.
        page["Cache-Control"] = "no-store"
        return page


def _leads_to_sign_in(request: HttpRequest, answer: HttpResponse) -> bool:
    """Whether a page that needs somebody signed in turned a form away."""
    match = request.resolver_match
    # Forms about signing in hold passwords, which are in no page; nothing is lost.
    if match is None or match.view_name.startswith((*OPEN_BEGINNINGS, "admin:login")):
        return False
    if any("password" in name for name in request.POST):
        return False
    there = urlsplit(answer.get("Location", ""))
    return (
        answer.status_code == 302
        and there.path == resolve_url(settings.LOGIN_URL)
        and parse_qs(there.query).get("next") == [request.get_full_path()]
    )


def is_open(request: HttpRequest) -> bool:
    """Whether the page shows nothing about people."""
    match = request.resolver_match
    if match is None:
        return False
    name = match.view_name or ""
    return (
        bool(OPEN_PACKAGES.intersection(match.app_names))
        or name in OPEN_PAGES
        or name.startswith(OPEN_BEGINNINGS)
    )
