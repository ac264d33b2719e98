import re
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import Settings

from accounts import demo
from accounts.models import Membership, User
from tests.factories.accounts import (
    PASSWORD,
    MembershipFactory,
    UserFactory,
    network,
    with_second_factor,
)

pytestmark = pytest.mark.django_db
FILED = {
    "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
}


def sign_in(client: Client, email: str, password: str) -> bool:
    client.post(
        reverse("account_login"), {"login": email, "password": password}, follow=True
    )
    return "_auth_user_id" in client.session


def test_people_sign_in_by_e_mail_in_any_letters(client: Client) -> None:
    user = UserFactory.create()

    assert sign_in(client, user.email.upper(), PASSWORD)


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client) -> None:
    user = UserFactory.create()
    answers = [
        client.post(reverse("account_login"), {"login": email, "password": "wrong one"})
        .content.decode()
        .count("do not fit together")
        for email in (user.email, "nobody@example.org")
    ]

    assert answers == [1, 1]


def test_after_five_wrong_passwords_the_right_one_waits(client: Client) -> None:
    user = UserFactory.create()
    for _try in range(5):
        assert not sign_in(client, user.email, "wrong one")

    assert not sign_in(client, user.email, PASSWORD)


def test_a_new_account_waits_for_its_e_mail_to_be_confirmed(client: Client) -> None:
    client.post(
        reverse("account_signup"),
        {"name": "Ana", "email": "ana@example.org", "password1": PASSWORD},
    )

    assert not sign_in(client, "ana@example.org", PASSWORD)
    link = next(
        word for word in mail.outbox[0].body.split() if "/confirm-email/" in word
    )
    client.post(link.removeprefix("http://testserver"))
    assert sign_in(client, "ana@example.org", PASSWORD)
    assert User.objects.get(email="ana@example.org").name == "Ana"


def test_a_taken_address_is_told_to_nobody_but_its_owner(client: Client) -> None:
    owner = MembershipFactory.create(user__name="Ana Ruiz").user
    answers = [
        client.post(
            reverse("account_signup"),
            {"name": "Somebody", "email": email, "password1": PASSWORD},
            follow=True,
        )
        for email in (owner.email, "nobody@example.org")
    ]

    taken, free = (answer.content.decode() for answer in answers)
    assert "Look at your e-mail" in taken
    assert without_tokens(taken) == without_tokens(free)
    letter = mail.outbox[0]
    assert letter.to == [owner.email]
    assert letter.subject == "You have an account already"
    assert reverse("account_reset_password") in letter.body
    assert "Ana" not in letter.body
    assert owner.memberships.get().organization.name not in letter.body


def without_tokens(page: str) -> str:
    """Return the page without what differs each time it is asked for."""
    return re.sub(r'value="\w{64}"|"x-csrftoken": "\w{64}"', "", page)


def test_the_owner_reads_of_it_in_their_own_language(client: Client) -> None:
    owner = UserFactory.create(language="es")

    client.post(
        reverse("account_signup"),
        {"name": "Somebody", "email": owner.email, "password1": PASSWORD},
    )

    assert mail.outbox[0].subject == "Usted ya tiene una cuenta"
    assert "elija aquí una nueva:" in mail.outbox[0].body


