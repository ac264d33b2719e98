"""The family's code, made and stopped by those who keep the person."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from care import codes
from care.models import FamilyCode, Person
from tests.factories.care import PersonFactory
from tests.factories.referrals import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return PersonFactory.create(given_name="Rosarioxyz", family_name="Vegaxyz")


def url(name: str, person: Person) -> str:
    return reverse(f"care:{name}", args=[person.pk])


def test_the_paper_shows_the_code_once_and_names_nobody(
    client: Client, person: Person
) -> None:
    client.force_login(member_of(person.kept_by, Membership.Role.COORDINATOR))

    paper = client.post(url("make_code", person)).content.decode()

    shown = re.search(r'class="code"[^>]*>([^<]+)<', paper)
    assert shown is not None
    assert "xyz" not in paper
    found = codes.find(shown[1], at=timezone.now())
    assert found is not None
    assert found.person == person
    page = client.get(person.get_absolute_url()).content.decode()
    assert shown[1] not in page
    assert "Make a new code" in page


def test_it_is_stopped_from_the_persons_page(client: Client, person: Person) -> None:
    client.force_login(member_of(person.kept_by))
    client.post(url("make_code", person))

    client.post(url("stop_code", person))

    assert FamilyCode.objects.get().revoked_at is not None
    page = client.get(person.get_absolute_url()).content.decode()
    assert "Make a code" in page


@pytest.mark.parametrize("name", ["make_code", "stop_code"])
def test_others_neither_make_nor_stop_it(
    client: Client, person: Person, name: str
) -> None:
    for user in (
        member_of(person.kept_by, Membership.Role.RECEIVER),
        member_of(PersonFactory.create().kept_by),
    ):
        client.force_login(user)
        assert client.post(url(name, person)).status_code == 404
        assert client.get(url(name, person)).status_code == 405

    client.logout()
    assert client.post(url(name, person)).status_code in {302, 403}
    assert not FamilyCode.objects.exists()
