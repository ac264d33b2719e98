"""Everything that may be done to a referral: one verb each, guarded here.

Pages, programs, links and timers all call these verbs, so none of them can differ.
Each takes ``by`` (who), and most take ``at`` (when it happened; now, if not said),
``version`` (refuse if somebody changed the referral since) and ``key`` (a repeat
under the same key does nothing). Each refusal is a ``RefusedError`` with a reason
to show.
"""

from referrals.actions.answering import accept, decline, undo, undoable
from referrals.actions.arriving import came_in, came_with_slip
from referrals.actions.family import OwnRequest, ask, confirm, share_no_more
from referrals.actions.linking import make_link, refuse_link, stop_link
from referrals.actions.looking import log_refused, mark_viewed, show_by_link
from referrals.actions.mistakes import enter_in_error, report_error
from referrals.actions.opening import take_open_requests
from referrals.actions.rounds import (
    RoundTerms,
    end_turns,
    inform_of_round,
    look_at_round,
    next_in_line,
    open_round,
    stop_round,
)
from referrals.actions.sending import acknowledge, cancel, draft, revise, send
from referrals.actions.sharing import stop_sharing
from referrals.actions.talking import note, say
from referrals.actions.working import (
    assign,
    complete,
    fail,
    hold,
    log_contact,
    resume,
    set_stage,
    start,
)
from referrals.deliveries import Delivery

__all__ = [
    "Delivery",
    "OwnRequest",
    "RoundTerms",
    "accept",
    "acknowledge",
    "ask",
    "assign",
    "came_in",
    "came_with_slip",
    "cancel",
    "complete",
    "confirm",
    "decline",
    "draft",
    "end_turns",
    "enter_in_error",
    "fail",
    "hold",
    "inform_of_round",
    "log_contact",
    "log_refused",
    "look_at_round",
    "make_link",
    "mark_viewed",
    "next_in_line",
    "note",
    "open_round",
    "refuse_link",
    "report_error",
    "resume",
    "revise",
    "say",
    "send",
    "set_stage",
    "share_no_more",
    "show_by_link",
    "start",
    "stop_link",
    "stop_round",
    "stop_sharing",
    "take_open_requests",
    "undo",
    "undoable",
]
