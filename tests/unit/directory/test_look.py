import pytest

from directory.templatetags import look


def test_an_icon_is_drawn_and_says_nothing_to_readers() -> None:
    drawn = look.icon("check", size="large")

    assert drawn.startswith('<svg class="icon" data-size="large"')
    assert 'aria-hidden="true"' in drawn
    assert "<path" in drawn


def test_an_unknown_icon_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        look.icon("unicorn")


@pytest.mark.parametrize(
    ("given", "shown", "called"),
    [
        ("5595550111", "(559) 555-0111", "tel:+15595550111"),
        ("+1 559 555 0111", "(559) 555-0111", "tel:+15595550111"),
        ("211", "211", "tel:211"),
        ("ask inside", "ask inside", "tel:"),
    ],
)
def test_phones_are_shown_as_people_write_them(
    given: str, shown: str, called: str
) -> None:
    assert look.phone(given) == shown
    assert look.tel(given) == called


@pytest.mark.parametrize(("miles", "shown"), [(2.94, "2.9 mi"), (18.2, "18 mi")])
def test_distances_are_as_fine_as_it_matters(miles: float, shown: str) -> None:
    assert look.miles(miles) == shown
