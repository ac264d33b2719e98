"""The request is a pure function of the query, compared with JSON kept beside it.

Delete a file of ``golden/`` to have it written anew.
"""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from search.engines.elastic.known import Known
from search.engines.elastic.request import request_body
from search.language import Category, Group, Phrase, Words
from search.query import Cost, Query, Sort
from tests.factories.search import FRESNO

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
KNOWN = Known(zones=("America/Los_Angeles", "America/New_York"))

RIDE = Group(
    "ride to doctor",
    (
        Words((("ride", "rid"), ("doctor",)), 0.7),
        Phrase((("ride", "rid"), ("doctor",)), (0, 2)),
        Category(UUID(int=7), 0.9),
    ),
)
CHEAP = Group("cheap", (Words((("cheap",),), 0.3),), is_needed=False)
QUERIES = {
    "everything": Query(asked_at=NOW),
    "one_word": Query("rides", asked_at=NOW),
    "a_place": Query(place=FRESNO, radius=25.0, asked_at=NOW),
    "as_far_as_it_takes": Query(place=FRESNO, sort=Sort.DISTANCE, asked_at=NOW),
    "a_reading": Query(groups=(RIDE, CHEAP), asked_at=NOW),
    "any_of_the_words": Query("ride doctor free", at_least=1, asked_at=NOW),
    "every_filter": Query(
        categories=frozenset({UUID(int=1)}),
        languages=frozenset({"es", "hmn"}),
        costs=frozenset({Cost.FREE}),
        payers=frozenset({"medicaid"}),
        accessibility=frozenset({"wheelchair", "restroom"}),
        age=70,
        eligibility=frozenset({"veterans"}),
        accepting=True,
        verified_since=date(2026, 5, 1),
        organization=UUID(int=3),
        open_at=NOW,
        sort=Sort.NAME,
        asked_at=NOW,
    ),
}


def readable(value: Any) -> Any:
    """Shorten the rings, which are five hundred points each."""
    text = json.dumps(value, indent=2, sort_keys=True)
    return re.sub(r"POLYGON \(\(([^,]*),[^)]*\)\)", r"POLYGON ((\1, …))", text) + "\n"


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_becomes_the_request_that_is_kept(name: str) -> None:
    kept = GOLDEN / f"{name}.json"

    body = readable(request_body(QUERIES[name], KNOWN, first=0, size=10))

    if not kept.exists():
        kept.write_text(body)
        pytest.fail(f"{kept.name} was not there; look at it and commit it")
    assert body == kept.read_text()


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == QUERIES.keys()


def test_the_same_query_makes_the_same_request() -> None:
    query = QUERIES["every_filter"]
    again = replace(query, languages=frozenset({"hmn", "es"}))

    assert request_body(query, KNOWN, first=0, size=10) == request_body(
        again, KNOWN, first=0, size=10
    )


def test_places_measured_outside_are_left_out_and_not_asked_for_again() -> None:
    known = replace(KNOWN, outside=frozenset({"b", "a"}))

    body = request_body(QUERIES["a_place"], known, first=0, size=10)

    assert '{"terms": {"at.key": ["a", "b"]}}' in json.dumps(body)
    assert "edge" not in body["aggs"]


def test_a_beginning_stands_for_the_longer_words() -> None:
    known = replace(KNOWN, longer={"transpor": ("transport",)})

    body = json.dumps(request_body(Query("transpor"), known, first=0, size=10))

    assert '"value": "transport"' in body
