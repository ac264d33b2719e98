"""The engine answers as the twin does, whatever happened to the directory before."""

import os
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import Document
from search.query import Query
from tests.contract.comparing import assert_same
from tests.contract.conftest import Pair
from tests.contract.directories import (
    SERVICES,
    begun,
    directories,
    misspelt,
    queries,
    services,
)

calm = settings(
    deadline=None,
    # A server takes a while for each directory, and has fewer.
    max_examples=int(os.environ.get("CONTRACT_EXAMPLES", "100")),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
type Listings = dict[UUID, list[Document]]


@calm
@given(listings=directories, asked=st.lists(queries, min_size=1, max_size=4))
def test_a_built_index_answers_like_brute_force(
    pair: Pair, listings: Listings, asked: list[Query]
) -> None:
    pair.rebuild(listings)

    for query in asked:
        assert_same(
            pair.engine.search(query), query, pair.twin, scores=pair.scores_alike
        )


changes = st.dictionaries(
    st.sampled_from(SERVICES), st.booleans(), min_size=1, max_size=5
).flatmap(
    lambda chosen: st.fixed_dictionaries(
        {
            one: services(one) if is_there else st.just([])
            for one, is_there in chosen.items()
        }
    )
)


@calm
@given(
    listings=directories,
    history=st.lists(
        st.one_of(st.sampled_from(["merge", "rebuild"]), changes),
        min_size=1,
        max_size=5,
    ),
    asked=st.lists(queries, min_size=1, max_size=3),
    misspelt=misspelt,
    begun=begun,
)
def test_changes_merges_and_rebuilds_never_show(
    pair: Pair,
    listings: Listings,
    history: list[str | Listings],
    asked: list[Query],
    misspelt: list[str],
    begun: str,
) -> None:
    pair.rebuild(listings)

    for step in history:
        if step == "merge":
            pair.merge()
        elif step == "rebuild":
            pair.engine.rebuild(list(pair.listings))
        elif not isinstance(step, str):
            pair.put(step)
        scores = isinstance(step, str) and pair.scores_alike
        for query in asked:
            assert_same(pair.engine.search(query), query, pair.twin, scores=scores)
        assert pair.engine.spellings(misspelt) == pair.twin.spellings(misspelt)
        completed = [
            (one.service_id, one.name) for one in pair.engine.complete(begun, 3)
        ]
        assert completed == pair.twin.complete(begun, 3)
