import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from directory.hsds.mending import points, text, words
from directory.hsds.mending import tables as table_mends
from directory.hsds.resolving import DERIVED, MISSING, PARENTLESS
from directory.hsds.staging import OTHER_VALUE, TWO_ROWS
from directory.models import (
    Attribute,
    Contact,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    Taxonomy,
    TaxonomyTerm,
    Visibility,
)
from tests.integration.directory.packages import lines, load, tables, write

pytestmark = pytest.mark.django_db


def test_every_mended_and_refused_value_is_named_in_the_report(tmp_path: Path) -> None:
    package = tables()
    package["services"][0]["description"] = r"Call first.\n\nBring papers."
    package["services"][0]["status"] = "Verified"
    package["phones"].append({"id": "p2", "number": "559-555-0102", "type": "voice"})
    package["phones"].append({"id": "p3", "service_id": "s9", "number": "211"})
    report = tmp_path / "report.csv"

    load(write(tmp_path / "in", package), report=report)

    told = {(line["file"], line["line"], line["reason"]) for line in lines(report)}
    assert ("services.csv", "2", text.NEWLINES) in told
    assert ("services.csv", "2", words.STATUS) in told
    assert ("phones.csv", "3", "it hangs on nothing") in told
    assert ("phones.csv", "4", MISSING) in told
    assert ("phones.csv", "4", PARENTLESS) in told
    assert Service.objects.get(source_id="s1").description == (
        "Call first.\n\nBring papers."
    )


def test_a_json_report_says_the_same(tmp_path: Path) -> None:
    package = tables()
    package["services"][0]["status"] = ""
    folder = write(tmp_path / "in", package)

    load(folder, report=tmp_path / "report.json", dry_run=True)
    load(folder, report=tmp_path / "report.csv", dry_run=True)

    as_json = lines(tmp_path / "report.json")
    assert [
        {key: str(value) for key, value in line.items()} for line in as_json
    ] == lines(tmp_path / "report.csv")
    assert any(line["reason"] == words.STATUS_MISSING for line in as_json)


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        ("0", "0", points.ZERO),
        ("29.95", "-90.07", points.FAR),
        ("48.85", "2.35", points.ABROAD),
        ("", "", ""),
    ],
)
def test_a_wrong_point_gives_way_to_its_zips(
    tmp_path: Path, latitude: str, longitude: str, reason: str
) -> None:
    package = tables()
    package["locations"][0] |= {"latitude": latitude, "longitude": longitude}
    folder = write(tmp_path / "in", package)

    found = load(folder)

    location = Location.objects.get()
    assert location.point_quality == Location.PointQuality.APPROXIMATE
    assert location.latitude == pytest.approx(36.73, abs=0.1)
    assert location.timezone_name == "America/Los_Angeles"
    told = {why for _outcome, why in found.reasons}
    assert points.APPROXIMATE in told
    assert not reason or reason in told
    assert load(folder).is_unchanged


def test_one_point_for_places_in_many_zips_is_refused(tmp_path: Path) -> None:
    package = tables()
    for number, code in enumerate(("93650", "93701", "93702", "93703", "93704")):
        package["locations"].append(
            {
                "id": f"m{number}",
                "organization_id": "o1",
                "name": f"Place {number}",
                "latitude": "36.75",
                "longitude": "-119.78",
            }
        )
        package["physical_addresses"].append(
            {**package["physical_addresses"][0], "id": f"m{number}"}
            | {"location_id": f"m{number}", "postal_code": code}
        )

    load(write(tmp_path / "in", package))

    approximate = Location.objects.filter(
        point_quality=Location.PointQuality.APPROXIMATE
    )
    assert approximate.count() == 5


def test_a_location_without_organization_takes_its_services(tmp_path: Path) -> None:
    package = tables()
    package["locations"][0]["organization_id"] = "l1"

    found = load(write(tmp_path / "in", package))

    location = Location.objects.get()
    assert location.organization is not None
    assert location.organization.source_id == "o1"
    assert DERIVED in {why for _outcome, why in found.reasons}


