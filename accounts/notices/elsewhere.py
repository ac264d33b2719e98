"""Mail that the packages above keep themselves, for readers without an account."""

from collections.abc import Callable

from accounts.notices.delivery import Tally

type Deliver = Callable[[], Tally]

_others: dict[str, Deliver] = {}


def also(name: str, deliver: Deliver) -> None:
    """Let ``send_notices`` mail this too."""
    _others[name] = deliver


def deliver_others() -> Tally:
    """Mail what is due elsewhere: the counts of all together."""
    total = Tally()
    for deliver in _others.values():
        tally = deliver()
        total.sent += tally.sent
        total.dropped += tally.dropped
        total.failed += tally.failed
    return total
