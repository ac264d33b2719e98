import pytest

from directory.hsds.mending import words


@pytest.mark.parametrize(
    ("text", "names", "says_more"),
    [
        ("Spanish", ["Spanish"], False),
        ("English and Spanish", ["English", "Spanish"], False),
        ("English; Hmong", ["English", "Hmong"], False),
        ("Spanish (limited)", ["Spanish"], True),
        ("Haitian Creole", ["Haitian Creole"], False),
        ("Creole. Interpreters available for Spanish", ["Creole"], True),
        ("ASL (intermediate)", ["ASL"], True),
        ("other languages available upon request", [], True),
        ("Language line available", [], True),
        ("translators available for Spanish", [], True),
    ],
)
def test_languages_are_found_in_a_text(
    text: str, names: list[str], says_more: bool
) -> None:
    assert words.languages_in(text) == (names, says_more)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Spanish", "es"),
        ("español", "es"),
        ("Hmong", "hmn"),
        ("Creole", "ht"),
        ("Chinese (Mandarin)", "cmn"),
        ("es", "es"),
        ("Klingon", ""),
    ],
)
def test_a_language_has_its_code(name: str, code: str) -> None:
    assert words.language_code(name) == code


def test_ways_of_paying_are_read_in_everyday_words() -> None:
    assert words.payer("Medi-Cal") == "medicaid"
    assert words.payer("Credit Card") == "self"
    assert words.payer("chickens") == ""
