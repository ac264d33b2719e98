"""People who may be one and the same: by how names sound, birth date and phone.

Offices write down who comes to them, and the same person comes twice: as "Gonsales"
and "Gonzalez", with one surname or two, first and last name swapped. Nobody is looked
for beyond the people that are handed in: what one may not see is never told, not even
that it is there.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Any
from uuid import UUID

import jellyfish
import phonenumbers
from django.db.models import Case, IntegerField, QuerySet, Value, When
from rapidfuzz.distance import JaroWinkler

from care.models import Person, PersonPhone, PersonSound
from care.models.person import PersonQuerySet
from search.language import fold

AT_MOST = 5
CANDIDATES = 200
"""More than so many of one name are told apart by birth date and phone alone."""
LONGEST = 39
"""Letters of one word's sound; two and a space fit into the column."""

NAME_ALIKE = 0.86
WORD_ALIKE = 0.9
"""Jaro-Winkler similarity of whole names, and of one word of them."""

PARTICLES = frozenset({"da", "de", "del", "dos", "e", "el", "la", "las", "los", "y"})
JOINED = "dela"


class Why(StrEnum):
    """What two people have in common."""

    SAME_NAME = "same-name"
    LIKE_NAME = "like-name"
    SAME_BIRTH = "same-birth"
    LIKE_BIRTH = "like-birth"
    SAME_PHONE = "same-phone"