def test_a_repeated_id_keeps_the_first_value_and_fills_gaps(tmp_path: Path) -> None:
    package = tables()
    package["services"][0]["email"] = ""
    package["services"].append(
        {**package["services"][0], "status": "inactive", "email": "a@example.org"}
    )

    found = load(write(tmp_path / "in", package))

    kept = Service.objects.get(source_id="s1")
    assert (kept.status, kept.email) == ("active", "a@example.org")
    assert OTHER_VALUE in {why for _outcome, why in found.reasons}


def test_two_phones_of_one_id_are_both_kept(tmp_path: Path) -> None:
    package = tables()
    package["phones"].append({**package["phones"][0], "number": "(559) 555-0102"})
    folder = write(tmp_path / "in", package)

    found = load(folder)

    assert Phone.objects.count() == 2
    assert TWO_ROWS in {why for _outcome, why in found.reasons}
    assert load(folder).is_unchanged


def test_one_row_for_several_services_becomes_one_for_each(tmp_path: Path) -> None:
    package = tables()
    package["phones"][0]["service_id"] = "s1,s2"

    load(write(tmp_path / "in", package))

    for service in Service.objects.all():
        assert service.phones.get().number == "(559) 555-0101"


def test_rows_without_ids_are_the_same_rows_again(tmp_path: Path) -> None:
    package = tables()
    package["regular_schedules"] = [
        {
            "id": "",
            "service_id": "s1",
            "location_id": "",
            "weekday": day,
            "opens_at": "9:00am",
            "closes_at": "5:00pm",
            "original_text": "9-5, Mon-Tue",
        }
        for day in ("Monday", "Tuesday")
    ]
    folder = write(tmp_path / "in", package)

    load(folder)

    found = Schedule.objects.order_by("byday").values_list(
        "freq", "byday", "opens_at__hour", "closes_at__hour"
    )
    assert list(found) == [("WEEKLY", "MO", 9, 17), ("WEEKLY", "TU", 9, 17)]
    assert load(folder).is_unchanged


def test_tables_that_hsds_gave_up_find_their_new_places(tmp_path: Path) -> None:
    package = tables()
    package["eligibility"] = [
        {"id": "e1", "service_id": "s1", "eligibility": "Adults over 60"},
        {"id": "e2", "service_id": "", "eligibility": "Nobody knows"},
    ]
    package["payments_accepted"] = [
        {"id": "y1", "service_id": "s1", "payment": "Medicaid"}
    ]
    package["taxonomy"] = [
        {"id": "T", "name": "Transport", "parent_id": "", "vocabulary": "Ours"},
        {"id": "T-1", "name": "Rides", "parent_id": "T", "vocabulary": "Ours"},
    ]
    package["services_taxonomy"] = [
        {"id": "x1", "service_id": "s1", "taxonomy_id": "T-1", "taxonomy_detail": ""},
        {"id": "x2", "service_id": "s1", "taxonomy_id": "T-1", "taxonomy_detail": ""},
    ]
    package["languages"] = [
        {"id": "1", "service_id": "s1", "location_id": "", "language": "Hmong"},
        {
            "id": "2",
            "service_id": "s1",
            "location_id": "",
            "language": "other languages available upon request",
        },
    ]

    found = load(write(tmp_path / "in", package))

    rides = Service.objects.get(source_id="s1")
    assert rides.eligibility_description == "Adults over 60"
    assert rides.interpretation_services == "other languages available upon request"
    assert [payer.payer for payer in rides.payers.all()] == ["medicaid"]
    assert [(language.name, language.code) for language in rides.languages.all()] == [
        ("Hmong", "hmn")
    ]
    term = TaxonomyTerm.objects.get(code="T-1")
    assert term.parent == TaxonomyTerm.objects.get(code="T")
    assert term.taxonomy_detail == Taxonomy.objects.get(name="Ours")
    links = Attribute.objects.filter(link_id=rides.pk, taxonomy_term=term)
    assert links.count() == 1
    assert found.tables["eligibility"].refused == 1


def document(**service: Any) -> dict[str, Any]:
    return {
        "organizations": [
            {
                "id": "ride-partners",
                "name": "Ride Partners",
                "description": "Rides.",
                "internal_note": "Ask for Ana",
                "locations": [
                    {
                        "id": "safe-house",
                        "name": "Safe house",
                        "location_type": "physical",
                        "visibility": "confidential",
                    }
                ],
                "services": [
                    {"id": "rides", "name": "Rides", "status": "active", **service}
                ],
            }
        ]
    }


