"""What questions mean: the words that people use, and the kinds of help they mean.

The tables are the staff's (``search.models``); what comes with Waypost is written in
``fixtures/lexicon``.
"""

from search.language.groups import Group
from search.language.reading import Read
from search.language.reading import read as _read
from search.lexicon.keeping import current, forget
from search.lexicon.unanswered import note_unanswered

__all__ = ["explain", "forget", "note_unanswered", "read"]


def read(text: str) -> tuple[Group, ...]:
    """Return the groups of words to look for, by the lexicon as it is now.

    What staff change takes effect at once here, and within
    ``settings.LEXICON_RECHECK`` in every other process.
    """
    return tuple(one.group for one in explain(text))


def explain(text: str) -> tuple[Read, ...]:
    """Return the same with the entries that each group was read by."""
    return _read(text, current())
