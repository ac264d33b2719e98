from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.utils import timezone

from directory.hsds import importing
from directory.hsds.resolving import MADE, ORPHAN
from directory.models import (
    AreaCode,
    Contact,
    ImportRun,
    Location,
    Organization,
    Phone,
    Record,
    Service,
    ServiceAtLocation,
    Visibility,
)
from directory.signals import listings_changed
from tests.integration.directory.packages import load, tables, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced() -> Any:
    heard: list[UUID] = []

    def hear(service_ids: list[UUID], **_rest: object) -> None:
        heard.extend(service_ids)

    listings_changed.connect(hear)
    yield heard
    listings_changed.disconnect(hear)


def service(source_id: str) -> Service:
    return Service.objects.get(source="test", source_id=source_id)


def long_ago() -> None:
    """Say that all listings changed last year."""
    Service.objects.update(last_modified=timezone.now() - timedelta(days=365))


def changed_since() -> set[str]:
    lately = timezone.now() - timedelta(days=1)
    found = Service.objects.filter(last_modified__gt=lately)
    return set(found.values_list("source_id", flat=True))


def test_a_package_fills_the_directory(tmp_path: Path, announced: list[UUID]) -> None:
    found = load(write(tmp_path / "in", tables()))

    rides = service("s1")
    location = Location.objects.get()
    assert rides.organization.name == "Ride Partners"
    assert rides.service_at_locations.get().location == location
    assert location.timezone_name == "America/Los_Angeles"
    assert location.point_quality == Location.PointQuality.EXACT
    assert [code.code for code in AreaCode.objects.all()] == ["us-ca-019"]
    assert set(announced) == set(Service.objects.values_list("pk", flat=True))
    assert found.tables["service"].new == 2
    run = ImportRun.objects.get()
    assert (run.source, run.shape) == ("test", "HSDS 1")
    assert run.counts["tables"]["service"]["new"] == 2


def test_names_of_contacts_stay_with_staff(tmp_path: Path) -> None:
    load(write(tmp_path / "in", tables()))

    contact = Contact.objects.get()
    assert contact.name == "Ana Example"
    assert contact.visibility == Visibility.PARTNERS


def test_the_same_package_again_changes_nothing(
    tmp_path: Path, announced: list[UUID]
) -> None:
    folder = write(tmp_path / "in", tables())
    load(folder)
    announced.clear()
    before = {model: list(model._base_manager.values()) for model in _record_models()}

    found = load(folder)

    after = {model: list(model._base_manager.values()) for model in _record_models()}
    assert found.is_unchanged
    assert after == before
    assert announced == []


def _record_models() -> list[type[Record]]:
    return [*Record.__subclasses__(), *_verified()]


def _verified() -> list[type[Record]]:
    return [Service, Location, Organization]


def test_a_changed_phone_moves_its_listing_alone(
    tmp_path: Path, announced: list[UUID]
) -> None:
    package = tables()
    load(write(tmp_path / "in", package))
    long_ago()
    announced.clear()
    package["phones"][0]["number"] = "(559) 555-0199"

    found = load(write(tmp_path / "in", package))

    assert Phone.objects.get().number == "(559) 555-0199"
    assert found.tables["phone"].changed == 1
    assert changed_since() == {"s1"}
    assert announced == [service("s1").pk]


@pytest.mark.parametrize(
    ("table", "column", "value", "moved"),
    [
        ("organizations", "name", "Ride Friends", {"s1", "s2"}),
        ("locations", "name", "Garage", {"s1", "s2"}),
        ("physical_addresses", "address_1", "2 Main Street", {"s1", "s2"}),
        ("services", "name", "Rides everywhere", {"s1"}),
        ("services_at_location", "description", "Gate 3", {"s1"}),
        ("contacts", "title", "Dispatcher", {"s1"}),
        ("service_areas", "service_area", "Madera County, CA", {"s1"}),
    ],
)
def test_a_change_moves_every_listing_that_shows_it(
    tmp_path: Path, table: str, column: str, value: str, moved: set[str]
) -> None:
    package = tables()
    load(write(tmp_path / "in", package))
    long_ago()
    package[table][0][column] = value

    load(write(tmp_path / "in", package))

    assert changed_since() == moved