WEIGHTS = {
    Why.SAME_BIRTH: 4,
    Why.SAME_PHONE: 3,
    Why.LIKE_BIRTH: 2,
    Why.SAME_NAME: 2,
    Why.LIKE_NAME: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """Somebody as typed so far; what is not typed yet is empty."""

    given_name: str = ""
    family_name: str = ""
    called: str = ""
    birth_date: date | None = None
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody who may be the one described, and what speaks for it."""

    person: Person
    why: tuple[Why, ...]


def alike(
    people: PersonQuerySet, described: Described, *, at_most: int = AT_MOST
) -> list[Likeness]:
    """Those of these people who may be the one described, the likest first.

    Two queries, each by its index, or none where too little is typed.
    """
    birthdays = _birthdays(described.birth_date)
    wanted = _wanted(described, birthdays)
    if not wanted:
        return []
    first, *others = wanted
    candidates = (
        people.filter(pk__in=first.union(*others))
        # Of very many namesakes, those born on the day are not cut off.
        .annotate(
            by_day=Case(
                When(birth_date__in=birthdays, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .order_by("by_day", "family_name", "given_name", "pk")
        .prefetch_related("phones")[:CANDIDATES]
    )
    weighed = ((one, _why(one, described, birthdays)) for one in candidates)
    found = [Likeness(one, why) for one, why in weighed if why]
    found.sort(key=lambda one: -sum(WEIGHTS[why] for why in one.why))
    return found[:at_most]


def _wanted(
    described: Described, birthdays: Collection[date]
) -> list[QuerySet[Any, UUID]]:
    """Ids of people that sound so, were born then or have that phone."""
    pairs = pairs_of(described.given_name, described.family_name, described.called)
    numbers = {dialled(number) for number in described.phones} - {""}
    wanted: list[QuerySet[Any, UUID]] = []
    if pairs:
        sounding = PersonSound.objects.filter(sound__in=pairs)
        wanted.append(sounding.values_list("person", flat=True))
    if birthdays:
        born = Person.objects.filter(birth_date__in=birthdays)
        wanted.append(born.values_list("pk", flat=True))
    if numbers:
        reached = PersonPhone.objects.filter(dialled__in=numbers)
        wanted.append(reached.values_list("person", flat=True))
    return wanted


def _why(
    person: Person, described: Described, birthdays: Collection[date]
) -> tuple[Why, ...]:
    """What speaks for it; nothing where the rest speaks against it."""
    phone = _phone(person, described)
    birth = _birth(person.birth_date, described.birth_date, birthdays)
    typed, written = _words(described), _words(person)
    name = _name(described, person)
    is_other = _is_another_day(person.birth_date, described.birth_date, birth)
    if name and not is_other:
        return (name, *birth, *phone)
    if birth and any(_similar(*pair) >= WORD_ALIKE for pair in product(typed, written)):
        return (*birth, *phone)
    return phone


def _phone(person: Person, described: Described) -> tuple[Why, ...]:
    typed = {dialled(number) for number in described.phones} - {""}
    written = {phone.dialled for phone in person.phones.all()}
    return () if typed.isdisjoint(written) else (Why.SAME_PHONE,)


def _birth(
    written: date | None, typed: date | None, birthdays: Collection[date]
) -> tuple[Why, ...]:
    if written is None or typed is None or written not in birthdays:
        return ()
    return (Why.SAME_BIRTH if written == typed else Why.LIKE_BIRTH,)


def _is_another_day(
    written: date | None, typed: date | None, birth: tuple[Why, ...]
) -> bool:
    """Whether both days are known and differ by more than one slip."""
    if birth or written is None or typed is None:
        return False
    pairs = zip(written.timetuple()[:3], typed.timetuple()[:3], strict=True)
    return sum(one == other for one, other in pairs) < 2


def _birthdays(typed: date | None) -> list[date]:
    """The day, and the one that it is with day and month swapped."""
    if typed is None:
        return []
    if typed.day == typed.month or typed.day > 12:
        return [typed]
    return [typed, typed.replace(month=typed.day, day=typed.month)]


def _words(one: Person | Described) -> list[str]:
    return words_of(one.given_name, one.family_name, one.called)


def _name(typed: Described, written: Person) -> Why | None:
    """Whether each word of the shorter name has its like in the longer one."""
    names = [words_of(one.given_name, one.family_name) for one in (typed, written)]
    if all(names) and sorted(names[0]) == sorted(names[1]):
        return Why.SAME_NAME
    shorter, longer = sorted((_words(typed), _words(written)), key=len)
    if len(shorter) < 2:
        return None
    best = [max(_similar(word, other) for other in longer) for word in shorter]
    return Why.LIKE_NAME if sum(best) / len(best) >= NAME_ALIKE else None


def _similar(one: str, other: str) -> float:
    # As the ear takes them: Jimenez and Gimenez differ in writing alone.
    return max(
        JaroWinkler.similarity(one, other),
        JaroWinkler.similarity(_spoken(one), _spoken(other)),
    )


# --- How a name sounds --------------------------------------------------------


def write_sounds(person: Person) -> None:
    """Keep how the person's name sounds, so that it is found by an index."""
    wanted = sounds_of(person.given_name, person.family_name, person.called)
    kept = set(person.sounds.values_list("sound", flat=True))
    if kept - wanted:
        person.sounds.filter(sound__in=kept - wanted).delete()
    PersonSound.objects.bulk_create(
        PersonSound(person=person, sound=sound) for sound in sorted(wanted - kept)
    )


def sounds_of(given_name: str, family_name: str, called: str = "") -> set[str]:
    """Every sound under which a name is kept: each word, and each pair of words."""
    alone = sounds_in(f"{given_name} {family_name} {called}")
    return alone | pairs_of(given_name, family_name, called)


def pairs_of(given_name: str, family_name: str, called: str = "") -> set[str]:
    """How a first and a last name sound together, in no order: some swap them."""
    pairs = product(words_of(given_name, called), words_of(family_name))
    return {
        " ".join(sorted(together))
        for first, last in pairs
        # Each by either ear: Stephen sounds English, Vásquez beside it Spanish.
        for together in product(_readings(first), _readings(last))
    }


def sounds_in(text: str) -> set[str]:
    """How each word sounds to an English and to a Spanish ear."""
    return {sound for word in words_of(text) for sound in _readings(word)}


def words_of(*names: str) -> list[str]:
    """The words of names in small letters without accents, without "de la" and "y"."""
    words = re.findall(r"[^\W\d_]+", fold(" ".join(names)).replace("'", ""))
    told = [word for word in words if word not in PARTICLES] or words
    joined = (word.removeprefix(JOINED) for word in told if word.startswith(JOINED))
    return list(dict.fromkeys((*told, *filter(None, joined))))


def _readings(word: str) -> tuple[str, str]:
    return _metaphone(word), _metaphone(_spoken(word) or word)


def _metaphone(word: str) -> str:
    # Metaphone knows Latin letters alone: what has no sound for it stands for itself.
    return (jellyfish.metaphone(word) if word.isascii() else "")[:LONGEST] or word[
        :LONGEST
    ]


SPANISH = tuple(
    (re.compile(heard), written)
    for heard, written in (
        (r"(?<![cs])h", ""),
        (r"^x", "j"),
        ("ll", "y"),
        ("v", "b"),
        ("z", "s"),
        (r"c(?=[ei])", "s"),
        (r"qu(?=[ei])", "k"),
        (r"g(?=[ei])", "j"),
        (r"gu(?=[ei])", "g"),
    )
)


def _spoken(word: str) -> str:
    """Write a word as a Spanish ear hears it: what sounds the same looks the same."""
    for heard, written in SPANISH:
        word = heard.sub(written, word)
    return word


def dialled(number: str) -> str:
    """A number as a phone dials it, whatever its shape; empty for what is none."""
    typed = unicodedata.normalize("NFKC", number)
    try:
        parsed = phonenumbers.parse(typed, "US")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
