"""Referrals, what happened to them, and what was said about them."""

from referrals.models.event import ReferralEvent
from referrals.models.finding import RECEIVER_ROLES, SENDER_ROLES
from referrals.models.letter import Letter
from referrals.models.link import AnswerLink, AnswersByLink
from referrals.models.referral import REASON_WORDS, Referral, ReferralNumber
from referrals.models.round import OpenOffice, Round, RoundPlace
from referrals.models.talk import ContactAttempt, Message, Note
from referrals.models.terms import AnsweringTerms
from referrals.models.words import (
    CLOSED,
    NEED_MET,
    OPEN,
    CancelReason,
    ErrorReason,
    FailReason,
    HoldReason,
    Outcome,
    Priority,
    RejectReason,
    Side,
    Stage,
    Status,
)

__all__ = [
    "CLOSED",
    "NEED_MET",
    "OPEN",
    "REASON_WORDS",
    "RECEIVER_ROLES",
    "SENDER_ROLES",
    "AnswerLink",
    "AnsweringTerms",
    "AnswersByLink",
    "CancelReason",
    "ContactAttempt",
    "ErrorReason",
    "FailReason",
    "HoldReason",
    "Letter",
    "Message",
    "Note",
    "OpenOffice",
    "Outcome",
    "Priority",
    "Referral",
    "ReferralEvent",
    "ReferralNumber",
    "RejectReason",
    "Round",
    "RoundPlace",
    "Side",
    "Stage",
    "Status",
]
