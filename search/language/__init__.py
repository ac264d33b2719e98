"""Words as both engines compare them: folded, without stop words, stemmed."""

from search.language.analysis import fold, placed, split, stems, words
from search.language.groups import Alternative, Category, Group, Phrase, Words, groups

__all__ = [
    "Alternative",
    "Category",
    "Group",
    "Phrase",
    "Words",
    "fold",
    "groups",
    "placed",
    "split",
    "stems",
    "words",
]
