"""The search that led to a service, kept for the session: the words may be private."""

from uuid import UUID

from config.http import StaffRequest
from referrals.alternatives import Sought

KEY = "searches"
KEPT_AT_MOST = 20
LONGEST = 200


def keep(request: StaffRequest, service: UUID) -> None:
    """Remember what the service's page was found by; the oldest are forgotten."""
    text, near = (request.GET.get(name, "")[:LONGEST] for name in ("q", "near"))
    if text or near:
        _write(request, service, [text, near])


def kept(request: StaffRequest, service: UUID) -> Sought:
    """What was sought; empty where the way did not begin with a search."""
    return Sought(*request.session.get(KEY, {}).get(str(service), ("", "")))


def hand_on(request: StaffRequest, service: UUID, other: UUID) -> None:
    """The other service comes from the same search."""
    sought = kept(request, service)
    if sought != Sought():
        _write(request, other, [sought.text, sought.near])


def _write(request: StaffRequest, service: UUID, words: list[str]) -> None:
    known = request.session.get(KEY, {})
    known.pop(str(service), None)
    known[str(service)] = words
    request.session[KEY] = dict(list(known.items())[-KEPT_AT_MOST:])
