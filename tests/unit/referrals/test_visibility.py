"""Who sees which referral: ``visible_to`` is the only gate."""

import pytest

from accounts.models import Membership, User
from referrals import actions
from referrals.models import Referral, Status
from tests.factories.referrals import (
    NOW,
    MemberFactory,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db

Role = Membership.Role

SENDERS = {Role.COORDINATOR, Role.SUPERVISOR, Role.ADMIN}
RECEIVERS = {Role.RECEIVER, Role.SUPERVISOR, Role.ADMIN}


def sees(user: User, referral: Referral) -> bool:
    return Referral.objects.visible_to(user).filter(pk=referral.pk).exists()


@pytest.mark.parametrize("status", Status)
def test_a_referral_is_seen_by_its_parties_in_their_roles(status: Status) -> None:
    referral = ReferralFactory.create(status=status)

    for role in Role:
        assert sees(member_of(referral.sender, role), referral) is (role in SENDERS)
        assert sees(member_of(referral.receiver, role), referral) is (
            role in RECEIVERS and status != Status.DRAFT
        )


def test_a_draft_called_a_mistake_never_reaches_the_receiver() -> None:
    referral = ReferralFactory.create()
    actions.enter_in_error(
        referral, by=member_of(referral.sender), reason="wrong-person"
    )

    assert not sees(member_of(referral.receiver), referral)
    assert sees(member_of(referral.sender), referral)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REQUESTED])
def test_network_admins_see_all_and_nobody_else_anything(status: Status) -> None:
    referral = ReferralFactory.create(status=status)
    other = ReferralFactory.create(status=status)
    steward = MemberFactory.create(network_role=User.NetworkRole.STEWARD)

    assert sees(network_admin(), referral)
    assert not sees(steward, referral)
    assert not sees(MemberFactory.create(), referral)
    assert not sees(member_of(other.sender), referral)
    assert not sees(member_of(other.receiver), referral)


def test_somebody_on_both_sides_sees_it_once() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    user = member_of(referral.sender)
    Membership.objects.create(
        user=user, organization=referral.receiver, role=Role.ADMIN
    )

    assert list(Referral.objects.visible_to(user)) == [referral]


def test_lists_hold_what_their_names_say() -> None:
    made = {status: ReferralFactory.create(status=status) for status in Status}

    def statuses(referrals: "list[Referral]") -> set[str]:
        return {referral.status for referral in referrals}

    everything = Referral.objects.all()
    assert statuses(list(everything.drafts())) == {Status.DRAFT}
    assert statuses(list(everything.needing_answer())) == {Status.REQUESTED}
    assert statuses(list(everything.in_progress())) == {
        Status.ACCEPTED,
        Status.IN_PROGRESS,
        Status.ON_HOLD,
    }
    assert statuses(list(everything.still_open())) == {
        status for status, referral in made.items() if referral.is_open
    }
    # A mistake is kept for audit and shown in no list.
    assert statuses(list(everything.closed())) == {
        status for status, referral in made.items() if referral.is_closed
    } - {Status.ENTERED_IN_ERROR}


def test_overdue_is_what_should_have_been_answered() -> None:
    waiting = ReferralFactory.create(status=Status.REQUESTED, at=NOW)
    ReferralFactory.create(status=Status.ACCEPTED, at=NOW)
    assert waiting.due_at is not None

    assert not Referral.objects.overdue(waiting.due_at).exists()
    assert not waiting.is_overdue(waiting.due_at)

    later = waiting.due_at.replace(hour=18)
    assert list(Referral.objects.overdue(later)) == [waiting]
    assert waiting.is_overdue(later)
    assert not ReferralFactory.create().is_overdue(later)

    actions.say(waiting, by=member_of(waiting.receiver), text="Who?", needs_answer=True)
    assert not Referral.objects.overdue(later).exists()
    assert not Referral.objects.get(pk=waiting.pk).is_overdue(later)


def test_a_row_and_all_it_names_come_in_one_query(
    django_assert_num_queries: "object",
) -> None:
    ReferralFactory.create(status=Status.ACCEPTED)

    with django_assert_num_queries(1):  # type: ignore[operator]
        referral = Referral.objects.with_parties().get()
        assert referral.person.initials
        assert referral.need.category.name
        assert referral.service.name
        assert referral.sender.name
        assert referral.receiver.name
        assert str(referral.sent_by)
        assert str(referral.assigned_to)


def test_a_referral_names_nobody_in_logs() -> None:
    referral = ReferralFactory.create()

    assert str(referral) == referral.number
    assert str(referral.person) == referral.person.number
    assert referral.reason_label == ""
