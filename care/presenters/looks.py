"""Who of other offices looked at a person."""

from collections.abc import Iterable

from django.db.models import Q

from care.models import AccessEntry, Person
from care.panels import Door

LOOKS_AT_MOST = 8


def looks_at(person: Person, doors: Iterable[Door]) -> Iterable[AccessEntry]:
    """The newest looks, but for those by way of what is not the viewer's to know.

    A look at somebody else's referral would tell of it, and one after the person
    stopped sharing, that the work goes on.
    """
    numbers = {door.number: door.until for door in doors}
    always = [number for number, until in numbers.items() if until is None]
    told = Q(referral_number__in=["", *always])
    for number, until in numbers.items():
        if until is not None:
            told |= Q(referral_number=number, at__lte=until)
    looks = person.access_entries.filter(told, is_permitted=True)
    return looks.select_related("user", "organization")[:LOOKS_AT_MOST]
