"""Who may be one and the same: by sound, birth date and phone."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from care import actions, likeness
from care.actions import PersonDetails, PhoneDetails
from care.likeness import Described, Why
from care.models import Person, PersonSound
from care.presenters.people import matching
from directory.models import Organization
from tests.factories.directory import OrganizationFactory
from tests.factories.referrals import member_of


@pytest.fixture
def office() -> Organization:
    return OrganizationFactory.create()


def kept(
    office: Organization, given_name: str, family_name: str, **more: Any
) -> Person:
    phones = [PhoneDetails(number=number) for number in more.pop("phones", ())]
    return actions.keep_person(
        by=member_of(office),
        organization=office,
        details=PersonDetails(given_name=given_name, family_name=family_name, **more),
        phones=phones,
    )


def found(**typed: Any) -> list[tuple[str, tuple[Why, ...]]]:
    alike = likeness.alike(Person.objects.all(), Described(**typed))
    return [(one.person.full_name, one.why) for one in alike]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        (("Rosa", "González"), ("rosa", "gonsales")),
        (("María José", "García Márquez"), ("Maria", "Garcia")),
        (("Maria", "Garcia"), ("María José", "García Márquez")),
        (("Maria", "Garcia"), ("Garcia", "Maria")),
        (("Yolanda", "Hernández"), ("Llolanda", "Ernandes")),
        (("Javier", "Jiménez"), ("Xavier", "Gimenez")),
        (("Ana", "de la Cruz"), ("Ana", "Delacruz")),
        (("Ana", "Quintero"), ("Ana", "Kintero")),
        (("Steven", "Vasquez"), ("Stephen", "Bázquez")),
        (("Mai", "Xiong"), ("Mai", "Xiong")),
        (("Pa", "O'Brien"), ("Pa", "Obrien")),
        (("明", "王"), ("明", "王")),
    ],
)
@pytest.mark.django_db
def test_a_name_is_found_as_it_sounds(
    office: Organization, written: tuple[str, str], typed: tuple[str, str]
) -> None:
    kept(office, *written)

    names = [name for name, _why in found(given_name=typed[0], family_name=typed[1])]

    assert names == [" ".join(written)]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        (("Rosa", "Vega"), ("Rosa", "Molina")),
        (("Mai", "Lee"), ("Moua", "Lo")),
        (("Maria", "Garcia"), ("Maria", "")),
        (("Maria", "Garcia"), ("", "")),
    ],
)
@pytest.mark.django_db
def test_another_name_is_not(
    office: Organization, written: tuple[str, str], typed: tuple[str, str]
) -> None:
    kept(office, *written)

    assert found(given_name=typed[0], family_name=typed[1]) == []


@pytest.mark.parametrize(
    ("born", "why"),
    [
        (date(1961, 3, 4), (Why.SAME_NAME, Why.SAME_BIRTH)),
        (date(1961, 4, 3), (Why.SAME_NAME, Why.LIKE_BIRTH)),
        (date(1961, 3, 14), (Why.SAME_NAME,)),
        (None, (Why.SAME_NAME,)),
        (date(1988, 7, 30), None),
    ],
)
@pytest.mark.django_db
def test_a_birth_date_speaks_for_and_against_it(
    office: Organization, born: date | None, why: tuple[Why, ...] | None
) -> None:
    kept(office, "Rosa", "Vega", birth_date=date(1961, 3, 4))

    alike = found(given_name="Rosa", family_name="Vega", birth_date=born)

    assert alike == ([("Rosa Vega", why)] if why else [])


@pytest.mark.django_db
def test_born_on_the_day_one_name_is_enough(office: Organization) -> None:
    kept(office, "Rosa", "Vega", birth_date=date(1961, 3, 4))
    kept(office, "Henry", "Okafor", birth_date=date(1961, 3, 4))

    alike = found(given_name="Rosa", family_name="Molina", birth_date=date(1961, 3, 4))

    assert alike == [("Rosa Vega", (Why.SAME_BIRTH,))]


@pytest.mark.parametrize(
    "typed", ["(559) 555-0157", "559.555.0157", "+1 559 555 0157", "1-559-555-0157"]
)
@pytest.mark.django_db
def test_a_phone_is_found_in_any_shape(office: Organization, typed: str) -> None:
    kept(office, "Rosa", "Vega", phones=["559 555 0157"])

    assert found(phones=(typed,)) == [("Rosa Vega", (Why.SAME_PHONE,))]


@pytest.mark.parametrize("typed", ["", "ask her son", "12", "٣"])
@pytest.mark.django_db
def test_what_is_no_phone_finds_nobody(office: Organization, typed: str) -> None:
    kept(office, "Rosa", "Vega", phones=["call the school"])

    assert found(phones=(typed,)) == []


@pytest.mark.django_db
def test_the_likest_come_first_and_no_more_than_a_few(office: Organization) -> None:
    for _one in range(7):
        kept(office, "Rosa", "Vega")
    kept(office, "Roza", "Bega", birth_date=date(1961, 3, 4), phones=["5595550157"])

    alike = found(
        given_name="Rosa",
        family_name="Vega",
        birth_date=date(1961, 3, 4),
        phones=("5595550157",),
    )

    assert len(alike) == likeness.AT_MOST
    assert alike[0][0] == "Roza Bega"


@pytest.mark.django_db
def test_a_corrected_name_and_phone_are_found_and_the_old_ones_are_not(
    office: Organization,
) -> None:
    person = kept(office, "Rosa", "Vega", phones=["5595550157"])

    actions.change_person(
        person,
        by=member_of(office),
        details=PersonDetails(given_name="Rosa", family_name="Molina"),
        phones=[PhoneDetails(number="5595550199")],
    )

    assert found(given_name="Rosa", family_name="Vega", phones=("5595550157",)) == []
    assert found(given_name="Rosa", family_name="Molina") != []
    assert found(phones=("5595550199",)) != []


@pytest.mark.django_db
def test_many_are_found_by_as_many_queries_as_one(office: Organization) -> None:
    typed: dict[str, Any] = {
        "given_name": "Rosa",
        "family_name": "Vega",
        "birth_date": date(1961, 3, 4),
        "phones": ("5595550157",),
    }
    kept(office, "Rosa", "Vega")
    with CaptureQueriesContext(connection) as one:
        found(**typed)
    for _one in range(6):
        kept(office, "Rosa", "Vega", phones=["5595550157"])

    with CaptureQueriesContext(connection) as many:
        alike = found(**typed)

    assert len(alike) == likeness.AT_MOST
    assert len(many) == len(one) == 2


@pytest.mark.parametrize(
    "sought",
    ["gonsales", "Rosa gonsales", "559-555-0157", "03/04/1961", "1961-03-04"],
)
@pytest.mark.django_db
def test_the_list_finds_by_sound_phone_and_birth_date(
    office: Organization, sought: str
) -> None:
    person = kept(
        office,
        "Rosa",
        "González",
        birth_date=date(1961, 3, 4),
        phones=["(559) 555-0157"],
    )
    kept(office, "Rosa", "Okafor", birth_date=date(1961, 3, 5))

    assert list(matching(Person.objects.all(), sought)) == [person]


@given(st.text(max_size=110), st.text(max_size=110))
def test_any_name_has_sounds_that_fit_the_column(one: str, other: str) -> None:
    longest = PersonSound._meta.get_field("sound").max_length

    for sound in likeness.sounds_of(one, other):
        assert sound
        assert len(sound) <= (longest or 0)


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_which_name_comes_first_makes_no_difference(one: str, other: str) -> None:
    assert likeness.pairs_of(one, other) == likeness.pairs_of(other, one)
