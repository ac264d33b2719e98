"""May this organization have this person's data? One function decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from care.models import Consent, DataClass, Need, Person, Purpose
from care.sensitive import sensitive_class
from directory.models import Organization


class Basis(StrEnum):
    """By what right data is disclosed."""

    NONE = ""
    CONSENT = "consent"
    SAME_ORGANIZATION = "same-organization"


@dataclass(frozen=True, slots=True)
class Decision:
    """Permit or deny, by what right, under which consent."""

    is_permitted: bool
    basis: Basis = Basis.NONE
    consent: Consent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One sharing that somebody asks for."""

    person: Person
    sender: Organization
    receiver: Organization
    purpose: Purpose
    data_classes: frozenset[DataClass]


def hold(person: Person) -> None:
    """Let nobody stop a consent of this person until the transaction ends.

    For whoever decides and then shares: a consent is stopped under the same lock, so
    the stop comes first and is obeyed, or it comes after and finds what was shared.
    """
    held = Consent.objects.select_for_update().filter(person=person)
    list(held.order_by("pk").values_list("pk"))


def decide(asked: Disclosure, *, at: datetime) -> Decision:
    """Decide at that moment; nothing is remembered from earlier decisions."""
    keeps = asked.person.kept_by_id == asked.sender.pk
    if keeps and asked.sender.pk == asked.receiver.pk:
        return Decision(is_permitted=True, basis=Basis.SAME_ORGANIZATION)
    consent = (
        Consent.objects.covering(asked.person, asked.receiver, asked.data_classes, at)
        .for_purpose(asked.purpose)
        .filter(Q(discloser=asked.sender) | Q(covers_network=True))
        .order_by("-expires_at")
        .first()
    )
    if consent is None:
        return Decision(is_permitted=False)
    return Decision(is_permitted=True, basis=Basis.CONSENT, consent=consent)


def classes_for(need: Need) -> frozenset[DataClass]:
    """The data classes that asking for help with this need discloses."""
    needed: Collection[DataClass] = (
        DataClass.IDENTITY,
        DataClass.CONTACT,
        sensitive_class(need.category.code) or DataClass.SOCIAL_NEED,
    )
    return frozenset(needed)
