"""Real directories, where there are some beside the checkout."""

from pathlib import Path

import pytest

from directory import hsds
from directory.hsds.mending import points, schedules, text
from directory.hsds.report import Outcome
from directory.hsds.resolving import MADE, ORPHAN, PATCHED_NOBODY
from directory.models import (
    Address,
    Attribute,
    Contact,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    TaxonomyTerm,
    Visibility,
)
from tests.integration.directory.packages import lines

pytestmark = [pytest.mark.django_db, pytest.mark.shared]

MIAMI = "miami_open211/datapackage-1566177582.zip"
SAID_BY_FIXTURE = {
    # What each of the bad rows must be told about; "" where nothing is wrong.
    "contact_with_no_parent": "it hangs on nothing",
    "existing_category": "",
    "holiday_schedule_with_no_parent": "it hangs on nothing",
    "hs_with_2_digit_year": "two-digit year taken as the nearest century's",
    "hs_with_invalid_date": "not a date",
    "hs_with_spelled_out_date": "date written as year-month-day",
    "invalid_address": "town found by the ZIP",
    "invalid_category": "no name",
    "invalid_contact": "a contact without a name",
    "invalid_holiday_schedule": schedules.HALF_HOLIDAY,
    "invalid_location": "a location without a name",
    "invalid_location_org": "what it hangs on is missing",
    "invalid_mail_address": "second line taken as the street",
    "invalid_mail_address_location": "what it hangs on is missing",
    "invalid_org": "no name, another of its texts used",
    "invalid_parent_category": "what it points at is missing, pointer removed",
    "invalid_phone": "kind of phone missing, voice assumed",
    "invalid_program": "no name",
    "invalid_program_headers": "more cells than the header names, left out",
    "invalid_regular_schedule": "no closing time",
    "invalid_service": "no name, another of its texts used",
    "invalid_service_location": "no organization is named, and none can be found",
    "locations": "",
    "missing_address": "what it hangs on is missing",
    "org_with_2_digit_year": "two-digit year taken as the nearest century's",
    "org_with_invalid_date": "day and month were the other way round",
    "org_with_spelled_out_date": "date written as year-month-day",
    "phone_with_no_parent": "it hangs on nothing",
    "program_with_no_parent": "it hangs on nothing",
    "programs": "",
    "regular_schedule_with_no_parent": "it hangs on nothing",
    "services": "",
    "taxonomy": "",
}


def test_miami_whole_with_a_report_that_names_what_is_wrong(
    shared_data: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.csv"

    found = hsds.load(shared_data / MIAMI, source="miami", report=report)

    told = lines(report)
    orphans = {line["id"] for line in told if line["reason"] == ORPHAN}
    assert len(orphans) == 447
    assert Service.objects.listed().count() == 4_089
    made = Organization.objects.filter(internal_note=MADE)
    assert made.count() == 82
    assert Service.objects.filter(organization__in=made).count() == 447
    assert found.count(Outcome.VALUE_REFUSED, points.FAR) >= 50
    assert found.count(Outcome.MENDED, text.MOJIBAKE) >= 800
    assert found.count(Outcome.NOTICED, text.MOJIBAKE_LEFT) == 1
    assert found.count(Outcome.ROW_REFUSED, PATCHED_NOBODY) == 2_244
    assert Phone.objects.exclude(extension=None).count() >= 260
    assert TaxonomyTerm.objects.count() == 1_991
    assert Attribute.objects.count() == 17_104
    assert not Service.objects.filter(description__contains="\\n").exists()
    assert not Service.objects.filter(description__contains="GÇ").exists()
    assert not Service.objects.filter(description__contains="###MON").exists()
    assert not Location.objects.filter(latitude=0).exists()
    assert not Address.objects.exclude(country__regex="^[A-Z]{2}$").exists()
    assert not Contact.objects.exclude(visibility=Visibility.PARTNERS).exists()
    assert Schedule.objects.filter(opens_at__hour=13, opens_at__minute=50).exists()

    again = hsds.load(shared_data / MIAMI, source="miami")

    assert again.is_unchanged
    assert again.listings_changed == 0


@pytest.mark.parametrize(
    ("folder", "services", "organizations"),
    [
        ("dirty_duplicated_2021-10", 501, 57),
        ("hsds_2022-07", 1_134, 227),
        ("hsds_2023-06", 1_142, 247),
    ],
)
def test_every_shape_of_dc(
    shared_data: Path, folder: str, services: int, organizations: int
) -> None:
    path = shared_data / "dc_orservices" / folder

    found = hsds.load(path, source="dc")

    own = Organization.objects.exclude(internal_note=MADE)
    assert Service.objects.count() == services
    assert own.count() == organizations
    assert Schedule.objects.filter(byday="MO,TU,WE,TH,FR", freq="WEEKLY").exists()
    assert found.count(Outcome.MENDED, schedules.MOVED) > 1_000
    assert hsds.load(path, source="dc").is_unchanged


def test_services_that_say_inactive_stay_inactive(shared_data: Path) -> None:
    hsds.load(shared_data / "dc_orservices" / "hsds_2022-07", source="dc")

    assert set(Service.objects.values_list("status", flat=True)) == {"inactive"}


def test_ohana_and_each_of_its_bad_rows(shared_data: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    hsds.load(shared_data / "ohana_sample" / "sample-csv", source="ohana")
    assert Service.objects.count() == 23
    files = sorted((shared_data / "ohana_sample").glob("invalid_and_valid_*/*.csv"))
    assert len(files) == 51

    for file in files:
        found = hsds.load(file, source="ohana", dry_run=True, report=report)

        reasons = {line["reason"] for line in lines(report)}
        wanted = SAID_BY_FIXTURE.get(file.stem, "")
        assert not wanted or wanted in reasons, file.stem
        refused = found.count(Outcome.ROW_REFUSED)
        assert not refused or not file.stem.startswith("valid_"), file.stem
        assert found.is_partial

    assert Service.objects.count() == 23


@pytest.mark.parametrize(
    ("path", "services"),
    [
        ("simple", 13),
        ("all_resources", 13),
        ("hsds3/examples/csv", 1),
        ("hsds3/examples/tabular.json", 1),
        ("hsds3/examples/organization_full.json", 1),
        ("hsds3/examples/service_full.json", 1),
        ("hsds3/examples/service_at_location_full.json", 1),
        ("hsds3/examples/service_list.json", 1),
        ("hsds3/examples/service_at_location_list.json", 1),
        ("hsds3/examples/organization_list.json", 0),
        ("hsds3/examples/taxonomy_term_list.json", 0),
        ("hsds3/examples", 1),
        ("mock_api", 1),
    ],
)
def test_the_samples_of_the_standard(
    shared_data: Path, path: str, services: int
) -> None:
    package = shared_data / "hsds_spec_samples" / path

    hsds.load(package, source="spec")

    assert Service.objects.count() == services
    assert hsds.load(package, source="spec").is_unchanged
