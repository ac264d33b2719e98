"""What a person's page says of where their needs stand."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from care.models import Need, Person
from care.presenters.person import brief, person_page
from tests.factories.care import NeedFactory, PersonFactory
from tests.factories.referrals import ReferralFactory, network_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return PersonFactory.create()


@pytest.fixture
def desk() -> User:
    return network_admin()


def said(person: Person, reader: User) -> str:
    return brief(person_page(person, reader, at=timezone.now()))


def need(person: Person, *names: str, **more: Any) -> None:
    for name in names:
        NeedFactory.create(person=person, category__name=name, **more)


def test_no_need(person: Person, desk: User) -> None:
    assert said(person, desk) == "No need is written down yet."


def test_needs_that_nobody_has_are_named(person: Person, desk: User) -> None:
    need(person, "Ride", "Meals", "Ramp")

    assert said(person, desk).startswith("3 needs wait. Nobody yet: ")
    assert said(person, desk).count(",") == 2
    assert "more" not in said(person, desk)


@pytest.mark.parametrize(("count", "more"), [(4, "1 more."), (20, "17 more.")])
def test_of_many_the_first_three_are_named_and_the_rest_counted(
    person: Person, desk: User, count: int, more: str
) -> None:
    need(person, *(f"Everyday {number}" for number in range(count - 1)))
    need(person, "Heating", urgency=Need.Urgency.URGENT)

    words = said(person, desk)

    assert words.startswith(f"{count} needs wait. Nobody yet: Heating, Everyday ")
    assert words.count("Everyday") == 2
    assert words.endswith(f" and {more}")


def test_once_somebody_was_asked_about_each_it_says_so(
    person: Person, desk: User
) -> None:
    ReferralFactory.create(need__person=person, status="requested")

    assert said(person, desk) == "1 need waits. Somebody was asked about each."


def test_settled_needs_wait_no_more(person: Person, desk: User) -> None:
    need(person, "Ride", status=Need.Status.MET, closed_at=timezone.now())

    assert said(person, desk) == "Every need written down here has been settled."
