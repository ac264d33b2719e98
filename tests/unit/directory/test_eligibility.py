import pytest

from directory import eligibility


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("60 and older", {"older"}),
        ("Must be 55 years old and over", {"older"}),
        ("Mayores de 60 años", {"older"}),
        ("60 y más, con ingresos bajos.", {"older", "low-income"}),
        ("65 and older or disabled in Clovis", {"older", "disability"}),
        ("Ages 6 to 12", set()),
        ("50 minutes from town", set()),
        ("Veterans and their families", {"veterans"}),
        ("Low income, any age", {"low-income"}),
        ("Single homeless men. No sex offenders", {"homeless"}),
        ("Farm and packing workers.", {"farmworkers"}),
        ("Green-card holders.", {"immigrants"}),
        ("Youth 5-14 with or without disabilities", {"youth"}),
        ("Todos, con o sin seguro, con o sin papeles.", set()),
        ("Men and women over 18", set()),
        ("Women who are pregnant", {"women", "parents"}),
        ("Families caring for an adult at home.", {"caregivers"}),
        ("People recently released from prison", {"reentry"}),
        ("Native American families", {"native"}),
        ("LGBTQ youth", {"lgbtq", "youth"}),
        ("Survivors of domestic violence", {"survivors"}),
        ("Everyone who is hungry.", set()),
        ("Senior high school students", set()),
        ("", set()),
    ],
)
def test_words_about_people_are_understood(words: str, found: set[str]) -> None:
    assert eligibility.from_words(words) == found


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("Veterans", {"veterans"}),
        ("Seniors", {"older"}),
        ("Homeless", {"homeless"}),
        ("Senior Center Construction Loans", set()),
        ("Meals", set()),
    ],
)
def test_terms_that_name_a_group_count(term: str, found: set[str]) -> None:
    assert eligibility.of("", [term], (None, None)) == found


@pytest.mark.parametrize(
    ("ages", "found"),
    [
        ((60, None), {"older"}),
        ((18, 64), set()),
        ((0, 5), {"children"}),
        ((13, 19), {"youth"}),
        ((None, None), set()),
    ],
)
def test_ages_say_whom_a_service_is_for(
    ages: tuple[int | None, int | None], found: set[str]
) -> None:
    assert eligibility.of("", [], ages) == found
