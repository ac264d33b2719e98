"""Writing down people, and correcting what is written."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from care import likeness
from care.actions.keeping import Newcomer, Writer, check_keeper, check_writer, user_of
from care.errors import StalePersonError
from care.models import Person, PersonPhone
from directory import places
from directory.models import Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What is written down about a person; the words are Person's own fields."""

    given_name: str
    family_name: str
    called: str = ""
    pronouns: str = ""
    birth_date: date | None = None
    language: str = "en"
    needs_interpreter: bool = False
    email: str = ""
    address: str = ""
    town: str = ""
    state: str = ""
    postal_code: str = ""
    payers: tuple[str, ...] = ()
    contact_rule: str = ""
    safe_hours: str = ""
    code_word: str = ""
    contact_note: str = ""
    what_matters: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneDetails:
    """One number, in the order in which to try it."""

    number: str
    whose: str = ""
    may_leave_voicemail: bool | None = None
    may_text: bool | None = None
    safe_hours: str = ""


@transaction.atomic
def keep_person(
    *,
    by: User | Newcomer,
    organization: Organization,
    details: PersonDetails,
    phones: Iterable[PhoneDetails] = (),
    at: datetime | None = None,
    key: str = "",
) -> Person:
    """Write down a new person, kept by one organization under its next number.

    A repeat under the same key returns whom the first press wrote down. A newcomer
    comes without an account: the page that asks them guards its own door.
    """
    if isinstance(by, User):
        check_keeper(by, organization)
    # The organization's row is locked so that two people at once get two numbers.
    Organization.objects.select_for_update().get(pk=organization.pk)
    before = Person.objects.filter(kept_by=organization, created_by=user_of(by))
    if key and (kept := before.filter(idempotency_key=key).first()):
        return kept
    last = Person.objects.filter(kept_by=organization).aggregate(
        last=Max("kept_number")
    )["last"]
    at = at or timezone.now()
    person = Person(
        kept_by=organization,
        kept_number=(last or 0) + 1,
        created_by=user_of(by),
        created_at=at,
        idempotency_key=key,
    )
    _set_details(person, details)
    _write_person(person, at=at)
    _write_phones(person, phones)
    return person


@transaction.atomic
def change_person(
    person: Person,
    *,
    by: Writer,
    details: PersonDetails,
    phones: Iterable[PhoneDetails] | None = None,
    unchanged_since: datetime | None = None,
    at: datetime | None = None,
) -> Person:
    """Correct what is written; phones stay as they are when none are given.

    What earlier referrals disclosed does not change: they hold copies.

    Raises:
        StalePersonError: somebody has written something else since the moment when
            the person was read.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    check_writer(by, person)
    given = _phones_of(person) if phones is None else list(phones)
    before = (_details_of(person), _phones_of(person))
    _set_details(person, details)
    if unchanged_since not in {None, person.changed_at}:
        # The same words pressed twice are no quarrel.
        if before == (_details_of(person), given):
            return person
        raise StalePersonError(person.changed_at)
    _write_person(person, at=at or timezone.now())
    if phones is not None:
        person.phones.all().delete()
        _write_phones(person, given)
    return person


def _set_details(person: Person, details: PersonDetails) -> None:
    for field in fields(details):
        value = getattr(details, field.name)
        setattr(person, field.name, list(value) if field.name == "payers" else value)
    _set_place(person)


def _write_person(person: Person, *, at: datetime) -> None:
    person.changed_at = at
    person.save()
    likeness.write_sounds(person)


def _details_of(person: Person) -> PersonDetails:
    written = {one.name: getattr(person, one.name) for one in fields(PersonDetails)}
    return PersonDetails(**written | {"payers": tuple(person.payers)})


def _phones_of(person: Person) -> list[PhoneDetails]:
    names = [one.name for one in fields(PhoneDetails)]
    return [
        PhoneDetails(**{name: getattr(phone, name) for name in names})
        for phone in person.phones.all()
    ]


def _set_place(person: Person) -> None:
    """Resolve town and ZIP offline; an unknown place is kept as it was written."""
    person.latitude = person.longitude = None
    person.area_codes = []
    town = ", ".join(part for part in (person.town, person.state) if part)
    for text in filter(None, (person.postal_code, town)):
        try:
            place = places.find(text)
        except places.PlaceNotFoundError:
            continue
        person.latitude, person.longitude = place.latitude, place.longitude
        person.area_codes = sorted(place.area_codes)
        person.town = person.town or place.town
        person.state = person.state or place.state
        return


def _write_phones(person: Person, phones: Iterable[PhoneDetails]) -> None:
    PersonPhone.objects.bulk_create(
        PersonPhone(
            person=person,
            position=position,
            number=phone.number,
            dialled=likeness.dialled(phone.number),
            whose=phone.whose,
            may_leave_voicemail=phone.may_leave_voicemail,
            may_text=phone.may_text,
            safe_hours=phone.safe_hours,
        )
        for position, phone in enumerate(phones)
    )
