"""May this organization have this person's data? One function decides."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Prefetch, Q

from care.models import Consent, DataClass, Need, Person, Purpose
from care.sensitive import sensitive_class
from directory.models import Organization


class Basis(StrEnum):
    """By what right data is disclosed."""

    NONE = ""
    CONSENT = "consent"
    SAME_ORGANIZATION = "same-organization"
    SELF_REFERRAL = "self-referral"


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
    is_own_request: bool = False
    """Whether the family itself asks this receiver for help."""


def hold(person: Person) -> None:
    """Let nobody stop a consent of this person until the transaction ends.

    For whoever decides and then shares: a consent is stopped under the same lock, so
    the stop comes first and is obeyed, or it comes after and finds what was shared.
    """
    held = Consent.objects.select_for_update().filter(person=person)
    list(held.order_by("pk").values_list("pk"))


def decide(asked: Disclosure, *, at: datetime) -> Decision:
    """Decide at that moment; nothing is remembered from earlier decisions."""
    return decide_each(asked, [asked.receiver], at=at)[asked.receiver.pk]


def decide_each(
    asked: Disclosure, receivers: Iterable[Organization], *, at: datetime
) -> dict[UUID, Decision]:
    """Decide the same sharing for each of these receivers, by their ids."""
    wanted = {receiver.pk for receiver in receivers}
    consents = list(
        Consent.objects.live(at)
        .filter(person=asked.person)
        .for_purpose(asked.purpose)
        .including(asked.data_classes)
        .filter(Q(discloser=asked.sender) | Q(covers_network=True))
        .order_by("-expires_at")
        .prefetch_related(
            Prefetch("recipients", Organization.objects.filter(pk__in=wanted)),
            "stops",
        )
    )
    return {pk: _decision(asked, pk, consents) for pk in wanted}


def _decision(asked: Disclosure, receiver: UUID, consents: list[Consent]) -> Decision:
    is_inside = asked.person.kept_by_id == asked.sender.pk == receiver
    # What a family asks for itself rests on its own word, which it may take back,
    # whoever keeps the person.
    if is_inside and not asked.is_own_request:
        return Decision(is_permitted=True, basis=Basis.SAME_ORGANIZATION)
    basis = Basis.SELF_REFERRAL if asked.is_own_request else Basis.CONSENT
    for consent in consents:
        if consent.opens_to(receiver, asked.data_classes):
            return Decision(is_permitted=True, basis=basis, consent=consent)
    return Decision(is_permitted=False)


def classes_for(need: Need) -> frozenset[DataClass]:
    """The data classes that asking for help with this need discloses."""
    needed: Collection[DataClass] = (
        DataClass.IDENTITY,
        DataClass.CONTACT,
        sensitive_class(need.category.code) or DataClass.SOCIAL_NEED,
    )
    return frozenset(needed)
