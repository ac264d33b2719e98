"""Who acts on a referral, and on which side."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Membership, User
from care.actions import Family
from directory.models import Organization
from referrals.errors import WrongSideError
from referrals.models import (
    RECEIVER_ROLES,
    SENDER_ROLES,
    AnswerLink,
    Referral,
    ReferralEvent,
    Side,
)
from referrals.models.finding import organizations_of


@dataclass(frozen=True, slots=True)
class Acting:
    """Network staff acting for an organization that works on paper."""

    user: User
    organization: Organization
    evidence: str
    """The call or letter that asked for it."""


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Somebody of an office without accounts, who came by a link.

    Whether the link is still open at this hour is asked where it is opened; one that
    was taken back has no hand here either.
    """

    link: AnswerLink
    name: str
    """As they call themselves: nobody has checked it."""
    evidence: str = ""
    """What they had in hand instead of the link."""


@dataclass(frozen=True, slots=True)
class System:
    """Waypost itself: a timer, or a consent that was stopped."""


SYSTEM = System()

type Actor = User | Acting | LinkHolder | Family | System


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who reads of many referrals, and for whom they may act."""

    user: User
    sends_for: frozenset[UUID]
    receives_for: frozenset[UUID]

    def sides(self, referral: Referral) -> frozenset[Side]:
        """The viewer's sides of a referral, without asking the database."""
        sides = set()
        if referral.sender_id in self.sends_for:
            sides.add(Side.SENDER)
        if referral.receiver_id in self.receives_for and referral.sent_at is not None:
            sides.add(Side.RECEIVER)
        if self.user.is_network_admin:
            sides.add(Side.NETWORK)
        return frozenset(sides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """One side that an actor may act on, and in what role."""

    side: Side
    user: User | None = None
    organization: Organization | None = None
    role: str = ""
    on_behalf_of: Organization | None = None
    evidence: str = ""
    name: str = ""
    link: AnswerLink | None = None

    def writer(self) -> User:
        """Whoever signs with an account.

        Raises:
            WrongSideError: nobody does.
        """
        if self.user is None:
            raise WrongSideError(_("Only somebody with an account can do this."))
        return self.user

    def signature(self) -> dict[str, Any]:
        """Fields of a ``Signed`` row: the user, or the name said and the link.

        Raises:
            WrongSideError: nobody signs; the system writes no messages.
        """
        if self.user is None and self.link is None:
            raise WrongSideError(_("Only people can do this."))
        return {"by": self.user, "by_name": self.name, "by_link": self.link}


def hands_of(referral: Referral, actor: Actor) -> tuple[Hand, ...]:
    """Every side on which the actor may act on this referral.

    Roles matter: coordinators act for a sender, receivers for a receiver,
    supervisors and organization admins for both.

    Raises:
        WrongSideError: somebody outside the network desk acts on behalf of others, or
            holds a link and says no name.
    """
    match actor:
        case System():
            return (Hand(side=Side.SYSTEM),)
        case Acting():
            return _hands_on_behalf(referral, actor)
        case LinkHolder():
            return _hands_by_link(referral, actor)
        case Family():
            return _familys_hands(referral, actor)
        case _:
            return _own_hands(referral, actor)


def sides_of(referral: Referral, user: User) -> frozenset[Side]:
    """The sides on which this user stands; empty for strangers."""
    return frozenset(hand.side for hand in hands_of(referral, user))


def viewer_of(user: User) -> Viewer:
    """For whom the user may act: two queries, for any number of referrals."""
    return Viewer(
        user=user,
        sends_for=frozenset(organizations_of(user, SENDER_ROLES)),
        receives_for=frozenset(organizations_of(user, RECEIVER_ROLES)),
    )


def _own_hands(referral: Referral, user: User) -> tuple[Hand, ...]:
    memberships = Membership.objects.filter(
        user_id=user.pk,
        organization__in=[referral.sender_id, referral.receiver_id],
    ).select_related("organization")
    roles = {membership.organization_id: membership for membership in memberships}
    hands = []
    for side, organization_id, allowed in (
        (Side.SENDER, referral.sender_id, SENDER_ROLES),
        (Side.RECEIVER, referral.receiver_id, RECEIVER_ROLES),
    ):
        membership = roles.get(organization_id)
        # A draft has not reached the receiver, so it has no receiver's side.
        hidden = side == Side.RECEIVER and referral.sent_at is None
        if membership is not None and membership.role in allowed and not hidden:
            hands.append(
                Hand(
                    side=side,
                    user=user,
                    organization=membership.organization,
                    role=membership.role,
                )
            )
    if user.is_network_admin:
        hands.append(Hand(side=Side.NETWORK, user=user))
    return tuple(hands)


def _hands_on_behalf(referral: Referral, acting: Acting) -> tuple[Hand, ...]:
    if not acting.user.is_network_admin:
        raise WrongSideError(_("Only the network desk acts on behalf of others."))
    if not acting.evidence.strip():
        raise WrongSideError(_("Say which call or letter asked for this."))
    return tuple(
        Hand(
            side=side,
            user=acting.user,
            on_behalf_of=acting.organization,
            evidence=acting.evidence.strip(),
        )
        for side, organization_id in (
            (Side.SENDER, referral.sender_id),
            (Side.RECEIVER, referral.receiver_id),
        )
        if organization_id == acting.organization.pk
        and (side == Side.SENDER or referral.sent_at is not None)
    )


def _hands_by_link(referral: Referral, holder: LinkHolder) -> tuple[Hand, ...]:
    name = " ".join(holder.name.split())
    if not name:
        raise WrongSideError(_("Say your name, so that they know who answered."))
    # Read again: somebody may have taken it back since the page was opened.
    link = AnswerLink.objects.filter(
        pk=holder.link.pk,
        referral=referral,
        organization=referral.receiver_id,
        revoked_at__isnull=True,
    ).select_related("organization")
    return tuple(
        Hand(
            side=Side.RECEIVER,
            organization=one.organization,
            name=name,
            link=one,
            evidence=holder.evidence,
        )
        for one in link
        if referral.sent_at is not None
    )


def _familys_hands(referral: Referral, family: Family) -> tuple[Hand, ...]:
    if referral.person_id != family.person.pk:
        return ()
    if referral.sent_at is None and not _is_begun_by_family(referral):
        # What a coordinator still writes is not the family's to send.
        return ()
    return (Hand(side=Side.CLIENT),)


def _is_begun_by_family(referral: Referral) -> bool:
    first = ReferralEvent.objects.filter(referral=referral).order_by("sequence").first()
    return first is None or first.by_side == Side.CLIENT
