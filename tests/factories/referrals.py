"""Referrals in any state, with the history that led there."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone
from factory import LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from accounts.models import Membership, User
from directory.models import Organization
from referrals import actions
from referrals.models import AnswerLink, Referral, Status
from tests.factories.care import ConsentFactory, NeedFactory
from tests.factories.directory import ServiceFactory


class MemberFactory(DjangoModelFactory[User]):
    """A user; ``member_of`` gives it an office."""

    class Meta:
        model = User

    email = Sequence(lambda n: f"worker{n}@example.org")


def member_of(
    organization: Organization, role: Membership.Role = Membership.Role.SUPERVISOR
) -> User:
    """A user with that role there."""
    user = MemberFactory.create()
    Membership.objects.create(user=user, organization=organization, role=role)
    return user


def network_admin() -> User:
    """Somebody of the network desk."""
    return MemberFactory.create(network_role=User.NetworkRole.ADMIN)


class AnswerLinkFactory(DjangoModelFactory[AnswerLink]):
    """A link of the referral's receiver, open for two weeks."""

    class Meta:
        model = AnswerLink

    organization = SelfAttribute("referral.receiver")
    token_hash = Sequence(lambda n: f"{n:064}")
    expires_at = LazyFunction(lambda: timezone.now() + timedelta(days=14))


type Step = Callable[[Referral, User, User, datetime], Referral]


def _send(referral: Referral, sender: User, _receiver: User, at: datetime) -> Referral:
    return actions.send(referral, by=sender, at=at)


def _accept(
    referral: Referral, _sender: User, receiver: User, at: datetime
) -> Referral:
    return actions.accept(referral, by=receiver, at=at)


def _start(referral: Referral, _sender: User, receiver: User, at: datetime) -> Referral:
    return actions.start(referral, by=receiver, at=at)


def _hold(referral: Referral, _sender: User, receiver: User, at: datetime) -> Referral:
    return actions.hold(
        referral,
        by=receiver,
        at=at,
        reason="waitlist",
        review_on=(at + timedelta(days=7)).date(),
    )


def _complete(
    referral: Referral, _sender: User, receiver: User, at: datetime
) -> Referral:
    return actions.complete(
        referral,
        by=receiver,
        at=at,
        outcome="services-received",
        deliveries=[actions.Delivery("A ride", date(2026, 11, 9))],
    )


def _decline(
    referral: Referral, _sender: User, receiver: User, at: datetime
) -> Referral:
    return actions.decline(referral, by=receiver, at=at, reason="no-capacity")


def _fail(referral: Referral, _sender: User, receiver: User, at: datetime) -> Referral:
    return actions.fail(referral, by=receiver, at=at, reason="client-declined")


def _cancel(
    referral: Referral, sender: User, _receiver: User, at: datetime
) -> Referral:
    return actions.cancel(referral, by=sender, at=at, reason="no-longer-needed")


def _enter_in_error(
    referral: Referral, sender: User, _receiver: User, at: datetime
) -> Referral:
    return actions.enter_in_error(referral, by=sender, at=at, reason="test-entry")


STEPS: dict[Status, tuple[Step, ...]] = {
    Status.DRAFT: (),
    Status.REQUESTED: (_send,),
    Status.ACCEPTED: (_send, _accept),
    Status.IN_PROGRESS: (_send, _accept, _start),
    Status.ON_HOLD: (_send, _accept, _start, _hold),
    Status.COMPLETED: (_send, _accept, _start, _complete),
    Status.REJECTED: (_send, _decline),
    Status.FAILED: (_send, _accept, _start, _fail),
    Status.CANCELLED: (_send, _cancel),
    Status.ENTERED_IN_ERROR: (_send, _enter_in_error),
}

NOW = datetime(2026, 11, 10, 17, 0, tzinfo=UTC)
"""Tuesday, 9:00 am in Fresno."""


class ReferralFactory(DjangoModelFactory[Referral]):
    """A draft of the need's keeper; ``status`` plays the real actions up to it.

    ``sender_user`` and ``receiver_user`` act; without them supervisors are made. A
    consent for the whole network is written down unless ``consented=False``.
    """

    class Meta:
        model = Referral

    need = SubFactory(NeedFactory)
    service = SubFactory(ServiceFactory)
    sender = SelfAttribute("need.person.kept_by")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **given: Any) -> Referral:
        need, service, sender = given["need"], given["service"], given["sender"]
        at = given.get("at", timezone.now())
        by = given.get("sender_user") or member_of(sender)
        answerer = given.get("receiver_user")
        if given.get("consented", True):
            ConsentFactory.create(person=need.person, discloser=sender)
        referral = actions.draft(
            need,
            by=by,
            service=service,
            sender=sender,
            priority=given.get("priority", Referral.Priority.ROUTINE),
            note=given.get("note", ""),
            at=at,
        )
        steps = STEPS[Status(given.get("status", Status.DRAFT))]
        if steps and answerer is None:
            answerer = member_of(service.organization)
        for step in steps:
            referral = step(referral, by, answerer, at)  # type: ignore[arg-type]
        return referral
