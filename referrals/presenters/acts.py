"""What somebody may do with a referral now: one way on, the rest folded."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from referrals.guards import tries_of
from referrals.models import Referral, Side, Status
from referrals.snapshot import is_cut_off
from referrals.states import allowed_moves

GO = ("accept", "start", "complete", "resume", "send", "acknowledge")
"""Verbs that are the way on, in the states where they come first."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that may be done: a button, or a fold with a form."""

    verb: str
    label: str
    icon: str
    says: str = ""
    """What follows, in a sentence."""
    button: str = ""
    """The word on the fold's own button, where it differs."""
    is_bad: bool = False
    is_long: bool = False
    """Needs a form too long for the aside: the way on leads to a page of its own."""


@dataclass(frozen=True, slots=True)
class Acts:
    """What may be done now."""

    go: Act | None
    folds: tuple[Act, ...]

    def find(self, verb: str) -> Act | None:
        """The act with this verb, if it is offered."""
        offered = (self.go, *self.folds)
        return next((act for act in offered if act and act.verb == verb), None)


NOTHING = Acts(go=None, folds=())


def acts_of(referral: Referral, sides: Collection[Side]) -> Acts:
    """Exactly the moves that the table allows these sides, in a useful order."""
    if is_cut_off(referral, sides):
        # Even a button would tell how it went on.
        return NOTHING
    moves = allowed_moves(referral, sides)
    is_ours = Side.RECEIVER in sides
    acts: list[Act] = []
    if is_ours and referral.is_open:
        acts += _receivers(referral, moves)
    if Status.REQUESTED in moves:
        acts.append(_send(referral))
    if Side.SENDER in sides and referral.is_closed and referral.sent_at is not None:
        acts += _read(referral)
    if Status.CANCELLED in moves:
        acts.append(_cancel(referral, is_ours=is_ours))
    # Help that was given is no mistake, unless the network desk says so.
    may_doubt = Side.NETWORK in sides or not referral.is_need_met
    if Status.ENTERED_IN_ERROR in moves and may_doubt:
        acts += _mistake(referral)
    go = acts[0] if acts and acts[0].verb in GO else None
    return Acts(go=go, folds=tuple(acts[1:] if go else acts))


def _receivers(referral: Referral, moves: Collection[Status]) -> list[Act]:
    acts = _answers_or_work(referral)
    if Status.ON_HOLD in moves:
        acts.append(_hold())
    acts.append(_assign(referral))
    if Status.FAILED in moves:
        acts.append(_fail(referral))
    return acts


def _answers_or_work(referral: Referral) -> list[Act]:
    """The way on, and what belongs to it."""
    match Status(referral.status):
        case Status.REQUESTED:
            return [_accept(referral), _decline(referral), _came_in()]
        case Status.ACCEPTED:
            return [
                _start(),
                _contact(is_first=True),
                _complete(referral),
                _came_in(),
            ]
        case Status.IN_PROGRESS:
            return [_complete(referral), _contact(), _stage()]
        case _:
            return [_resume(), _contact(), _complete(referral)]


def _accept(referral: Referral) -> Act:
    says = _("%(sender)s is told at once.")
    if referral.is_blind:
        says = _(
            "%(sender)s is told at once. Name, phone and address open to your team."
        )
    sender = {"sender": referral.sender.name}
    return Act("accept", _("Accept"), "check", says % sender)


def _decline(referral: Referral) -> Act:
    says = _("%(sender)s reads your reason, and looks for another place.")
    return Act(
        "decline",
        _("Decline"),
        "cross",
        says % {"sender": referral.sender.name},
        button=_("Decline and tell the sender"),
        is_bad=True,
    )


def _start() -> Act:
    return Act("start", _("Say that work has begun"), "clock", button=_("It has begun"))


def _came_in() -> Act:
    return Act(
        "came-in",
        _("They came with the slip"),
        "check",
        _("It is accepted, and work has begun: all in one."),
        button=_("Yes, they came"),
    )


def _complete(referral: Referral) -> Act:
    says = _("Asks what they got and when. %(sender)s is told at once.")
    return Act(
        "complete",
        _("Say how it ended"),
        "check",
        says % {"sender": referral.sender.name},
        button=_("It is done: tell the sender"),
        is_long=True,
    )


def _resume() -> Act:
    return Act("resume", _("Go on with it"), "clock", button=_("Go on"))


def _contact(*, is_first: bool = False) -> Act:
    says = _("The first try begins the work.") if is_first else ""
    return Act(
        "log-contact", _("Log a call or a try"), "phone", says, button=_("Log it, now")
    )


def _stage() -> Act:
    return Act(
        "set-stage",
        _("Say how far it is"),
        "to",
        _("The sender sees it; nobody is mailed."),
        button=_("Save"),
    )


def _hold() -> Act:
    return Act(
        "hold",
        _("Put on hold until a date"),
        "pause",
        _("Pick a reason and a day to look again."),
        button=_("Put on hold"),
    )


def _assign(referral: Referral) -> Act:
    says = (
        _("%(name)s has it now.") % {"name": referral.assigned_to}
        if referral.assigned_to
        else _("Nobody has it now.")
    )
    return Act("assign", _("Give to a colleague"), "team", says, button=_("Give it"))


def _fail(referral: Referral) -> Act:
    tries = tries_of(referral)
    says = "" if tries.is_enough else tries.words
    return Act(
        "fail",
        _("It did not work out"),
        "cross",
        says,
        button=_("Close it and tell the sender"),
        is_bad=True,
    )


def _send(referral: Referral) -> Act:
    says = _("Check it first. %(receiver)s reads it only once you send it.")
    return Act(
        "send",
        _("Go on with it"),
        "send",
        says % {"receiver": referral.receiver.name},
        is_long=True,
    )


def _read(referral: Referral) -> list[Act]:
    if referral.sender_acknowledged_at is not None:
        return []
    says = _("They see that the end has reached you.")
    return [Act("acknowledge", _("I have read how it ended"), "check", says)]


def _cancel(referral: Referral, *, is_ours: bool) -> Act:
    other = referral.sender.name if is_ours else referral.receiver.name
    says = _("%(other)s is told at once. It does not open again.") % {"other": other}
    if referral.sent_at is None:
        says = ""
    return Act(
        "cancel",
        _("Stop this referral"),
        "stop",
        says,
        button=_("Stop it"),
        is_bad=True,
    )


def _mistake(referral: Referral) -> list[Act]:
    if referral.viewed_at is not None and referral.error_asked_by_id is None:
        return [
            Act(
                "report-error",
                _("It should never have existed"),
                "worse",
                _("The receiver has opened it, so a second person must agree."),
                button=_("Call it a mistake"),
                is_bad=True,
            )
        ]
    says = _("It is kept for the record, and counted nowhere.")
    if referral.error_asked_by is not None:
        says = _("%(name)s called it a mistake. A second person must agree.") % {
            "name": referral.error_asked_by
        }
    return [
        Act(
            "enter-in-error",
            _("It should never have existed"),
            "worse",
            says,
            button=_("Mark as a mistake"),
            is_bad=True,
        )
    ]
