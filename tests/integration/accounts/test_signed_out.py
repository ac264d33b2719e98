"""A session that ends while somebody writes."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Ana <Example>",
    "note": ["one", "two\nlines"],
    "csrfmiddlewaretoken": "x",
}


def test_what_was_typed_comes_back_when_the_session_has_ended(client: Client) -> None:
    answer = client.post(reverse("care:add") + "?from=inbox", TYPED)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert answer["Cache-Control"] == "no-store"
    assert "nothing that you typed is lost" in page
    assert f'action="{reverse("care:add")}?from=inbox"' in page
    assert 'name="name" value="Ana &lt;Example&gt;"' in page
    assert 'name="note" value="one"' in page
    assert 'value="two\nlines"' in page
    assert 'value="x"' not in page


def test_a_page_that_is_only_looked_at_leads_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("care:add"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("name", "field"),
    [("account_change_password", "oldpassword"), ("admin:login", "password")],
)
def test_no_password_comes_back_in_a_page(
    client: Client, name: str, field: str
) -> None:
    answer = client.post(reverse(name), {field: "secret one"})

    assert answer.status_code == 302
    assert b"secret one" not in answer.content


def test_forms_of_people_who_are_signed_in_go_their_way(client: Client) -> None:
    client.force_login(MembershipFactory.create(role=Membership.Role.COORDINATOR).user)

    answer = client.post(
        reverse("accounts:profile"),
        {"name": "Ana", "language": "", "told": "at-once"},
    )

    assert answer.status_code == 302
    assert answer["Location"] == reverse("accounts:profile")


def test_a_throttled_person_is_told_and_a_new_password_ends_the_wait(
    client: Client,
) -> None:
    user = UserFactory.create()
    sign_in = reverse("account_login")
    for _try in range(5):
        client.post(sign_in, {"login": user.email, "password": "wrong one"})
    throttled = client.post(sign_in, {"login": user.email, "password": PASSWORD})
    assert b"Too many wrong tries. Wait five minutes" in throttled.content

    client.post(reverse("account_reset_password"), {"email": user.email})
    link = next(word for word in mail.outbox[-1].body.split() if "/reset/" in word)
    there = client.get(link.removeprefix("http://testserver"))
    client.post(
        there["Location"],
        {"password1": "a whole new one", "password2": "a whole new one"},
    )
    client.post(sign_in, {"login": user.email, "password": "a whole new one"})

    assert "_auth_user_id" in client.session


def test_a_button_beside_which_nothing_is_typed_leads_to_sign_in(
    client: Client,
) -> None:
    answer = client.post(reverse("care:add"), {"name": ""})

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
