import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts import actions, demo
from accounts.errors import (
    AlreadyMemberError,
    InvitationClosedError,
    LastAdminError,
    NotAllowedError,
    WrongAddressError,
)
from accounts.models import Invitation, Membership, User
from tests.factories.accounts import MembershipFactory, UserFactory, admin_of, network
from tests.factories.directory import OrganizationFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role
LINK = re.compile(r"/accounts/join/([\w-]+)/")


@pytest.fixture
def invited() -> Invitation:
    office = OrganizationFactory.create()
    return actions.invite(
        office, by=admin_of(office), email="New@Example.org", role=Role.RECEIVER
    )


def test_an_invitation_keeps_the_hash_of_its_secret_and_mails_the_secret(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    office = OrganizationFactory.create(name="Two Rivers")
    admin = admin_of(office)

    with django_capture_on_commit_callbacks(execute=True):
        invitation = actions.invite(
            office, by=admin, email="New@Example.org", role=Role.RECEIVER
        )

    (letter,) = mail.outbox
    (token,) = LINK.findall(str(letter.body))
    assert letter.to == ["new@example.org"]
    assert invitation.token_hash == actions.token_hash(token) != token
    assert "Two Rivers" in letter.body
    assert admin.name not in letter.body
    assert admin.email not in letter.body


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.RECEIVER, Role.SUPERVISOR])
def test_only_an_admin_of_that_organization_invites(role: Role) -> None:
    member = MembershipFactory.create(role=role)

    with pytest.raises(NotAllowedError):
        actions.invite(
            member.organization, by=member.user, email="x@example.org", role=role
        )


def test_an_admin_elsewhere_does_not_invite() -> None:
    elsewhere = admin_of(OrganizationFactory.create())

    with pytest.raises(NotAllowedError):
        actions.invite(
            OrganizationFactory.create(),
            by=elsewhere,
            email="x@example.org",
            role=Role.RECEIVER,
        )


def test_a_steward_does_not_invite_and_a_network_admin_does() -> None:
    office = OrganizationFactory.create()
    steward = network(User.NetworkRole.STEWARD)
    admin = network(User.NetworkRole.ADMIN)
    email = "x@example.org"

    with pytest.raises(NotAllowedError):
        actions.invite(office, by=steward, email=email, role=Role.ADMIN)

    assert actions.invite(office, by=admin, email=email, role=Role.ADMIN).is_open()


def test_somebody_who_works_there_is_not_invited_again() -> None:
    member = MembershipFactory.create()

    with pytest.raises(AlreadyMemberError):
        actions.invite(
            member.organization,
            by=admin_of(member.organization),
            email=member.user.email.upper(),
            role=Role.RECEIVER,
        )


def test_a_second_invitation_takes_the_first_back(invited: Invitation) -> None:
    actions.invite(
        invited.organization,
        by=admin_of(invited.organization),
        email=invited.email,
        role=Role.SUPERVISOR,
    )

    invited.refresh_from_db()
    assert invited.revoked_at is not None
    assert invited.organization.invitations.open().count() == 1


def test_the_invited_address_joins_with_the_role(invited: Invitation) -> None:
    user = UserFactory.create(email="new@example.org")

    membership = actions.accept_invitation(invited, by=user)

    assert (membership.role, membership.organization) == (
        Role.RECEIVER,
        invited.organization,
    )
    with pytest.raises(InvitationClosedError):
        actions.accept_invitation(invited, by=user)


def test_another_address_does_not_join(invited: Invitation) -> None:
    with pytest.raises(WrongAddressError):
        actions.accept_invitation(invited, by=UserFactory.create())

    assert invited.organization.memberships.count() == 1


def test_an_old_invitation_opens_nothing(invited: Invitation) -> None:
    user = UserFactory.create(email="new@example.org")
    late = timezone.now() + actions.INVITATION_LIFE + timedelta(minutes=1)

    with pytest.raises(InvitationClosedError):
        actions.accept_invitation(invited, by=user, at=late)


