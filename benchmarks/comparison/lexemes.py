"""Documents and groups of words in PostgreSQL's own terms, by our own analysis."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from search.language import Category, Group, Phrase, placed, stems
from search.language.groups import Alternative
from search.ranking import Field

WEIGHTS = {
    Field.NAME: "A",
    Field.ALTERNATE_NAME: "A",
    Field.TERMS: "B",
    Field.ORGANIZATION: "C",
    Field.DESCRIPTION: "D",
    Field.ELIGIBILITY: "D",
    Field.AREA: "D",
}
# No phrase reaches from one field into the next.
APART = 50
LAST = 16_000
NOTHING = "'no_such_lexeme'"


def category_lexeme(term: UUID) -> str:
    """Return a lexeme that no word can be."""
    return f"c_{term.hex}"


def vector(texts: Sequence[str], kinds: Iterable[str]) -> str:
    """Return a document's words and categories as a ``tsvector`` is written."""
    parts = [f"'{kind}'" for kind in kinds]
    first = 1
    for field, text in zip(Field, texts, strict=True):
        last = first
        for place, word in placed(text):
            last = min(first + place, LAST)
            parts += (f"'{stem}':{last}{WEIGHTS[field]}" for stem in stems(word))
        first = last + APART
    return " ".join(parts)


def searching(groups: Sequence[Group], at_least: int | None) -> tuple[list[str], str]:
    """Return conditions and a relevance for a row, both in SQL."""
    needed = [_either(group) for group in groups if group.is_needed]
    wishes = [_either(group) for group in groups if not group.is_needed]
    every = " | ".join([*needed, *wishes])
    relevance = f"ts_rank(words, {_literal(every)})" if every else "1"
    if not needed:
        return [], f"(1 + {relevance})" if wishes else "1"
    if at_least is None or at_least >= len(needed):
        return [f"words @@ {_literal(' & '.join(needed))}"], relevance
    votes = " + ".join(f"(words @@ {_literal(one)})::int" for one in needed)
    any_of = f"words @@ {_literal(' | '.join(needed))}"
    return [any_of, f"{votes} >= {at_least}"], relevance


def _either(group: Group) -> str:
    return f"({' | '.join(map(_written, group.alternatives)) or NOTHING})"


def _written(one: Alternative) -> str:
    if isinstance(one, Category):
        return f"'{category_lexeme(one.term)}'"
    members = [f"({' | '.join(map(_quoted, some))})" for some in one.stems]
    if not isinstance(one, Phrase):
        return f"({' & '.join(members)})"
    return f"({''.join(_side_by_side(members, one.offsets))})"


def _side_by_side(members: Sequence[str], offsets: Sequence[int]) -> Iterator[str]:
    yield members[0]
    for at in range(1, len(members)):
        yield f" <{offsets[at] - offsets[at - 1]}> {members[at]}"


def _quoted(stem: str) -> str:
    return f"'{stem}'"


def _literal(query: str) -> str:
    """Return a query as a constant of SQL: stems are letters and digits only."""
    return "'" + query.replace("'", "''") + "'::tsquery"
