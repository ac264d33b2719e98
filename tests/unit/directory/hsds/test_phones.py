import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.hsds.mending import phones


@pytest.mark.parametrize(
    ("given_number", "number", "extension"),
    [
        ("559-555-0142 x123", "(559) 555-0142", 123),
        ("(559) 555-0142 ext 12", "(559) 555-0142", 12),
        ("Phone No: (559) 555-0142 Ext: 7000", "(559) 555-0142", 7000),
        ("559.555.0142", "(559) 555-0142", None),
        ("1-559-555-0142", "(559) 555-0142", None),
        ('"+44 1234 234567"', "+44 1234 234567", None),
        ("211", "211", None),
        ("911", "911", None),
    ],
)
def test_a_number_is_taken_apart(
    given_number: str, number: str, extension: int | None
) -> None:
    found = phones.mend(given_number)

    assert (found.number, found.extension) == (number, extension)


def test_an_option_goes_to_the_description() -> None:
    found = phones.mend("559-555-0142 xOPT3")

    assert found.number == "(559) 555-0142"
    assert found.note == "Option 3"


@pytest.mark.parametrize("given_number", ["555-0142", "call Ana", "000-000-*347"])
def test_what_cannot_be_dialled_is_kept_as_given_and_said(given_number: str) -> None:
    found = phones.mend(given_number)

    assert found.number == given_number
    assert [done.reason for done in found.done] == [phones.UNREADABLE]


@given(st.integers(min_value=0, max_value=99), st.integers(1, 9999))
def test_every_way_of_writing_an_extension_is_read(last: int, extension: int) -> None:
    number = f"559-555-01{last:02}"
    for way in ("x{}", " x{}", " ext. {}", ", extension {}", " #{}"):
        found = phones.mend(number + way.format(extension))

        assert found.extension == extension
        assert found.number == f"(559) 555-01{last:02}"


def test_kinds_of_phone_are_read_in_everyday_words() -> None:
    assert phones.type_of("TTY") == "textphone"
    assert phones.type_of("Hotline") == "voice"
    assert phones.type_of("10") is None


def test_an_extension_that_is_no_number_is_refused() -> None:
    assert phones.extension_of("x12") == (12, None)
    extension, done = phones.extension_of("ask for Ana")
    assert extension is None
    assert done is not None
