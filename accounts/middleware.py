"""What happens around every page of somebody who is signed in."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
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
    "robots",
    "set_language",
}
OPEN_BEGINNINGS = ("account_", "mfa_")


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
