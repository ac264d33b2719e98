"""What search keeps in the database: its outbox, and the words that people use."""

from search.models.lexicon import LexiconEntry
from search.models.outbox import Change
from search.models.unanswered import UnansweredSearch, UnknownWord

__all__ = ["Change", "LexiconEntry", "UnansweredSearch", "UnknownWord"]
