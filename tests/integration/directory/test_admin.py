from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, User
from directory.models import (
    AreaCode,
    Location,
    Organization,
    Service,
    ServiceArea,
    Visibility,
)
from directory.signals import listings_changed
from directory.stewardship import listings
from tests.factories.accounts import MembershipFactory, network
from tests.factories.directory import (
    AddressFactory,
    LocationFactory,
    OrganizationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)

pytestmark = pytest.mark.django_db
TABLES = [
    model for model in admin.site._registry if model._meta.app_label == "directory"
]
EVERYBODY = [*Membership.Role.values]


@pytest.fixture
def steward(client: Client) -> Client:
    client.force_login(network(User.NetworkRole.STEWARD))
    return client


@pytest.fixture
def told() -> Iterator[list[Any]]:
    heard: list[Any] = []

    def hear(service_ids: list[Any], **_more: object) -> None:
        heard.extend(service_ids)

    listings_changed.connect(hear)
    yield heard
    listings_changed.disconnect(hear)


def address(model: type[Any], page: str, *args: object) -> str:
    return reverse(f"admin:directory_{model._meta.model_name}_{page}", args=args)


def posted(client: Client, url: str, **changes: object) -> dict[str, Any]:
    """What the browser would send for the form as it stands, with changes."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent: dict[str, Any] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
    return sent | changes


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_steward_opens_every_list(steward: Client, model: type[Any]) -> None:
    assert steward.get(address(model, "changelist")).status_code == 200


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_office_opens_the_admin(client: Client, role: str) -> None:
    client.force_login(MembershipFactory.create(role=role).user)

    assert client.get(address(Service, "changelist")).status_code == 302


def test_a_steward_opens_nothing_about_people(steward: Client) -> None:
    front = steward.get(reverse("admin:index")).content.decode()

    assert "/admin/directory/service/" in front
    for package in ("accounts", "care", "referrals", "account", "mfa", "auth"):
        assert f"/admin/{package}/" not in front
    assert steward.get("/admin/accounts/user/").status_code == 403


def test_a_network_admin_opens_users_and_memberships(client: Client) -> None:
    client.force_login(network(User.NetworkRole.ADMIN))

    for table in ("user", "membership", "invitation"):
        assert client.get(f"/admin/accounts/{table}/").status_code == 200
    assert client.get("/admin/accounts/user/add/").status_code == 403


def test_saving_a_service_keeps_its_kinds_and_tells_the_index(
    steward: Client, told: list[Any]
) -> None:
    service, term = ServiceFactory.create(), TaxonomyTermFactory.create()
    url = address(Service, "change", service.pk)

    answer = steward.post(
        url, posted(steward, url, name="Rides", categories=[str(term.pk)])
    )

    assert answer.status_code == 302
    service.refresh_from_db()
    assert service.name == "Rides"
    assert list(listings.categories_of(service)) == [term]
    assert service.pk in told


def test_saving_an_organization_or_location_tells_of_its_services(
    steward: Client, told: list[Any]
) -> None:
    at = ServiceAtLocationFactory.create()
    for record in (at.service.organization, at.location):
        told.clear()
        url = address(type(record), "change", record.pk)

        assert steward.post(url, posted(steward, url)).status_code == 302
        assert at.service_id in told


def test_a_location_without_a_point_gets_its_zips(steward: Client) -> None:
    location = LocationFactory.create(latitude=None, longitude=None)
    AddressFactory.create(location=location, postal_code="93721")
    url = address(Location, "change", location.pk)

    steward.post(url, posted(steward, url))

    location.refresh_from_db()
    assert location.latitude == pytest.approx(36.73, abs=0.1)
    assert location.point_quality == Location.PointQuality.APPROXIMATE
    assert location.timezone_name == "America/Los_Angeles"


def test_an_areas_words_become_codes(steward: Client) -> None:
    area = ServiceArea.objects.create(service=ServiceFactory.create(), name="93721")
    url = address(ServiceArea, "change", area.pk)

    steward.post(url, posted(steward, url, name="Fresno County, CA"))

    codes = AreaCode.objects.filter(service_area=area)
    assert set(codes.values_list("code", flat=True)) == {"us-ca-019"}


@pytest.mark.parametrize(
    ("action", "field", "value"),
    [
        ("hide", "visibility", Visibility.PARTNERS),
        ("show", "visibility", Visibility.PUBLIC),
        ("approve", "is_approved", True),
        ("confirm_by_phone", "verified_how", "phone"),
        ("confirm_by_agency", "verified_how", "agency"),
    ],
)
def test_actions_change_and_tell(
    steward: Client, told: list[Any], action: str, field: str, value: object
) -> None:
    service = ServiceFactory.create(is_approved=False)

    steward.post(
        address(Service, "changelist"),
        {"action": action, "_selected_action": [str(service.pk)]},
    )

    service.refresh_from_db()
    assert getattr(service, field) == value
    assert service.pk in told


def test_listings_are_hidden_rather_than_deleted(steward: Client) -> None:
    service = ServiceFactory.create()

    answer = steward.post(address(Service, "delete", service.pk), {"post": "yes"})

    assert answer.status_code == 403
    assert Service.objects.filter(pk=service.pk).exists()


def test_a_long_list_asks_no_more_than_a_short_one(
    steward: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ServiceFactory.create_batch(40)

    with django_assert_max_num_queries(12):
        steward.get(address(Service, "changelist"), {"q": "Service"})


def test_organizations_are_found_by_autocomplete(steward: Client) -> None:
    OrganizationFactory.create(name="Two Rivers")

    answer = steward.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "directory",
            "model_name": "service",
            "field_name": "organization",
            "term": "rivers",
        },
    )

    assert [row["text"] for row in answer.json()["results"]] == ["Two Rivers"]
    assert Organization.objects.count() == 1
