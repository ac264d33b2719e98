"""Why a change to a referral is refused, in words that people can act on."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from referrals.models import Status


class RefusedError(Exception):
    """A change that the rules do not allow; ``reason`` is said to the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MoveNotAllowedError(RefusedError):
    """The referral cannot go there from here; ``allowed`` says where it can."""

    def __init__(self, reason: str, allowed: Iterable[Status] = ()) -> None:
        super().__init__(reason)
        self.allowed = tuple(allowed)


class WrongSideError(MoveNotAllowedError):
    """The move exists, but is not this person's to make."""


class MissingReasonError(RefusedError):
    """A reason, an outcome or a date is missing, or is not one of ours."""


class NotReadyError(RefusedError):
    """The referral lacks something without which it must not be sent."""


class DisclosureDeniedError(RefusedError):
    """No consent, or other right, lets the receiver have this person's data."""


class SecondPersonNeededError(RefusedError):
    """The receiver has opened it: a second person must agree that it is a mistake."""


class TooFewAttemptsError(RefusedError):
    """Too few tries, days or ways to say that the person could not be reached."""


class UnsafeContactError(RefusedError):
    """The person asked not to be reached in this way: it may harm them."""


class TooLateError(RefusedError):
    """The time to take an answer back has passed, or something followed it."""


class SharingStoppedError(RefusedError):
    """The person stopped sharing, so this side learns no more: not even the state."""

    def __init__(self) -> None:
        super().__init__(
            _("The person stopped sharing, so nothing more can be done here.")
        )


class StaleVersionError(RefusedError):
    """Somebody changed the referral since it was read."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has changed this referral since you opened it."))


class KeyReusedError(RefusedError):
    """This idempotency key belongs to another change."""

    def __init__(self) -> None:
        super().__init__(_("This request was already used for another change."))
