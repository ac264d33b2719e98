"""Sets of referrals: who may see which, and where they stand."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership, User
from referrals.models.words import CLOSED, OPEN, Stage, Status

if TYPE_CHECKING:
    from referrals.models.referral import Referral  # noqa: F401 - in a string below

SENDER_ROLES = (
    Membership.Role.COORDINATOR,
    Membership.Role.SUPERVISOR,
    Membership.Role.ADMIN,
)
RECEIVER_ROLES = (
    Membership.Role.RECEIVER,
    Membership.Role.SUPERVISOR,
    Membership.Role.ADMIN,
)

STOPPED_BEFORE_END = Q(sharing_stopped_at__isnull=False, accepted_at__isnull=False) & (
    Q(closed_at__isnull=True) | Q(closed_at__gt=F("sharing_stopped_at"))
)
"""What ``Referral.stopped_before_end`` says of one, as a condition for many."""

WITHDRAWN = Q(sharing_stopped_at__isnull=False, accepted_at__isnull=True)
"""What ``Referral.is_withdrawn`` says of one, as a condition for many."""


def organizations_of(
    user: User, roles: tuple[Membership.Role, ...]
) -> "models.QuerySet[Membership, uuid.UUID]":
    """Ids of the organizations for which the user has one of these roles."""
    return Membership.objects.filter(user_id=user.pk, role__in=roles).values_list(
        "organization_id", flat=True
    )


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Words for sets of referrals: ``visible_to`` is the only gate."""

    def visible_to(self, user: User) -> Self:
        """Referrals to which the user is a party.

        A draft, or one that never left, is the sender's alone. Network admins see
        all; stewards and other roles none.
        """
        if user.is_network_admin:
            return self
        return self.sent_by_organizations(user) | self.received_by(user)

    def sent_by_organizations(self, user: User) -> Self:
        """Referrals that the user's organizations send, drafts among them."""
        return self.filter(sender__in=organizations_of(user, SENDER_ROLES))

    def received_by(self, user: User) -> Self:
        """Referrals that have reached the user's organizations."""
        return self.filter(
            receiver__in=organizations_of(user, RECEIVER_ROLES), sent_at__isnull=False
        )

    def one_row_a_round(self) -> Self:
        """Of those asked together the one that stands for all of them."""
        return self.filter(Q(round__isnull=True) | Q(face_of__isnull=False))

    def drafts(self) -> Self:
        """Not sent yet."""
        return self.filter(status=Status.DRAFT)

    def needing_answer(self) -> Self:
        """Sent, and neither accepted nor declined."""
        return self.filter(status=Status.REQUESTED)

    def in_progress(self) -> Self:
        """Accepted and not ended: worked on, or on hold."""
        return self.filter(
            status__in=[Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD]
        )

    def still_open(self) -> Self:
        """Sent and not ended."""
        return self.filter(status__in=OPEN)

    def closed(self) -> Self:
        """Ended, leaving out those that never should have existed."""
        return self.filter(status__in=CLOSED).exclude(status=Status.ENTERED_IN_ERROR)

    def on_the_clock(self) -> Self:
        """Waiting for the receiver's answer, and not for the sender's information."""
        return self.needing_answer().exclude(stage=Stage.AWAITING_INFORMATION)

    def overdue(self, at: datetime) -> Self:
        """Unanswered past the time by which the receiver should have answered."""
        return self.on_the_clock().filter(due_at__lt=at)

    def with_parties(self) -> Self:
        """With everything that a row or a page names, in the same query."""
        return self.select_related(
            "person",
            "need__category",
            "service",
            "sender",
            "receiver",
            "sent_by",
            "assigned_to",
        )
