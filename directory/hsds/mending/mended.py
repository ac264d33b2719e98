"""What a mend gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from directory.hsds.report import Outcome


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done to a value."""

    outcome: Outcome
    reason: str
    now: str = ""


type Note = Callable[[str, object, Done], None]
"""Called with the field, the value as it was given, and what was done."""


def mended(reason: str, now: object = "") -> Done:
    """Say that a value was put right."""
    return Done(Outcome.MENDED, reason, "" if now is None else str(now))


def noticed(reason: str) -> Done:
    """Say that a value is odd and was kept."""
    return Done(Outcome.NOTICED, reason)


def value_refused(reason: str) -> Done:
    """Say that the row was kept without a value."""
    return Done(Outcome.VALUE_REFUSED, reason)


class RowRefusedError(ValueError):
    """The row cannot stand; the text is the reason, without anything of the row."""

    def __init__(self, reason: str, field: str = "", value: Any = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.value = value