def test_signing_out_needs_a_post(client: Client) -> None:
    client.force_login(UserFactory.create())

    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_signing_out_everywhere_ends_the_other_session() -> None:
    user = UserFactory.create()
    here, there = Client(), Client()
    here.force_login(user)
    there.force_login(user)

    here.post(reverse("accounts:sign_out_everywhere"))

    answer = there.get(reverse("accounts:profile"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.headers["Location"]


@pytest.mark.parametrize("role", Membership.Role.values)
@override_settings(MFA_REQUIRED=True)
def test_every_role_that_sees_people_sets_up_a_second_factor_first(
    client: Client, role: str
) -> None:
    user = MembershipFactory.create(role=role).user
    client.force_login(user)

    answer = client.get(reverse("accounts:members"))
    assert answer.headers.get("Location") == reverse("mfa_index")
    assert client.get(reverse("search:home")).status_code == 200
    assert client.get(reverse("accounts:profile")).status_code == 200

    with_second_factor(user)
    answer = client.get(reverse("accounts:members"))
    assert answer.headers.get("Location") != reverse("mfa_index")


@override_settings(MFA_REQUIRED=True)
def test_network_admins_need_a_second_factor_and_stewards_do_not(
    client: Client,
) -> None:
    client.force_login(network(User.NetworkRole.ADMIN))
    assert client.get("/admin/").headers["Location"] == reverse("mfa_index")

    client.force_login(network(User.NetworkRole.STEWARD))
    assert client.get("/admin/").status_code == 200


def test_the_second_factor_is_asked_unless_settings_say_otherwise() -> None:
    text = Path("config/settings.py").read_text()

    assert 'env.bool("MFA_REQUIRED", default=True) and not DEMO' in text


def test_without_the_demo_there_is_no_one_press_sign_in(client: Client) -> None:
    UserFactory.create(email=demo.PARTS[0].email)

    answer = client.post(
        reverse("accounts:demo_sign_in"), {"email": demo.PARTS[0].email}
    )

    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session
    assert demo.PASSWORD not in client.get(reverse("account_login")).content.decode()


@override_settings(DEMO=True)
def test_in_the_demo_one_press_signs_in_its_own_people_only(client: Client) -> None:
    stranger = UserFactory.create()
    part = demo.PARTS[1]
    UserFactory.create(email=part.email, name="Marisol")

    page = client.get(reverse("account_login")).content.decode()
    assert "Marisol" in page
    assert demo.PASSWORD in page
    answer = client.post(reverse("accounts:demo_sign_in"), {"email": stranger.email})
    assert answer.status_code == 404
    client.post(reverse("accounts:demo_sign_in"), {"email": part.email})
    assert "_auth_user_id" in client.session


@pytest.fixture
def mail_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.MAILERS = {"default": FILED | {"OPTIONS": {"file_path": str(tmp_path)}}}
    (tmp_path / "20261124-101010-1.log").write_text(
        "Subject: Hello\nTo: a@example.org\n\nhttp://testserver/x\n" + "-" * 79 + "\n"
    )
    return tmp_path


@pytest.mark.usefixtures("mail_folder")
def test_the_mailbox_is_hidden_without_debug_and_demo(client: Client) -> None:
    assert client.get(reverse("accounts:mailbox")).status_code == 404
    letter = reverse("accounts:message", args=["20261124-101010-1", 0])
    assert client.get(letter).status_code == 404


@pytest.mark.usefixtures("mail_folder")
@override_settings(DEMO=True)
def test_the_demo_reads_its_mail_and_no_other_file(
    client: Client, mail_folder: Path
) -> None:
    (mail_folder.parent / "secret.log").write_text("Subject: Secret\n\n")

    assert b"Hello" in client.get(reverse("accounts:mailbox")).content
    letter = reverse("accounts:message", args=["20261124-101010-1", 0])
    assert b"http://testserver/x" in client.get(letter).content
    for path in ("../secret/0/", "..%2Fsecret/0/", "20261124-101010-1/7/"):
        address = reverse("accounts:mailbox") + path
        assert client.get(address).status_code == 404


def test_the_chosen_language_follows_the_person() -> None:
    user = UserFactory.create()
    first = Client()
    first.force_login(user)

    first.post(reverse("set_language"), {"language": "es"})

    elsewhere = Client()
    elsewhere.force_login(User.objects.get(pk=user.pk))
    assert b'lang="es"' in elsewhere.get(reverse("accounts:profile")).content


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_email_verification_sent",
        "account_inactive",
    ],
)
def test_pages_for_anybody_open(client: Client, name: str) -> None:
    assert b'id="main"' in client.get(reverse(name)).content


@pytest.mark.parametrize(
    "name",
    [
        "accounts:profile",
        "account_change_password",
        "account_email",
        "account_logout",
        "mfa_index",
        "mfa_list_webauthn",
    ],
)
def test_pages_of_ones_own_account_open(client: Client, name: str) -> None:
    client.force_login(UserFactory.create())

    assert b'id="main"' in client.get(reverse(name)).content


def test_the_admin_has_no_sign_in_of_its_own(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert client.post("/admin/login/", {"username": "a@b.example"}).status_code == 302
