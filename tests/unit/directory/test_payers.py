import pytest

from directory import payers
from directory.models import Service


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Free with Medi-Cal", {"medicaid"}),
        (
            "Accepts Medicaid, Medicare and private insurance",
            {"medicaid", "medicare", "private"},
        ),
        ("TRICARE is welcome", {"va"}),
        ("We accept most insurance", {"private"}),
        ("Medicare does not pay for this", set()),
        ("No insurance needed", set()),
        ("For the uninsured, Medicaid excluded", set()),
        ("$25 a day", set()),
        ("", set()),
    ],
)
def test_words_about_insurers_are_understood(words: str, found: set[str]) -> None:
    assert payers.from_words(words) == found


def test_what_was_chosen_from_the_list_beats_words() -> None:
    service = Service(fees_description="Medicare pays")

    assert payers.of(service, ["medicaid"]) == {"medicaid"}
    assert payers.of(service, []) == {"medicare"}
