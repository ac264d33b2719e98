"""What a move must carry beyond the table: each guard refuses, or adds changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from care import disclosure
from care.models import Purpose
from referrals import checks, clock, snapshot, terms
from referrals.checks import Subject
from referrals.deliveries import Delivery
from referrals.errors import (
    DisclosureDeniedError,
    MissingReasonError,
    NotReadyError,
    SecondPersonNeededError,
    TooFewAttemptsError,
    WrongSideError,
)
from referrals.journal import Asked
from referrals.models import (
    NEED_MET,
    ContactAttempt,
    FailReason,
    HoldReason,
    Outcome,
    Referral,
    Side,
)
from referrals.moving import Changes, Guard
from referrals.parties import Hand
from referrals.states import HOLD_STAGES, SYSTEM_REASONS

LONG_BEFORE = timedelta(days=366)
"""What was delivered longer before the referral was sent is a slip of the year."""
HOLD_AT_MOST = timedelta(days=30)
TRIES, TRY_DAYS, TRY_WAYS = 3, 3, 2
"""What "could not reach" needs: tries, on different days, by different ways."""


def ready_to_send(referral: Referral, hand: Hand, asked: Asked) -> Changes:
    """Disclose the least, by right, to a service that takes referrals."""
    if not referral.person.contact_rule:
        raise NotReadyError(
            _("First ask whether it is safe to contact this person, and how.")
        )
    disclosure.hold(referral.person)
    _check_fit(referral, hand, asked)
    wanted = disclosure_of(referral, is_own_request=hand.side == Side.CLIENT)
    decision = disclosure.decide(wanted, at=asked.at)
    if decision.consent is not None and decision.consent.revoked_at is not None:
        # Whoever waited for the stop asks with the time at which it began to wait.
        raise DisclosureDeniedError(
            _("The person has not agreed to share this with %(receiver)s.")
            % {"receiver": referral.receiver.name}
        )
    due_at = terms.for_receiver(referral).due_at(asked.at, referral.priority)
    return {
        "basis": decision.basis.value,
        "consent": decision.consent,
        "snapshot": snapshot.make(
            referral.need, request_note=referral.request_note, at=asked.at
        ),
        "sent_at": asked.at,
        "due_at": due_at,
    }


def disclosure_of(
    referral: Referral, *, is_own_request: bool = False
) -> disclosure.Disclosure:
    """What sending this referral shares."""
    return disclosure.Disclosure(
        person=referral.person,
        sender=referral.sender,
        receiver=referral.receiver,
        purpose=Purpose.REFERRAL,
        data_classes=disclosure.classes_for(referral.need),
        is_own_request=is_own_request,
    )


def _check_fit(referral: Referral, hand: Hand, asked: Asked) -> None:
    """Refuse what the pre-send check forbids; a poor fit says why it is sent.

    The page shows the same check, but programs and two tabs get here without it. A
    family need not know what fits: whoever it asks will say.
    """
    service = referral.service
    if service.organization_id != referral.receiver_id:
        raise NotReadyError(
            _("%(service)s has moved to another organization. Begin a new referral.")
            % {"service": service.name}
        )
    found = checks.check(
        referral.need,
        service,
        sender=referral.sender,
        by=None if hand.side == Side.CLIENT else hand.writer(),
        is_own_request=hand.side == Side.CLIENT,
        at=asked.at,
    )
    for stop in found.stops:
        denied = stop.subject == Subject.CONSENT
        raise (DisclosureDeniedError if denied else NotReadyError)(stop.words)
    if hand.side == Side.CLIENT:
        return
    if found.does_not_fit and not referral.request_note.strip():
        raise MissingReasonError(
            _("Something does not fit: say why you send it all the same.")
        )


def holder_on_acceptance(referral: Referral, hand: Hand, _asked: Asked) -> Changes:
    """Whoever accepts has it, unless somebody has it already."""
    if referral.assigned_to_id is None and hand.organization is not None:
        return {"assigned_to": hand.user}
    return {}


def known_to_people(reason: str) -> Guard:
    """Some reasons are the system's alone to give."""

    def guard(_referral: Referral, hand: Hand, _asked: Asked) -> Changes:
        if reason in SYSTEM_REASONS and hand.side != Side.SYSTEM:
            raise MissingReasonError(_("Choose a reason."))
        return {}

    return guard


