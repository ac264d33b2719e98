"""Who may move what where: the whole loop fits on one screen.

The statuses are FHIR's, the moves those of the SDOHCC referral task; a test holds
the table equal to the design's machine-readable twin.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from referrals.errors import MoveNotAllowedError, WrongSideError
from referrals.models import (
    REASON_WORDS,
    CancelReason,
    ErrorReason,
    FailReason,
    HoldReason,
    Outcome,
    Referral,
    RejectReason,
    Side,
    Stage,
    Status,
)

S, R, C, N, SYS = Side


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow of the machine."""

    id: str
    sides: frozenset[Side]


def _move(number: int, *sides: Side) -> Move:
    return Move(f"T{number:02}", frozenset(sides))


MOVES: dict[tuple[Status | None, Status], Move] = {
    (None, Status.DRAFT): _move(1, S, C, N),
    (Status.DRAFT, Status.REQUESTED): _move(2, S, C, N),
    (Status.REQUESTED, Status.ACCEPTED): _move(3, R),
    (Status.REQUESTED, Status.REJECTED): _move(4, R),
    (Status.REQUESTED, Status.CANCELLED): _move(5, S, C, N, SYS),
    (Status.ACCEPTED, Status.IN_PROGRESS): _move(6, R),
    (Status.ACCEPTED, Status.ON_HOLD): _move(7, R),
    (Status.ACCEPTED, Status.COMPLETED): _move(8, R),
    (Status.ACCEPTED, Status.FAILED): _move(9, R),
    (Status.ACCEPTED, Status.CANCELLED): _move(10, S, C, R, N, SYS),
    (Status.IN_PROGRESS, Status.ON_HOLD): _move(11, R),
    (Status.ON_HOLD, Status.IN_PROGRESS): _move(12, R),
    (Status.IN_PROGRESS, Status.COMPLETED): _move(13, R),
    (Status.IN_PROGRESS, Status.FAILED): _move(14, R),
    (Status.IN_PROGRESS, Status.CANCELLED): _move(15, R),
    (Status.ON_HOLD, Status.COMPLETED): _move(16, R),
    (Status.ON_HOLD, Status.FAILED): _move(17, R),
    (Status.ON_HOLD, Status.CANCELLED): _move(18, R),
    **{
        (status, Status.ENTERED_IN_ERROR): _move(19, S, N)
        for status in Status
        if status != Status.ENTERED_IN_ERROR
    },
}

STAGES: dict[Status, tuple[Stage, ...]] = {
    Status.DRAFT: (Stage.PREPARING, Stage.AWAITING_CONSENT, Stage.READY_TO_SEND),
    Status.REQUESTED: (
        Stage.SENT,
        Stage.DELIVERED,
        Stage.VIEWED,
        Stage.AWAITING_INFORMATION,
        Stage.RESPONSE_OVERDUE,
    ),
    Status.ACCEPTED: (Stage.ACCEPTED, Stage.ASSIGNED, Stage.FIRST_CONTACT_DUE),
    Status.IN_PROGRESS: (
        Stage.CONTACT_ATTEMPTED,
        Stage.CONTACTED,
        Stage.APPOINTMENT_SCHEDULED,
        Stage.APPOINTMENT_MISSED,
        Stage.ELIGIBILITY_CONFIRMED,
        Stage.ENROLLED,
        Stage.SERVICES_STARTED,
        Stage.AWAITING_INFORMATION,
    ),
    Status.ON_HOLD: (
        Stage.WAITLISTED,
        Stage.AWAITING_CLIENT,
        Stage.AWAITING_DOCUMENTS,
        Stage.AWAITING_AUTHORIZATION,
        Stage.CAPACITY_PAUSED,
    ),
}
"""Stages may change freely inside a status; ends have none."""

HOLD_STAGES: dict[HoldReason, Stage] = {
    HoldReason.WAITLIST: Stage.WAITLISTED,
    HoldReason.AWAITING_CLIENT: Stage.AWAITING_CLIENT,
    HoldReason.AWAITING_DOCUMENTS: Stage.AWAITING_DOCUMENTS,
    HoldReason.AWAITING_AUTHORIZATION: Stage.AWAITING_AUTHORIZATION,
    HoldReason.AWAITING_FUNDING: Stage.AWAITING_AUTHORIZATION,
    HoldReason.TEMPORARY_CLOSURE: Stage.CAPACITY_PAUSED,
    HoldReason.OTHER: Stage.AWAITING_CLIENT,
}

REASONS = REASON_WORDS
"""Statuses that must say why, each with its list of reasons."""

# What people may choose; the others are said by the system alone.
SYSTEM_REASONS = frozenset(
    {
        CancelReason.CONSENT_REVOKED,
        CancelReason.NOT_SELECTED,
        CancelReason.NO_RESPONSE_EXPIRED,
    }
)


def allowed_moves(referral: Referral, sides: Collection[Side]) -> tuple[Status, ...]:
    """Where people on these sides may move the referral now, in the table's order."""
    return tuple(
        wanted
        for (status, wanted), move in MOVES.items()
        if status == referral.status and not move.sides.isdisjoint(sides)
    )


def check_move(referral: Referral, wanted: Status, sides: Collection[Side]) -> Move:
    """Return the move, or refuse it in words.

    Raises:
        MoveNotAllowedError: no such move from here, for anybody.
        WrongSideError: others may make it, these sides may not.
    """
    status = Status(referral.status)
    move = MOVES.get((status, wanted))
    allowed = allowed_moves(referral, sides)
    if move is None and referral.reason_code == CancelReason.NOT_SELECTED:
        raise MoveNotAllowedError(_("Another place accepted first."), allowed)
    if move is None:
        raise MoveNotAllowedError(_why_not(status, wanted), allowed)
    if move.sides.isdisjoint(sides):
        raise WrongSideError(_whose(status, wanted, move), allowed)
    return move


def _why_not(status: Status, wanted: Status) -> str:
    if status == wanted:
        return _("This referral is already “%(status)s”.") % {"status": status.label}
    if status == Status.DRAFT:
        return _("This referral has not been sent yet.")
    if status not in STAGES:
        return _(
            "This referral has ended as “%(status)s” and does not open again. Send a "
            "new one instead."
        ) % {"status": status.label}
    return _("A referral that is “%(status)s” cannot become “%(wanted)s”.") % {
        "status": status.label,
        "wanted": wanted.label,
    }


def _whose(status: Status, wanted: Status, move: Move) -> str:
    if wanted == Status.CANCELLED and move.sides == {R}:
        return _(
            "Work has begun, so only the receiver can stop this referral. Write to "
            "them and ask."
        )
    if move.sides == {R}:
        return _(
            "Only the receiver can move this referral from “%(status)s” to "
            "“%(wanted)s”."
        ) % {"status": status.label, "wanted": wanted.label}
    return _("Only the sender or the network desk can do this.")


__all__ = [
    "HOLD_STAGES",
    "MOVES",
    "REASONS",
    "STAGES",
    "SYSTEM_REASONS",
    "CancelReason",
    "ErrorReason",
    "FailReason",
    "HoldReason",
    "Move",
    "Outcome",
    "RejectReason",
    "Side",
    "Stage",
    "Status",
    "allowed_moves",
    "check_move",
]
