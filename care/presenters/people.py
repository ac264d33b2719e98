"""The list of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.forms import DateField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, User
from care import likeness, words
from care.models import KEEPS_PEOPLE, Need, Person, PersonPhone, PersonSound
from care.models.person import PersonQuerySet
from directory.models import Organization


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the list."""

    person: Person
    name: str
    facts: tuple[str, ...]
    kept_by: str
    """Empty: by the viewer's own office."""
    needs: str
    is_urgent: bool


def offices_of(user: User) -> list[Organization]:
    """Organizations for which this user keeps people, by name."""
    return list(
        Organization.objects.filter(
            pk__in=Membership.objects.filter(
                user_id=user.pk, role__in=KEEPS_PEOPLE
            ).values("organization")
        ).order_by("name")
    )


def listed(people: PersonQuerySet) -> PersonQuerySet:
    """People with all that a row names, in one query."""
    unresolved = Q(needs__status__in=Need.UNRESOLVED)
    return (
        people.select_related("kept_by")
        .annotate(
            waiting=Count("needs", filter=unresolved),
            urgent=Count(
                "needs", filter=unresolved & Q(needs__urgency=Need.Urgency.URGENT)
            ),
        )
        .order_by("family_name", "given_name", "kept_number")
    )


def matching(people: PersonQuerySet, text: str) -> PersonQuerySet:
    """People with that number, phone or birth date, or with each word in their name.

    A name is found as it is written, and as it sounds: "gonsales" finds González.
    """
    number = text.strip().upper().removeprefix("P-")
    if number.isascii() and number.isdigit() and len(number) < 10:
        return people.filter(kept_number=int(number))
    if day := _day(text):
        return people.filter(birth_date=day)
    if phone := likeness.dialled(text):
        reached = PersonPhone.objects.filter(dialled=phone)
        return people.filter(pk__in=reached.values("person"))
    for word in text.split():
        sounding = PersonSound.objects.filter(sound__in=likeness.sounds_in(word))
        people = people.filter(
            Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(called__icontains=word)
            | Q(pk__in=sounding.values("person"))
        )
    return people


def _day(text: str) -> date | None:
    """A day as people here write it, or none."""
    try:
        day = DateField().clean(text.strip())
    except ValidationError:
        return None
    return day if isinstance(day, date) else None


def rows_of(
    people: Iterable[Person], offices: Iterable[Organization], today: date
) -> list[Row]:
    """The people as rows; nothing more is asked of the database."""
    ours = {office.pk for office in offices}
    return [_row(person, today, is_ours=person.kept_by_id in ours) for person in people]


def _row(person: Person, today: date, *, is_ours: bool) -> Row:
    waiting = getattr(person, "waiting", 0)
    return Row(
        person=person,
        # Others' names open on their page alone, where each look is logged.
        name=person.full_name if is_ours else person.initials,
        facts=_facts(person, today) if is_ours else (),
        kept_by="" if is_ours else person.kept_by.name,
        needs=(
            ngettext("%(count)d need waits", "%(count)d needs wait", waiting)
            % {"count": waiting}
            if waiting
            else _("Nothing waits")
        ),
        is_urgent=bool(getattr(person, "urgent", 0)),
    )


def _facts(person: Person, today: date) -> tuple[str, ...]:
    place = " ".join(part for part in (person.town, person.postal_code) if part)
    return tuple(
        fact
        for fact in (age_words(person, today), place, language_words(person))
        if fact
    )


def age_words(person: Person, today: date) -> str:
    """How old somebody is: "78 years"; empty when it is not known."""
    age = person.age(today)
    if age is None:
        return ""
    return ngettext("%(count)d year", "%(count)d years", age) % {"count": age}


def language_words(person: Person) -> str:
    """The language to speak, and whether somebody must interpret."""
    language = words.language_name(person.language)
    if person.needs_interpreter:
        return _("%(language)s, with an interpreter") % {"language": language}
    return language
