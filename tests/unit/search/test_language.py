import pytest

from search.language import fold, groups, stems, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Niños, NIÑAS & Familias", ["ninos", "ninas", "familias"]),
        ("women's and veterans\u2019 help", ["women", "veterans", "help"]),
        ("drop-in 24-hour", ["drop", "24", "hour"]),
        ("comida para los ancianos", ["comida", "ancianos"]),
        ("", []),
        ("?! — \x00", []),
        ("Հայերեն 中文", ["հայերեն", "中文"]),
    ],
)
def test_words_are_folded_split_and_cleared(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_a_word_without_end_is_cut() -> None:
    assert words("a" * 500) == ["a" * 40]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rides", "ride"),
        ("transportation", "transported"),
        ("meals", "meal"),
        ("comidas", "comida"),
        ("ancianos", "anciana"),
        ("madres", "madre"),
        ("hogares", "hogar"),
        ("mujeres", "mujer"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert set(stems(one)) & set(stems(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("car", "care"),
        ("rid", "ride"),
        ("car", "career"),
        ("pet", "Peter"),
        ("show", "shower"),
        ("live", "liver"),
        ("can", "Canada"),
        ("cover", "covid"),
        ("medical", "medicaid"),
    ],
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert not set(stems(one)) & set(stems(other))


def test_each_word_of_a_question_is_one_group() -> None:
    found = groups("A ride for rides, ride")

    assert [group.text for group in found] == ["ride", "rides"]
    assert [group.prefix for group in found] == ["", "rides"]


def test_a_short_last_word_is_no_beginning() -> None:
    assert groups("id")[0].prefix == ""


def test_folding_takes_accents_and_old_letters_away() -> None:
    assert fold("ÜNÏCODE \u017f") == "unicode s"
