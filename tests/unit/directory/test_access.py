import pytest

from directory import access


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Level entry", {"step-free"}),
        ("ADA Compliant", {"step-free"}),
        ("Handicap accessible", {"step-free"}),
        ("wheelchair", {"step-free"}),
        ("Ramp at the rear", {"step-free"}),
        ("Entrada sin escalones", {"step-free"}),
        ("disabled_parking", {"parking"}),
        ("wheelchair_van", {"van"}),
        ("Lift vans", {"van"}),
        ("tape_braille", {"vision"}),
        ("Large-print forms", {"vision"}),
        ("tty", {"hearing"}),
        ("Level; loop", {"step-free", "hearing"}),
        ("Restroom with grab bars", {"restroom"}),
        ("Elevator from the lobby", {"elevator"}),
        ("ramp, restroom, elevator", {"step-free", "restroom", "elevator"}),
        ("Not ADA Compliant", set()),
        ("No elevator", set()),
        ("Elevator, but no ramp", {"elevator"}),
        ("Front ramp being repaired", set()),
        ("One step", set()),
        ("Curb ramp; bench in the shade", set()),
        ("Twelve step-free apartments", set()),
        ("Wheelchairs to borrow at the desk", set()),
        ("Gravel yard", set()),
        ("", set()),
    ],
)
def test_words_about_access_are_understood(words: str, found: set[str]) -> None:
    assert access.from_words([words]) == found


def test_every_row_counts() -> None:
    assert access.from_words(["Ramp", "Elevator"]) == {"step-free", "elevator"}
