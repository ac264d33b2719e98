"""What somebody has answered so far: signed, in their own browser, nowhere else.

Nothing of it is stored here before they send it; after two hours it is worth nothing.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict

COOKIE = "asking"
SALT = "referrals.ask"
PATH = "/ask/"
LASTS = timedelta(hours=2)
LONGEST = 3800
"""Bytes: browsers drop a cookie of more than four thousand."""

type Answers = dict[str, Any]


def read(request: HttpRequest) -> Answers:
    """What was answered before in this browser; nothing where it was tampered with."""
    try:
        kept: Answers = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS
        )
    except signing.BadSignature:
        return {}
    return kept


def keep(response: HttpResponse, answers: Answers) -> None:
    """Give the answers back to the browser."""
    response.set_cookie(
        COOKIE,
        _signed(answers),
        max_age=LASTS,
        path=PATH,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Take them out of the browser."""
    response.delete_cookie(COOKIE, path=PATH)


def fits(answers: Answers) -> bool:
    """Whether a browser keeps so much."""
    return len(_signed(answers)) <= LONGEST


def typed(post: QueryDict, names: list[str]) -> dict[str, str]:
    """What was typed into these fields, and nothing else that was posted."""
    return {name: str(post[name]) for name in names if post.get(name)}


def _signed(answers: Answers) -> str:
    return signing.dumps(answers, salt=SALT, compress=True)
