"""The engine equals the twin on a directory as large as a state's, changes included."""

from dataclasses import replace
from itertools import groupby

from benchmarks import networks
from search.query import Query
from tests.contract.comparing import assert_same
from tests.contract.conftest import Pair

DOCUMENTS = 10_000
QUESTIONS = 18


def test_ten_thousand_documents_answer_like_brute_force(pair: Pair) -> None:
    listings = {
        service_id: list(some)
        for service_id, some in groupby(
            networks.documents(DOCUMENTS), lambda one: one.service_id
        )
    }
    asked = [*networks.questions(QUESTIONS), *near_the_crowd()]
    pair.rebuild(listings)

    for query in asked[::2]:
        assert_same(
            pair.engine.search(query), query, pair.twin, scores=pair.scores_alike
        )

    everyone = list(listings)
    pair.put({service_id: [] for service_id in everyone[::50]})
    pair.put(
        {
            service_id: [
                replace(one, point=(40.7, -74.0)) for one in listings[service_id]
            ]
            for service_id in everyone[1::50]
        }
    )
    for query in asked[1::2]:
        assert_same(pair.engine.search(query), query, pair.twin, scores=False)
    pair.merge()
    for query in asked[::4]:
        assert_same(
            pair.engine.search(query), query, pair.twin, scores=pair.scores_alike
        )
    typed = ["transportaton", "mael", "housng", "shleter"]
    assert pair.engine.spellings(typed) == pair.twin.spellings(typed)
    completed = [(one.service_id, one.name) for one in pair.engine.complete("me", 8)]
    assert completed == pair.twin.complete("me", 8)


def near_the_crowd() -> list[Query]:
    """Questions at one town with much around it, in every order and a few pages."""
    placed = [query for query in networks.questions(60) if query.place]
    largest = max(placed, key=lambda one: one.place.population if one.place else 0)
    return [
        replace(largest, text=text, radius=radius, page=page)
        for text, radius, page in (
            ("meals", 50.0, 1),
            ("meals home", 5.0, 1),
            ("", 25.0, 3),
            ("transportation", 200.0, 2),
        )
    ]
