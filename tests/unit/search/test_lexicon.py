"""From entries and names of kinds of help to what a question means."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from search.language import Category, Phrase, Words, stems
from search.language.reading import read
from search.lexicon import seed
from search.lexicon.compiling import RELATED, Written, compiled
from search.lexicon.terms import Named, Names

FOOD, STAMPS, YOUTH = uuid4(), uuid4(), uuid4()


def names(**terms: UUID) -> Names:
    return Names(Named(pk, (name,)) for name, pk in terms.items())


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Home-Delivered Meals", "home delivered meal"),
        ("Food Stamps/SNAP", "food stamps"),
        ("Food Stamps/SNAP", "snap"),
        ("In-home care (IHSS)", "ihss"),
        ("Rides to the doctor (medical transportation)", "medical transportation"),
        ("Rides to the doctor (medical transportation)", "ride to doctor"),
        ("Comidas a domicilio", "comida a domicilio"),
    ],
)
def test_a_kind_of_help_is_found_by_each_of_its_names(name: str, asked: str) -> None:
    assert Names([Named(FOOD, (name,))]).find(asked) == {FOOD}


def test_half_a_name_is_no_name() -> None:
    assert not Names([Named(YOUTH, ("Homeless/Runaway Youth",))]).find("homeless")
    assert not names(Food=FOOD).find("the")


def test_a_whole_name_goes_before_a_part_of_another() -> None:
    known = Names(
        [Named(STAMPS, ("Low Income/Private Rentals",)), Named(FOOD, ("Low income",))]
    )

    assert known.find("low income") == {FOOD}


def test_kinds_that_share_a_name_are_all_meant() -> None:
    known = Names([Named(FOOD, ("Counseling",)), Named(YOUTH, ("", "Counseling"))])

    assert known.find("counseling") == {FOOD, YOUTH}


def test_a_line_is_words_and_the_kind_of_help_of_that_name() -> None:
    known = compiled(
        [Written("hungry", "food pantry\n~ meals", 0.8)],
        Names([Named(FOOD, ("Food pantry",))]),
    )

    (one,) = read("hungry", known)

    assert one.group.alternatives == (
        Words((stems("hungry"),)),
        Category(FOOD, 0.8),
        Phrase((stems("food"), stems("pantry")), (0, 1), 0.8),
        Words((stems("meals"),), 0.8 * RELATED),
    )


def test_a_line_may_be_the_name_of_a_kind_alone() -> None:
    known = compiled(
        [Written("job", "= Work\n= Elsewhere")], Names([Named(FOOD, ("Work",))])
    )

    assert read("job", known)[0].group.alternatives == (
        Words((stems("job"),)),
        Category(FOOD),
    )


def test_what_listings_call_it_may_be_asked_as_well() -> None:
    entries = [
        Written("shut in", "home meals\n~ hot food"),
        Written("hot food", "soup kitchen"),
    ]
    known = compiled(entries, Names([Named(FOOD, ("Home meals",))]))

    assert Category(FOOD) in read("home meal", known)[0].group.alternatives
    (hot,) = read("hot food", known)
    assert [one.source for one in hot.meanings] == ["hot food"]


def test_kinds_that_staff_chose_are_meant() -> None:
    known = compiled([Written("lonchera", kinds=frozenset({FOOD}))], Names([]))

    assert Category(FOOD) in read("lonchera", known)[0].group.alternatives


def test_names_of_kinds_of_help_need_no_entry() -> None:
    known = compiled([], Names([Named(FOOD, ("Food pantry", "Despensa"))]))

    for asked in ("food pantries", "despensas"):
        assert Category(FOOD) in read(asked, known)[0].group.alternatives


def test_a_name_does_not_make_a_word_tell_more_than_it_does() -> None:
    known = compiled([], Names([Named(FOOD, ("Emergency",))]))

    found = {one.group.text: one.group for one in read("emergency dentist", known)}

    assert not found["emergency"].is_needed
    assert found["dentist"].is_needed


def test_the_delivered_words_can_be_read() -> None:
    found = list(seed.entries(Path(settings.FIXTURES_DIR) / "lexicon"))

    assert len(found) > 500
    assert {one.language for one in found} == {"", "en", "es"}
    assert all(len(one.text) <= 120 and one.text for one in found)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("food\n", "a line begins with one of"),
        ("says: food\n", "a line begins with one of"),
        ("means: food\n", "nobody says any of it"),
        ("en: food\n\n\nen: Food\nmeans: meals\n", "stands at a.txt:1 already"),
    ],
)
def test_a_broken_file_says_where(tmp_path: Path, text: str, wrong: str) -> None:
    (tmp_path / "a.txt").write_text(text)

    with pytest.raises(seed.SeedError, match=wrong):
        list(seed.entries(tmp_path))


def test_a_block_is_one_entry_for_each_thing_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "# A note\nen: food bank | pantry\nboth: WIC\nmeans: food\nnear: meals\n"
        "who: yes\nnote: Ours."
    )

    found = list(seed.entries(tmp_path))

    assert [(one.text, one.language) for one in found] == [
        ("WIC", ""),
        ("food bank", "en"),
        ("pantry", "en"),
    ]
    assert {one.stands_for for one in found} == {"food\n~ meals"}
    assert {one.note for one in found} == {"Ours."}
    assert not any(one.is_needed for one in found)
