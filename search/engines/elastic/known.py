"""What the index is asked for before a question can be put to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Known:
    """What a request depends on beside the query."""

    zones: tuple[str, ...] = ()
    """The time zones that the index's places keep."""
    longer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For beginnings of words that nobody holds as a word: stems that begin so."""
    outside: frozenset[str] = frozenset()
    """Keys of places at the edge of the circle, and measured to lie outside."""