def test_our_own_keys_are_read_from_nested_documents(tmp_path: Path) -> None:
    path = tmp_path / "region.json"
    written = document(
        payers=["medicaid", "free"],
        do_not_refer=True,
        verified_at="-12d",
        verified_by="Ana",
        verified_how="phone",
        capacity_status="waitlist",
        service_areas=[{"name": "Home", "area_codes": ["US-CA-019"]}],
        schedules=[
            {"valid_from": "2026-12-25", "valid_to": "2026-12-25", "is_closed": True}
        ],
        contacts=[{"name": "Bo Example", "visibility": "public"}],
    )
    path.write_text(json.dumps(written), encoding="utf-8")

    load(path, relative_dates=True)

    rides = Service.objects.get()
    assert set(rides.payers.values_list("payer", flat=True)) == {"medicaid", "free"}
    assert rides.do_not_refer
    assert rides.capacity_status == Service.CapacityStatus.WAITLIST
    assert rides.verified_at is not None
    assert rides.verified_at.date() == timezone.now().date() - timedelta(days=12)
    area = ServiceArea.objects.get()
    assert [code.code for code in area.area_codes.all()] == ["us-ca-019"]
    assert Schedule.objects.get().is_closed
    assert Contact.objects.get().visibility == Visibility.PUBLIC
    assert Location.objects.get().visibility == Visibility.CONFIDENTIAL
    assert rides.organization.internal_note == "Ask for Ana"


def test_relative_dates_are_kept_when_the_demo_is_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "region.json"
    path.write_text(json.dumps(document(verified_at="-12d")), encoding="utf-8")
    load(path, relative_dates=True)
    Service.objects.update(verified_at=timezone.now() - timedelta(days=40))

    found = load(path, relative_dates=True)

    assert found.is_unchanged


def test_relative_dates_are_refused_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "region.json"
    path.write_text(json.dumps(document(verified_at="-12d")), encoding="utf-8")

    load(path)

    assert Service.objects.get().verified_at is None


def test_a_page_of_services_is_read_and_removes_nothing(tmp_path: Path) -> None:
    load(write(tmp_path / "in", tables()))
    page = {
        "total_pages": 4,
        "page_number": 1,
        "last_page": False,
        "contents": [
            {
                "id": "s7",
                "name": "Meals",
                "status": "active",
                "organization": {"id": "o1", "name": "Ride Partners"},
            }
        ],
    }
    path = tmp_path / "page.json"
    path.write_text(json.dumps(page), encoding="utf-8")

    found = load(path)

    assert found.is_partial
    assert Service.objects.present().count() == 3


def test_an_address_shifted_by_a_column_is_moved_back(tmp_path: Path) -> None:
    package = tables()
    package["physical_addresses"][0] |= {
        "address_1": "",
        "address_2": "1 Main Street",
        "city": "",
        "region": "Fresno",
        "state_province": "",
        "postal_code": "CA",
        "country": "93721",
    }

    found = load(write(tmp_path / "in", package))

    address = Location.objects.get().addresses.get()
    assert (address.address_1, address.city) == ("1 Main Street", "Fresno")
    assert (address.state_province, address.postal_code) == ("CA", "93721")
    assert table_mends.SHIFTED in {why for _outcome, why in found.reasons}


def test_languages_of_one_row_become_one_row_each(tmp_path: Path) -> None:
    package = tables()
    package["languages"] = [
        {"id": "1", "service_id": "s1", "language": "English and Spanish"}
    ]

    load(write(tmp_path / "in", package))

    found = Language.objects.order_by("code").values_list("name", "code")
    assert list(found) == [("English", "en"), ("Spanish", "es")]


def test_a_nul_is_taken_out_and_named(tmp_path: Path) -> None:
    package = tables()
    package["services"][0]["description"] = "Call\0 first."
    report = tmp_path / "report.csv"

    load(write(tmp_path / "in", package), report=report)

    assert Service.objects.filter(description="Call first.").count() == 1
    assert text.CONTROL in {line["reason"] for line in lines(report)}
