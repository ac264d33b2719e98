"""Words as both engines compare them: folded, without stop words, stemmed."""

from search.language.analysis import fold, stems, words
from search.language.groups import Group, groups

__all__ = ["Group", "fold", "groups", "stems", "words"]
