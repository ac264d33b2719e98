"""What a person got out of a referral."""

from dataclasses import dataclass
from datetime import date

from referrals.models import Referral


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something the person got, and when."""

    what: str
    on: date


def deliveries_of(referral: Referral) -> tuple[Delivery, ...]:
    """What was delivered, in the order in which it was written."""
    return tuple(
        Delivery(what=delivery["what"], on=date.fromisoformat(delivery["on"]))
        for delivery in referral.deliveries
    )
