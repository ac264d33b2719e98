"""Why a change to a person, need or consent is refused."""

from datetime import datetime

from django.utils.translation import gettext as _


class CareRefusedError(Exception):
    """A change that the rules do not allow; ``reason`` is said to the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotYoursError(CareRefusedError):
    """The person is kept by an organization for which the user may not write."""


class StalePersonError(CareRefusedError):
    """Somebody changed the person since they were read, at ``changed_at``."""

    def __init__(self, changed_at: datetime) -> None:
        super().__init__(
            _(
                "Somebody has changed this person since you opened the page. See what "
                "is written now; to put yours in its place, save again."
            )
        )
        self.changed_at = changed_at


class SettledNeedError(CareRefusedError):
    """The need has been met: nobody can withdraw it any more."""


class BadTermsError(CareRefusedError):
    """A consent whose terms do not hold together."""
