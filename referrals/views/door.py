"""The family's door: which page a code opened in this browser, and how far.

The session keeps which code it was, never its letters. A wrong code, one that ended,
was stopped or was tried too often all get the same answer.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from care import actions as care
from care import codes
from care.actions import Family
from care.models import FamilyCode, Person

KEY = "family"
IDLE = timedelta(minutes=30)
"""A page left open on a computer that others use closes by itself."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A family's page, opened in this browser."""

    code: FamilyCode
    is_proven: bool
    """Whether a second proof was given: names, changes and looks stand open."""

    @property
    def person(self) -> Person:
        """Whose page it is."""
        return self.code.person

    @property
    def family(self) -> Family:
        """Who acts here."""
        return Family(self.code.person)


def opened(request: HttpRequest) -> Opened | None:
    """The page that is open here; None when there is none, or none any more."""
    kept: dict[str, Any] = request.session.get(KEY) or {}
    last, at = parse_datetime(kept.get("at", "")), timezone.now()
    if last is None or at - last > IDLE:
        close(request)
        return None
    code = (
        FamilyCode.objects.open(at)
        .filter(pk=kept["code"])
        .select_related("person__kept_by")
        .first()
    )
    if code is None:
        close(request)
        return None
    _keep(request, code, is_proven=kept.get("proven") is True, at=at)
    return Opened(code, kept.get("proven") is True)


def open_with(request: HttpRequest, typed: str) -> Opened | None:
    """Let somebody in by a code; only wrong ones count against them."""
    at, key = timezone.now(), codes.plain(typed)
    if not _may_try(request, "family_code", key):
        return None
    code = codes.find(typed, at=at)
    if code is None:
        ratelimit.consume(request, action="family_code", key=key)
        return None
    request.session.cycle_key()
    care.code_used(code, at=at)
    _keep(request, code, is_proven=False, at=at)
    return Opened(code, is_proven=False)


def open_new(request: HttpRequest, typed: str) -> None:
    """Let in whoever was given this code here a moment ago."""
    at = timezone.now()
    code = codes.find(typed, at=at)
    if code is not None:
        request.session.cycle_key()
        _keep(request, code, is_proven=False, at=at)


def prove(
    request: HttpRequest, page: Opened, *, birth_date: date | None, digits: str
) -> bool:
    """Take the second proof; too many wrong ones close the code for good."""
    key = str(page.code.pk)
    if not _may_try(request, "family_proof", key):
        return False
    if not codes.is_proof(page.person, birth_date=birth_date, digits=digits):
        ratelimit.consume(request, action="family_proof", key=key)
        care.proof_failed(page.code)
        return False
    care.proof_given(page.code)
    request.session.cycle_key()
    _keep(request, page.code, is_proven=True, at=timezone.now())
    return True


def close(request: HttpRequest) -> None:
    """Forget in this browser whose page was open."""
    request.session.pop(KEY, None)


def _may_try(request: HttpRequest, action: str, key: str) -> bool:
    return bool(ratelimit.consume(request, action=action, key=key, dry_run=True))


def _keep(
    request: HttpRequest, code: FamilyCode, *, is_proven: bool, at: datetime
) -> None:
    request.session[KEY] = {
        "code": code.pk,
        "proven": is_proven,
        "at": at.isoformat(),
    }
