"""Family codes: kept as a keyed hash, one in use, proven by a second thing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from care import actions, codes
from care.actions import Family
from care.errors import NotYoursError
from care.models import FamilyCode, Person
from care.models.code import MOST_FAILURES
from tests.factories.care import PersonFactory, PersonPhoneFactory
from tests.factories.referrals import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return PersonFactory.create(birth_date=date(1948, 3, 9))


def made_for(person: Person) -> str:
    return actions.make_code(person, by=member_of(person.kept_by))


def test_the_code_itself_is_kept_nowhere(person: Person) -> None:
    code = made_for(person)

    (kept,) = FamilyCode.objects.values()
    assert codes.plain(code) not in str(kept)
    assert code not in str(kept)


def test_a_code_is_read_however_it_is_typed(person: Person) -> None:
    code = made_for(person)
    typed = f" {code.lower().replace('-', ' ')} "

    found = codes.find(typed, at=timezone.now())

    assert found is not None
    assert found.person == person


def test_another_secret_makes_another_digest(
    person: Person, settings: Settings
) -> None:
    code = made_for(person)
    settings.SECRET_KEY = "another"

    assert codes.find(code, at=timezone.now()) is None


def test_a_new_code_stops_the_one_before(person: Person) -> None:
    first, second = made_for(person), made_for(person)

    assert codes.find(first, at=timezone.now()) is None
    assert codes.find(second, at=timezone.now()) is not None


def test_a_stopped_a_late_and_a_much_tried_code_open_nothing(person: Person) -> None:
    by, now = member_of(person.kept_by), timezone.now()
    code = actions.make_code(person, by=by)
    assert codes.find(code, at=now + codes.LASTS + timedelta(days=1)) is None

    FamilyCode.objects.update(failures=MOST_FAILURES)
    assert codes.find(code, at=timezone.now()) is None

    FamilyCode.objects.update(failures=0)
    actions.stop_code(person, by=by)
    assert codes.find(code, at=timezone.now()) is None


def test_others_make_and_stop_no_codes(person: Person) -> None:
    stranger, other = member_of(PersonFactory.create().kept_by), PersonFactory.create()

    for by in (stranger, Family(other)):
        with pytest.raises(NotYoursError):
            actions.make_code(person, by=by)
        with pytest.raises(NotYoursError):
            actions.stop_code(person, by=by)


def test_the_birth_date_or_the_end_of_a_phone_is_proof(person: Person) -> None:
    PersonPhoneFactory.create(person=person, dialled="+15595550157")

    assert codes.is_proof(person, birth_date=date(1948, 3, 9))
    assert codes.is_proof(person, digits="0157")
    assert not codes.is_proof(person, birth_date=date(1948, 9, 3), digits="0158")
    assert not codes.is_proof(person, digits="157")
    assert not codes.is_proof(person)


def test_nothing_proves_it_where_nothing_is_known() -> None:
    unknown = PersonFactory.create()

    assert not codes.may_prove(unknown)
    assert not codes.is_proof(unknown, birth_date=None, digits="")
