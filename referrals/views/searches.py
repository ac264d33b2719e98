"""The search that led to a service, kept for the session: the words may be private."""

from collections.abc import Sequence
from uuid import UUID

from config.http import StaffRequest
from referrals.alternatives import Sought

KEY, CHOSEN = "searches", "chosen"
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


def keep_chosen(request: StaffRequest, services: Sequence[UUID]) -> None:
    """Remember with the first of them the others that were ticked with it."""
    first, *others = services
    known = request.session.get(CHOSEN, {})
    known.pop(str(first), None)
    known[str(first)] = [str(pk) for pk in others]
    request.session[CHOSEN] = dict(list(known.items())[-KEPT_AT_MOST:])


def chosen(request: StaffRequest, service: UUID) -> list[UUID]:
    """The others that were ticked among the results with this one."""
    known = request.session.get(CHOSEN, {})
    return [UUID(text) for text in known.get(str(service), ())]


def _write(request: StaffRequest, service: UUID, words: list[str]) -> None:
    known = request.session.get(KEY, {})
    known.pop(str(service), None)
    known[str(service)] = words
    request.session[KEY] = dict(list(known.items())[-KEPT_AT_MOST:])
