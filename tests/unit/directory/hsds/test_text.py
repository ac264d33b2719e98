from hypothesis import given
from hypothesis import strategies as st

from directory.hsds.mending import mojibake, text

PLAIN = st.text(
    st.characters(codec="ascii", categories=["L", "N"], include_characters=" .,")
).map(lambda found: " ".join(found.split()))


@given(PLAIN)
def test_plain_text_is_left_as_it_is(given_text: str) -> None:
    if given_text not in text._ABSENT:
        assert text.mend(given_text) == (given_text, [])


@given(st.text(max_size=200))
def test_a_mended_text_needs_no_second_mend_of_its_space(given_text: str) -> None:
    once, _reasons = text.mend(given_text)

    assert once == once.strip()


def test_written_out_newlines_become_line_breaks() -> None:
    mended, reasons = text.mend(r"Call first.\n\nBring papers.\r\nAsk for Ana.")

    assert mended == "Call first.\n\nBring papers.\nAsk for Ana."
    assert reasons == [text.NEWLINES]


def test_a_line_stays_one_line() -> None:
    assert text.mend(r"Food\nPantry", is_line=True)[0] == "Food Pantry"


def test_html_becomes_the_text_that_it_shows() -> None:
    mended, reasons = text.mend(
        "<p>Meals &amp; rides<br>daily</p><ul><li>Lunch</li></ul>"
        "<script>alert(1)</script>"
    )

    assert mended.startswith("Meals & rides\ndaily")
    assert "- Lunch" in mended
    assert "alert" not in mended
    assert reasons == [text.HTML]


def test_a_comparison_is_no_html() -> None:
    assert text.mend("Income < 200% & > 100% of poverty") == (
        "Income < 200% & > 100% of poverty",
        [],
    )


def test_padding_is_removed_and_said() -> None:
    assert text.mend("FL ") == ("FL", [text.PADDED])
    assert text.mend("   ") == ("", [text.PADDED])


def test_marks_of_the_sources_system_are_taken_out() -> None:
    mended, reasons = text.mend(r"Serves all.\n\n###MON###\n###COL###")

    assert mended == "Serves all."
    assert text.MARKERS in reasons


def test_a_word_for_nothing_is_nothing() -> None:
    assert text.mend("NULL") == ("", [text.ABSENT])
    assert text.mend("nan") == ("nan", [])


def test_words_squeezed_through_code_page_437_come_back() -> None:
    for broken, right in {
        "the State AttorneyGÇÖs Office": "the State Attorney’s Office",  # noqa: RUF001
        "Monday GÇô Friday": "Monday – Friday",  # noqa: RUF001
        "Cr+¬dito para pr+¬stamos": "Crédito para préstamos",
        "f+¡sicos m+ís est+ín": "físicos más están",
        "Fa+ºade": "Façade",
        "Espa+¦ol": "Español",
        "Espa+|ol": "Español",
        "informaci+¦n": "información",
        "Mu+¦oz": "Muñoz",
        "servicio p+¦blico": "servicio público",
        "C+¦mo": "Cómo",
    }.items():
        assert mojibake.mend(broken) == right


def test_what_the_letters_around_do_not_decide_is_left_and_said() -> None:
    mended, reasons = text.mend("Per L+¦+¦f")

    assert mended == "Per L+¦+¦f"
    assert text.MOJIBAKE_LEFT in reasons


def test_plus_signs_that_mean_plus_stay() -> None:
    for right in ("HIV+, adults 60+)", "C++", "Ages 55+ and seniors"):
        assert text.mend(right) == (right, [])


@given(st.sampled_from(["áéíñóú", "¿Dónde?", "niño", "crème brûlée"]))
def test_utf8_read_as_latin1_comes_back(right: str) -> None:
    assert mojibake.mend(right.encode().decode("latin-1")) == right
