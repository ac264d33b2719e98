"""Why a change to a person, need or consent is refused."""


class CareRefusedError(Exception):
    """A change that the rules do not allow; ``reason`` is said to the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotYoursError(CareRefusedError):
    """The person is kept by an organization for which the user may not write."""


class BadTermsError(CareRefusedError):
    """A consent whose terms do not hold together."""
