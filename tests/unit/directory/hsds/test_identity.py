from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from directory.hsds import identity


@given(st.uuids())
def test_a_uuid_stays_what_it_is(key: UUID) -> None:
    assert identity.record_id("somewhere", "service", str(key)) == key


@given(st.text(min_size=1, max_size=40))
def test_another_id_gives_the_same_uuid_in_every_run(source_id: str) -> None:
    identity.record_id.cache_clear()
    first = identity.record_id("miami", "service", source_id)
    identity.record_id.cache_clear()

    assert identity.record_id("miami", "service", source_id) == first


def test_source_table_and_id_all_tell_records_apart() -> None:
    keys = {
        identity.record_id(source, table, source_id)
        for source in ("miami", "dc")
        for table in ("service", "location")
        for source_id in ("1", "2")
    }

    assert len(keys) == 8


def test_the_uuid_of_an_id_never_changes() -> None:
    # Links, referrals and followers hold it: another value here would break them.
    expected = UUID("c607105f-2a16-5f7e-93f9-4dbb457b7280")

    assert identity.record_id("miami", "service", "136") == expected


def test_bare_digits_are_no_uuid() -> None:
    assert identity.own_uuid("1" * 32) is None
    assert identity.own_uuid("7c92d010-1b0a-11e9-b56e-0800200c9a") is None


def test_an_id_from_content_depends_on_the_content_alone() -> None:
    one = identity.content_id({"a": "1", "b": "2"})

    assert one == identity.content_id({"b": "2", "a": "1"})
    assert one != identity.content_id({"a": "1", "b": "3"})


def test_a_long_id_is_shortened_and_still_told_from_others() -> None:
    one, other = identity.short_id("x" * 300), identity.short_id("x" * 301)

    assert len(one) <= identity.SOURCE_ID_LENGTH
    assert one != other
