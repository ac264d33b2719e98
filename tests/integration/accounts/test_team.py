import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Invitation, Membership, User
from directory.models import Organization
from tests.factories.accounts import (
    PASSWORD,
    MembershipFactory,
    UserFactory,
    admin_of,
    network,
)
from tests.factories.directory import OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Organization:
    return OrganizationFactory.create(name="Two Rivers")


def invitation(office: Organization, token: str, email: str) -> Invitation:
    return Invitation.objects.create(
        organization=office,
        email=email,
        role=Membership.Role.RECEIVER,
        token_hash=actions.token_hash(token),
        expires_at=timezone.now() + actions.INVITATION_LIFE,
    )


def test_an_admin_sees_the_team_invites_and_removes(
    client: Client, office: Organization
) -> None:
    client.force_login(admin_of(office))
    member = MembershipFactory.create(organization=office)
    team = reverse("accounts:member_list", args=[office.pk])

    assert client.get(reverse("accounts:members")).headers["Location"] == team
    assert member.user.email in client.get(team).content.decode()
    client.post(
        reverse("accounts:invite", args=[office.pk]),
        {"email": "new@example.org", "role": "receiver"},
    )
    assert "new@example.org" in client.get(team).content.decode()
    client.post(reverse("accounts:change_role", args=[member.pk]), {"role": "receiver"})
    member.refresh_from_db()
    assert member.role == Membership.Role.RECEIVER
    client.post(reverse("accounts:remove", args=[member.pk]))
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_a_bad_invitation_says_what_is_wrong(
    client: Client, office: Organization
) -> None:
    client.force_login(admin_of(office))

    answer = client.post(
        reverse("accounts:invite", args=[office.pk]), {"email": "x", "role": "king"}
    )

    assert answer.status_code == 400
    assert b"data-invalid" in answer.content


def test_the_last_admin_is_told_to_stay(client: Client, office: Organization) -> None:
    admin = admin_of(office)
    client.force_login(admin)

    answer = client.post(
        reverse("accounts:remove", args=[admin.memberships.get().pk]), follow=True
    )

    assert b"The last admin stays" in answer.content


@pytest.mark.parametrize("role", ["coordinator", "receiver", "supervisor"])
def test_other_members_find_no_team_page(
    client: Client, office: Organization, role: str
) -> None:
    member = MembershipFactory.create(organization=office, role=role)
    client.force_login(member.user)

    for name in ("accounts:member_list", "accounts:invite"):
        answer = client.post if name.endswith("invite") else client.get
        assert answer(reverse(name, args=[office.pk])).status_code == 404
    other = MembershipFactory.create(organization=office)
    gone = client.post(reverse("accounts:remove", args=[other.pk]))
    assert gone.status_code == 404


def test_a_network_admin_finds_any_team(client: Client, office: Organization) -> None:
    client.force_login(network(User.NetworkRole.ADMIN))

    found = client.get(reverse("accounts:members"), {"q": "rivers"})

    assert b"Two Rivers" in found.content
    team = reverse("accounts:member_list", args=[office.pk])
    assert client.get(team).status_code == 200


def test_an_invitation_leads_through_signing_up_into_the_office(
    client: Client, office: Organization
) -> None:
    invitation(office, "secret", "new@example.org")
    link = reverse("accounts:invitation", args=["secret"])

    assert b"Two Rivers invites you" in client.get(link).content
    # The letter proved the address: no second letter is needed.
    client.post(
        reverse("account_signup"),
        {"name": "New", "email": "new@example.org", "password1": PASSWORD},
    )
    assert b"Join Two Rivers" in client.get(link).content
    client.post(link)

    user = User.objects.get(email="new@example.org")
    assert user.memberships.get().role == Membership.Role.RECEIVER


def test_another_address_is_told_to_sign_out(
    client: Client, office: Organization
) -> None:
    invitation(office, "secret", "new@example.org")
    client.force_login(UserFactory.create())
    link = reverse("accounts:invitation", args=["secret"])

    assert b"sent to another address" in client.post(link).content
    assert not office.memberships.exists()


def test_an_unknown_invitation_is_a_calm_page(client: Client) -> None:
    answer = client.get(reverse("accounts:invitation", args=["made-up"]))

    assert answer.status_code == 404
    assert b"no longer open" in answer.content


def test_whoever_joined_in_another_tab_is_told_so(
    client: Client, office: Organization
) -> None:
    invitation(office, "secret", "new@example.org")
    client.force_login(UserFactory.create(email="new@example.org"))
    link = reverse("accounts:invitation", args=["secret"])
    client.post(link)

    for again in (client.post(link, follow=True), client.get(link, follow=True)):
        assert again.status_code == 200
        assert b"You work for Two Rivers here already." in again.content
    assert office.memberships.count() == 1


def test_a_used_invitation_opens_nothing_for_others_or_who_has_left(
    client: Client, office: Organization
) -> None:
    invitation(office, "secret", "new@example.org")
    joined = UserFactory.create(email="new@example.org")
    client.force_login(joined)
    link = reverse("accounts:invitation", args=["secret"])
    client.post(link)
    office.memberships.get().delete()

    assert client.get(link).status_code == 404
    client.force_login(UserFactory.create())
    assert b"no longer open" in client.post(link).content
    assert not office.memberships.exists()


def test_an_old_invitation_is_a_calm_page(client: Client, office: Organization) -> None:
    old = invitation(office, "secret", "new@example.org")
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    client.force_login(UserFactory.create(email="new@example.org"))

    answer = client.post(reverse("accounts:invitation", args=["secret"]))

    assert answer.status_code == 404
    assert b"no longer open" in answer.content
    assert not office.memberships.exists()
