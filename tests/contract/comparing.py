"""An engine's answer held beside the twin's."""

from math import isclose

from search.documents import Document
from search.query import Found, Query, Sort
from tests.contract.brute_force import Answered, BruteForce, is_open, miles_to

# Distances agree within a millimetre; impacts are kept in 16 bits.
MILES = 1e-6
SCORE = 1e-3


def assert_same(found: Found, query: Query, twin: BruteForce, *, scores: bool) -> None:
    """Totals and facets equal, hits right, their order the twin's but for near ties.

    ``scores`` says whether the engine's statistics are those of the whole directory:
    they are after a compilation, not between a change and the next one.
    """
    answers = twin.answers(query)
    assert found.total == len(answers)
    assert found.facets == twin.facets(query)
    first = (query.page - 1) * query.per_page
    expected = answers[first : first + query.per_page]
    assert len(found.hits) == len(expected)
    known = {row.service_id: row for row in answers}
    assert len({hit.service_id for hit in found.hits}) == len(found.hits)
    for hit, place in zip(found.hits, expected, strict=True):
        row = known[hit.service_id]
        shown = next(one for one in row.documents if one.location_id == hit.location_id)
        assert_hit_is_right(hit, row, shown, query, twin)
        if scores:
            assert_score_is_right(hit.score, shown, query, twin)
        assert_in_order(row, place, query, scores=scores)


def assert_hit_is_right(hit, row: Answered, shown: Document, query, twin) -> None:  # type: ignore[no-untyped-def]
    miles = miles_to(shown, query)
    if miles is None:
        assert hit.distance is None
        assert row.miles is None
    else:
        assert isclose(hit.distance, miles, rel_tol=0, abs_tol=MILES)
        # The nearest, or as near as rough distances can tell.
        assert row.miles is not None
        assert miles <= row.miles * (1 + 1e-4) + 1e-5
    assert hit.serves_place == bool(twin.serves(shown, query))
    assert hit.more_locations == len(row.documents) - 1


def assert_score_is_right(score: float, shown: Document, query: Query, twin) -> None:  # type: ignore[no-untyped-def]
    one = next(one for one in twin.documents[shown.service_id] if one.document is shown)
    assert isclose(score, twin.score(one, query, twin.wanted(query)), rel_tol=SCORE)


def assert_in_order(
    row: Answered, place: Answered, query: Query, *, scores: bool
) -> None:
    """The hit is as good as what the twin has in its place."""
    if query.sort is Sort.NAME:
        assert row.documents[0].name == place.documents[0].name
    elif query.sort is Sort.DISTANCE and query.place:
        assert (row.miles is None) == (place.miles is None)
        if row.miles is not None and place.miles is not None:
            assert isclose(row.miles, place.miles, rel_tol=1e-4, abs_tol=1e-5)
    elif scores:
        assert isclose(row.score, place.score, rel_tol=SCORE)


__all__ = ["assert_same", "is_open"]
