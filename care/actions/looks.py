"""The access log: who read what about whom, and why; and who was refused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import Membership, User
from care.models import KEEPS_PEOPLE, AccessEntry, DataClass, Person, Purpose
from directory.models import Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One reading of a person's data by somebody of another organization."""

    user: User | None
    """None: somebody without an account, by a link to the organization."""
    organization: Organization | None
    purpose: Purpose
    data_classes: Collection[DataClass]
    basis: str = ""
    referral_number: str = ""
    is_permitted: bool = True


def log_look(person: Person, *, look: Look, at: datetime | None = None) -> AccessEntry:
    """Write in the access log who read what, and why."""
    return AccessEntry.objects.create(
        person=person,
        user=look.user,
        organization=look.organization,
        purpose=look.purpose,
        data_classes=sorted(look.data_classes),
        basis=look.basis,
        is_permitted=look.is_permitted,
        referral_number=look.referral_number,
        at=at or timezone.now(),
    )


def log_person_look(
    person: Person, *, by: User, at: datetime | None = None
) -> AccessEntry | None:
    """Log that somebody opened the person's page; None when it is their own."""
    roles = Membership.objects.filter(user=by, role__in=KEEPS_PEOPLE)
    if roles.filter(organization=person.kept_by_id).exists():
        return None
    membership = roles.select_related("organization").first()
    return log_look(
        person,
        look=Look(
            user=by,
            organization=membership.organization if membership else None,
            purpose=Purpose.COORDINATION,
            data_classes=[
                DataClass.IDENTITY,
                DataClass.CONTACT,
                DataClass.SOCIAL_NEED,
            ],
            basis="network" if by.is_network_admin else "consent",
        ),
        at=at,
    )


def log_refused(
    person: Person,
    *,
    by: User,
    purpose: Purpose,
    referral_number: str = "",
    at: datetime | None = None,
) -> AccessEntry:
    """Log that somebody asked for what is not theirs to see, and read nothing."""
    membership = by.memberships.select_related("organization").first()
    return log_look(
        person,
        look=Look(
            user=by,
            organization=membership.organization if membership else None,
            purpose=purpose,
            data_classes=(),
            referral_number=referral_number,
            is_permitted=False,
        ),
        at=at,
    )


def log_refused_person(pk: UUID, *, by: User, at: datetime | None = None) -> None:
    """Log that somebody asked for a person who is not theirs to see.

    Nothing comes back: to the visitor it is as if there were nobody.
    """
    person = Person.objects.filter(pk=pk).first()
    if person is not None:
        log_refused(person, by=by, purpose=Purpose.COORDINATION, at=at)