def paused_until(review_on: date | None, reason: str) -> Guard:
    """A pause names a day to look again, at most 30 days ahead."""

    def guard(referral: Referral, _hand: Hand, asked: Asked) -> Changes:
        zone = clock.zone_of(referral.receiver)
        today = asked.at.astimezone(zone).date()
        if review_on is None or not today < review_on <= today + HOLD_AT_MOST:
            raise MissingReasonError(
                _("Choose a day to look again, at most 30 days ahead.")
            )
        return {"stage": HOLD_STAGES[HoldReason(reason)]}

    return guard


def ended_with(outcome: str, deliveries: Sequence[Delivery]) -> Guard:
    """A completed referral says how it ended and what was delivered."""

    def guard(referral: Referral, _hand: Hand, asked: Asked) -> Changes:
        if outcome not in Outcome.values:
            raise MissingReasonError(_("Say how it ended."))
        if not any(delivery.what.strip() for delivery in deliveries):
            raise MissingReasonError(_("Say what the person got, and when."))
        if any(given.on > timezone.localdate(asked.at) for given in deliveries):
            raise MissingReasonError(
                _("What was delivered lies in the past: choose today or a day before.")
            )
        began = timezone.localdate(referral.sent_at) - LONG_BEFORE
        if any(given.on < began for given in deliveries):
            raise MissingReasonError(
                _("That is long before this was sent: check the year.")
            )
        return {
            "outcome": outcome,
            "deliveries": [
                {"what": delivery.what.strip(), "on": delivery.on.isoformat()}
                for delivery in deliveries
                if delivery.what.strip()
            ],
        }

    return guard


def tried_enough(reason: str) -> Guard:
    """Nobody is given up before enough tries, on enough days, by enough ways."""

    def guard(referral: Referral, _hand: Hand, _asked: Asked) -> Changes:
        if reason == FailReason.COULD_NOT_CONTACT:
            tries = tries_of(referral)
            if not tries.is_enough:
                raise TooFewAttemptsError(tries.words)
        return {}

    return guard


@dataclass(frozen=True, slots=True)
class Tries:
    """How often, on how many days and by how many ways a person was tried."""

    count: int
    days: int
    ways: int

    @property
    def is_enough(self) -> bool:
        """Whether one may say that the person could not be reached."""
        return self.count >= TRIES and self.days >= TRY_DAYS and self.ways >= TRY_WAYS

    @property
    def words(self) -> str:
        """What is needed, and what there is."""
        return _(
            "“Could not reach” needs %(tries)d tries on %(days)d days, by %(ways)d "
            "ways. So far: %(so_far)d on %(days_so_far)d, by %(ways_so_far)d."
        ) % {
            "tries": TRIES,
            "days": TRY_DAYS,
            "ways": TRY_WAYS,
            "so_far": self.count,
            "days_so_far": self.days,
            "ways_so_far": self.ways,
        }


def tries_of(referral: Referral) -> Tries:
    """Count the logged tries, by the receiver's calendar."""
    zone = clock.zone_of(referral.receiver)
    tried = list(
        ContactAttempt.objects.filter(referral=referral).values_list("at", "channel")
    )
    return Tries(
        count=len(tried),
        days=len({_day(at, zone) for at, _channel in tried}),
        ways=len({channel for _at, channel in tried}),
    )


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def two_people_agree(referral: Referral, hand: Hand, _asked: Asked) -> Changes:
    """Help that was given is not a mistake, and what was read needs a second look."""
    if referral.outcome in NEED_MET and hand.side != Side.NETWORK:
        raise WrongSideError(
            _("Help was given, so only the network desk can call this a mistake.")
        )
    if referral.viewed_at is None:
        return {}
    first = referral.error_asked_by_id
    if first is None or hand.user is None or first == hand.user.pk:
        raise SecondPersonNeededError(
            _(
                "The receiver has opened this referral, so a second person on your "
                "side, or the network desk, must agree that it is a mistake."
            )
        )
    return {}


def ended(at: datetime) -> dict[str, Any]:
    """What every end sets."""
    return {"closed_at": at, "outcome_known_at": at}
