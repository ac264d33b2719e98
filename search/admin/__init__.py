"""The words people use, for stewards: the lexicon and what was asked in vain."""

from search.admin.entries import LexiconEntryAdmin
from search.admin.unanswered import UnansweredSearchAdmin

__all__ = ["LexiconEntryAdmin", "UnansweredSearchAdmin"]