def test_an_invitation_taken_back_opens_nothing(invited: Invitation) -> None:
    admin = admin_of(invited.organization)
    actions.revoke_invitation(invited, by=admin)

    with pytest.raises(InvitationClosedError):
        actions.accept_invitation(
            invited, by=UserFactory.create(email="new@example.org")
        )
    with pytest.raises(InvitationClosedError):
        actions.revoke_invitation(invited, by=admin)


def test_only_an_admin_takes_an_invitation_back(invited: Invitation) -> None:
    with pytest.raises(NotAllowedError):
        actions.revoke_invitation(invited, by=UserFactory.create())


def test_an_admin_changes_a_role() -> None:
    member = MembershipFactory.create()

    actions.change_role(member, by=admin_of(member.organization), role=Role.SUPERVISOR)

    member.refresh_from_db()
    assert member.role == Role.SUPERVISOR


def test_a_member_does_not_change_roles() -> None:
    member = MembershipFactory.create()

    with pytest.raises(NotAllowedError):
        actions.change_role(member, by=member.user, role=Role.ADMIN)


def test_the_last_admin_stays() -> None:
    office = OrganizationFactory.create()
    last = MembershipFactory.create(organization=office, role=Role.ADMIN)
    MembershipFactory.create(
        organization=office, role=Role.ADMIN, user__is_active=False
    )

    with pytest.raises(LastAdminError):
        actions.remove_member(last, by=last.user)
    with pytest.raises(LastAdminError):
        actions.change_role(last, by=last.user, role=Role.RECEIVER)


def test_an_admin_leaves_when_another_stays() -> None:
    office = OrganizationFactory.create()
    leaving = MembershipFactory.create(organization=office, role=Role.ADMIN)
    admin_of(office)

    actions.remove_member(leaving, by=leaving.user)

    assert not office.memberships.filter(user=leaving.user).exists()


def test_everybody_may_leave_and_nobody_removes_others() -> None:
    member = MembershipFactory.create()
    other = MembershipFactory.create(organization=member.organization)

    with pytest.raises(NotAllowedError):
        actions.remove_member(other, by=member.user)
    actions.remove_member(member, by=member.user)

    assert list(member.organization.memberships.all()) == [other]


def test_signing_out_everywhere_spoils_the_seal_of_every_session() -> None:
    user = UserFactory.create()
    before = user.get_session_auth_hash()

    actions.sign_out_everywhere(user)

    assert user.get_session_auth_hash() != before


def test_the_demos_users_are_made_once() -> None:
    slugs = {one["organization"] for one in demo.people() if "organization" in one}
    offices = {slug: OrganizationFactory.create(name=slug) for slug in slugs}

    first = actions.make_demo_users(organizations=offices)
    again = actions.make_demo_users(organizations=offices)

    assert [user.pk for user in first] == [user.pk for user in again]
    assert User.objects.count() == len(first)
    assert all(part.email in {user.email for user in first} for part in demo.PARTS)
    assert first[0].check_password(demo.PASSWORD)


def test_the_demos_password_is_hashed_once() -> None:
    slugs = {one["organization"] for one in demo.people() if "organization" in one}
    offices = {slug: OrganizationFactory.create(name=slug) for slug in slugs}

    made = actions.make_demo_users(organizations=offices)

    assert len({user.password for user in made}) == 1
    assert made[-1].check_password(demo.PASSWORD)


def test_language_is_remembered_only_when_it_changes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = UserFactory.create()

    actions.choose_language(user, language="es")
    with django_assert_num_queries(0):
        actions.choose_language(user, language="es")

    user.refresh_from_db()
    assert user.language == "es"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Marisol Trujillo", "Marisol T."),
        ("Ana María de la Cruz", "Ana C."),
        ("Cher", "Cher"),
        ("", "x@example.org"),
    ],
)
def test_a_name_gets_short_where_the_page_has_no_room(name: str, short: str) -> None:
    assert User(name=name, email="x@example.org").short_name == short