def test_what_left_the_source_is_marked_and_comes_back(
    tmp_path: Path, announced: list[UUID]
) -> None:
    load(write(tmp_path / "in", tables()))
    package = tables()
    package["services"] = package["services"][1:]
    package["services_at_location"] = package["services_at_location"][1:]
    announced.clear()

    gone = load(write(tmp_path / "in", package))

    assert service("s1").removed_at is not None
    assert service("s1") not in Service.objects.listed()
    assert service("s2") in Service.objects.listed()
    assert gone.tables["service"].removed == 1
    assert service("s1").pk in announced

    back = load(write(tmp_path / "in", tables()))

    assert service("s1").removed_at is None
    assert back.tables["service"].returned == 1
    assert Phone.objects.get().removed_at is None


def test_a_part_of_a_directory_removes_nothing(tmp_path: Path) -> None:
    load(write(tmp_path / "in", tables()))
    only_phones = {"phones": [{"id": "p9", "service_id": "s1", "number": "211"}]}

    found = load(write(tmp_path / "part", only_phones))

    assert found.is_partial
    assert Service.objects.present().count() == 2
    assert Phone.objects.filter(removed_at__isnull=True).count() == 2


def test_another_sources_records_are_left_alone(tmp_path: Path) -> None:
    key = "11111111-2222-4333-8444-555555555555"
    package = tables()
    package["services"][0]["id"] = key
    for table in ("phones", "contacts", "service_areas", "services_at_location"):
        package[table][0]["service_id"] = key
    load(write(tmp_path / "in", package))
    package["services"][0]["name"] = "Stolen"

    importing.load(write(tmp_path / "other", package), source="other")

    assert Service.objects.get(pk=key).name == "Rides to the doctor"


def test_a_steward_keeps_what_the_source_does_not_say(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", tables())
    load(folder)
    Service.objects.filter(source_id="s1").update(
        do_not_refer=True, internal_note="Moved out", visibility=Visibility.PARTNERS
    )

    load(folder)

    kept = service("s1")
    assert kept.do_not_refer
    assert kept.internal_note == "Moved out"
    assert kept.visibility == Visibility.PARTNERS


def test_a_dry_run_leaves_everything_as_it_was(
    tmp_path: Path, announced: list[UUID]
) -> None:
    found = load(write(tmp_path / "in", tables()), dry_run=True)

    assert found.tables["service"].new == 2
    assert not Service.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_run_that_breaks_off_leaves_everything_as_it_was(tmp_path: Path) -> None:
    load(write(tmp_path / "in", tables()))
    package = tables()
    package["services"][0]["name"] = "Changed"
    report = tmp_path / "report.csv"

    with (
        mock.patch.object(importing, "changed_services", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        load(write(tmp_path / "in", package), report=report)

    assert service("s1").name == "Rides to the doctor"
    assert ImportRun.objects.count() == 1
    assert list(tmp_path.glob("report*")) == []


def test_services_of_a_missing_organization_are_kept_under_a_stand_in(
    tmp_path: Path,
) -> None:
    package = tables()
    package["services"][1]["organization_id"] = "o9"
    folder = write(tmp_path / "in", package)

    found = load(folder)
    again = load(folder)

    stand_in = service("s2").organization
    assert (stand_in.source_id, stand_in.internal_note) == ("o9", MADE)
    assert stand_in.name == "Rides to the shop"
    assert {reason for _outcome, reason in found.reasons} >= {ORPHAN}
    assert again.is_unchanged

    package["organizations"].append({"id": "o9", "name": "Shop Rides", "url": ""})
    load(write(tmp_path / "in", package))

    stand_in.refresh_from_db()
    assert (stand_in.name, stand_in.internal_note) == ("Shop Rides", "")


def test_what_hung_on_a_repeated_link_hangs_on_the_first(tmp_path: Path) -> None:
    package = tables()
    package["services_at_location"].append(
        {"id": "a9", "service_id": "s1", "location_id": "l1", "description": ""}
    )
    package["phones"].append(
        {"id": "p2", "service_at_location_id": "a9", "number": "211", "type": "voice"}
    )

    load(write(tmp_path / "in", package))

    assert ServiceAtLocation.objects.count() == 2
    phone = Phone.objects.get(source_id="p2")
    assert phone.service_at_location == ServiceAtLocation.objects.get(source_id="a1")
