"""How a question is read, by a handful of runs that mean something."""

import pytest

from search.language import Group, Phrase, Words, groups, stems
from search.language.reading import APART, BESIDE, LITTLE, MOST_GROUPS, expressed, read
from search.language.runs import Known, Meaning


def known(*runs: str, **meanings: str) -> Known:
    """Runs that mean themselves, and words (``_`` for a space) that mean others."""
    made = Known()
    for run in runs:
        made.add(run, Meaning((), source=run))
    for word, means in meanings.items():
        text = word.replace("_", " ")
        made.add(text, Meaning(expressed(means, 0.8), source=text))
    return made


def needed(text: str, by: Known) -> list[str]:
    return [one.group.text for one in read(text, by) if one.group.is_needed]


def group(text: str, by: Known) -> Group:
    (one,) = read(text, by)
    return one.group


def word(text: str, weight: float = 1.0) -> Words:
    return Words((stems(text),), weight)


def test_a_word_stands_for_itself_and_for_what_it_means() -> None:
    found = group("ride", known(ride="transportation"))

    assert found.alternatives == (word("ride"), word("transportation", 0.8))


def test_the_longest_run_is_taken() -> None:
    by = known("meals on wheels", "meals", "wheels")

    assert needed("wheels meals on wheels", by) == ["wheels", "meals on wheels"]


def test_a_run_is_found_side_by_side_or_for_less_apart() -> None:
    found = group("meals on wheels", known("meals on wheels"))

    choices = (stems("meals"), stems("wheels"))
    assert found.alternatives == (Phrase(choices, (0, 2)), Words(choices, APART))


def test_a_run_with_a_particle_is_found_side_by_side_only() -> None:
    found = group("sin hogar", known("sin hogar"))

    assert found.alternatives == (Phrase((stems("sin"), stems("hogar")), (0, 1)),)


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ('"meals on wheels"', (0, 2)),
        ("“help at home”", (0, 2)),
        ("«after school»", (0, 1)),
        ("'second harvest'", (0, 1)),
    ],
)
def test_quoted_words_are_a_phrase(text: str, offsets: tuple[int, ...]) -> None:
    (alternative,) = group(text, known()).alternatives

    assert isinstance(alternative, Phrase)
    assert alternative.offsets == offsets


def test_an_apostrophe_opens_no_quotation() -> None:
    assert needed("women's shelter for men's families", known()) == [
        "women",
        "shelter",
        "men",
        "families",
    ]


def test_small_words_that_tell_nothing_alone_are_no_groups() -> None:
    assert needed("out of food", known()) == ["food"]
    assert needed("after", known()) == ["after"]


def test_words_that_every_question_is_full_of_are_not_needed() -> None:
    found = read("I need help finding a dentist", known())

    assert [(one.group.text, one.group.is_needed) for one in found] == [
        ("need", False),
        ("help", False),
        ("finding", False),
        ("dentist", True),
        ("i need help finding a dentist", False),
    ]
    assert found[0].group.alternatives == (word("need", LITTLE),)


def test_they_are_needed_when_nothing_else_was_asked() -> None:
    assert needed("help", known()) == ["help"]
    assert needed("what is it", known()) == ["what", "is", "it"]


def test_whom_it_is_for_is_not_needed_beside_what_it_is() -> None:
    by = known("comida")
    by.add("ancianos", Meaning(expressed("older adults", 0.8), is_needed=False))

    assert needed("comida para ancianos", by) == ["comida"]
    assert needed("ancianos", by) == ["ancianos"]
    beside, alone = read("ancianos comida", by)[0], read("ancianos", by)[0]
    assert [one.weight for one in beside.group.alternatives] == [
        one.weight * BESIDE for one in alone.group.alternatives
    ]


def test_in_a_sentence_only_what_is_known_is_needed() -> None:
    by = known("light bill")

    said = "my cousin lost hours and cannot cover the light bill"
    assert needed(said, by) == ["light bill"]


def test_an_entry_goes_before_a_name_of_a_term() -> None:
    by = Known()
    by.add("seniors", Meaning((), is_named=True))
    by.add("seniors", Meaning((), is_needed=False))

    assert needed("seniors lunch", by) == ["lunch"]


def test_relatives_stand_for_one_another_in_runs_only() -> None:
    by = known(watch_my_mom="respite", mom="mothers")

    assert needed("someone to watch dad", by) == ["watch dad"]
    assert [one.meanings for one in read("dad", by)] == [()]


def test_capitals_are_a_name_and_have_no_other_forms() -> None:
    by = known(AIDS="hiv", SNAP="food stamps")

    assert read("aids", by)[0].meanings
    assert not read("aid", by)[0].meanings
    assert not read("snaps", by)[0].meanings


@pytest.mark.parametrize("text", ["care giver", "caregiver", "caregivers"])
def test_one_word_and_two_are_the_same(text: str) -> None:
    assert read(text, known("caregiver"))[0].meanings
    assert read(text, known("care giver"))[0].meanings


def test_short_forms_are_read_out() -> None:
    by = known(ride_to_the_doctor="transportation")

    (one,) = read("ride to dr", by)

    assert one.meanings
    assert one.group.text == "ride to dr"


def test_only_the_last_word_alone_may_be_a_beginning() -> None:
    by = known("light bill")

    assert [one.group.prefix for one in read("transp dent", by)] == ["", "dent", ""]
    assert [one.group.prefix for one in read("light bill", by)] == [""]
    assert [one.group.prefix for one in read('dent "transp"', by)] == ["", ""]


def test_a_listing_that_holds_the_whole_question_goes_higher() -> None:
    whole = read("Alliance for Aging", known("aging"))[-1].group

    assert whole.text == "alliance for aging"
    assert whole.alternatives == (Phrase((stems("alliance"), stems("aging")), (0, 2)),)
    assert not whole.is_needed


@pytest.mark.parametrize(
    "text", ["aging", "food bank", '"food" bank', "a1 b2 c3 d4 e5 f6 g7"]
)
def test_one_run_a_quotation_and_a_sentence_are_no_names(text: str) -> None:
    assert all(one.group.is_needed for one in read(text, known("food bank")))


def test_the_very_word_goes_before_one_with_the_same_stem() -> None:
    by = known(sola="lonely", solas="panels")

    assert [one.source for one in read("sola", by)[0].meanings] == ["sola"]
    assert [one.source for one in read("solo sola", by)[1].meanings] == ["sola"]


def test_a_pasted_page_is_read_only_so_far() -> None:
    page = " ".join(f"word{number}" for number in range(200))

    assert len(read(page, known())) == MOST_GROUPS


def test_two_words_mean_something_only_side_by_side() -> None:
    assert expressed("day care", 1.0) == (
        Phrase((stems("day"), stems("care")), (0, 1)),
    )
    assert len(expressed("senior ride program van", 1.0)) == 1
    assert len(expressed("home delivered meals", 1.0)) == 2
    assert expressed("the", 1.0) == ()


def test_the_plain_reading_leaves_particles_out() -> None:
    assert [one.text for one in groups("food without cost")] == ["food", "cost"]
    assert [one.text for one in groups("without")] == ["without"]


def test_with_and_without_are_read_before_the_slash_is_lost() -> None:
    by = known("without insurance")

    assert needed("doctor w/o insurance", by) == ["doctor", "without insurance"]
    assert needed("shelter w/ kids", by) == ["shelter", "kids"]
