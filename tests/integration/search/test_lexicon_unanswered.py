"""Questions that found nothing: what is kept of them, and what never is."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError

from search import lexicon
from search.lexicon import unanswered
from search.models import UnansweredSearch, UnknownWord

pytestmark = pytest.mark.django_db


def kept() -> list[str]:
    return list(UnansweredSearch.objects.values_list("text", flat=True))


def test_known_words_are_kept_and_counted() -> None:
    lexicon.note_unanswered("Wheelchair for the Grandmother")
    lexicon.note_unanswered("wheelchair grandmother")

    (one,) = UnansweredSearch.objects.all()
    assert (one.text, one.count) == ("wheelchair grandmother", 2)
    assert one.status == UnansweredSearch.Status.WAITING


@pytest.mark.parametrize(
    "typed",
    [
        "dentist 559-555-0142",
        "dentist for mrzqx",
        "dentist xochiquetzal hernandezov",
        "dentist ana@example.org",
        "dentist www.example.org/ana",
        "dentist example.com",
        'dentist "food bank"',
        "dentist “food bank",
        "dentist 12 apt4b",
        "dentist 93721",
    ],
)
def test_nothing_is_kept_that_may_say_who_asked(typed: str) -> None:
    lexicon.note_unanswered(typed)

    assert kept() == ["dentist"]


@pytest.mark.parametrize(
    "typed",
    ["", "xochiquetzal", "please help me", "559 555 0142", "dentist " * 13, "a\0b"],
)
def test_what_tells_nothing_is_not_kept(typed: str) -> None:
    lexicon.note_unanswered(typed)

    assert kept() == []


def test_a_word_that_many_ask_for_is_kept_from_the_third_day_on() -> None:
    for day in (1, 1, 2, 3):
        with time_machine.travel(date(2026, 3, day)):
            lexicon.note_unanswered("cryotherapy dentist")

    texts = dict(UnansweredSearch.objects.values_list("text", "count"))
    assert texts == {"dentist": 3, "cryotherapy dentist": 1}
    (word,) = UnknownWord.objects.all()
    assert "cryotherapy" not in word.digest
    assert len(word.digest) == 64


def test_only_the_day_is_kept() -> None:
    with time_machine.travel("2026-03-05T20:15:00Z"):
        lexicon.note_unanswered("dentist")

    one = UnansweredSearch.objects.get()
    assert (one.first_on, one.last_on) == (date(2026, 3, 5), date(2026, 3, 5))


def test_what_nobody_asks_any_more_is_forgotten() -> None:
    with time_machine.travel(date(2026, 1, 1)):
        lexicon.note_unanswered("dentist xochiquetzal")
    with time_machine.travel(date(2026, 1, 1) + timedelta(days=91)):
        lexicon.note_unanswered("wheelchair")

    assert kept() == ["wheelchair"]
    assert not UnknownWord.objects.exists()


def test_no_table_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unanswered, "MOST_KEPT", 1)
    monkeypatch.setattr(unanswered, "MOST_UNKNOWN", 1)

    lexicon.note_unanswered("dentist qqqa")
    lexicon.note_unanswered("wheelchair qqqb")

    assert kept() == ["dentist"]
    assert UnknownWord.objects.count() == 1


def test_a_search_is_answered_though_the_note_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_what: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(unanswered, "_count", broken)

    lexicon.note_unanswered("dentist")

    assert "could not be noted" in caplog.text
    assert "dentist" not in caplog.text
