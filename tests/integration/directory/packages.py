"""Small packages that tests write and change."""

import csv
import json
from pathlib import Path
from typing import Any

from directory import hsds

TABLES: dict[str, list[dict[str, str]]] = {
    "organizations": [
        {"id": "o1", "name": "Ride Partners", "description": "Rides.", "url": ""},
    ],
    "services": [
        {
            "id": "s1",
            "organization_id": "o1",
            "name": "Rides to the doctor",
            "description": "Door to door.",
            "status": "active",
        },
        {
            "id": "s2",
            "organization_id": "o1",
            "name": "Rides to the shop",
            "description": "Once a week.",
            "status": "active",
        },
    ],
    "locations": [
        {
            "id": "l1",
            "organization_id": "o1",
            "name": "Yard",
            "latitude": "36.74",
            "longitude": "-119.79",
        },
    ],
    "services_at_location": [
        {"id": "a1", "service_id": "s1", "location_id": "l1", "description": ""},
        {"id": "a2", "service_id": "s2", "location_id": "l1", "description": ""},
    ],
    "physical_addresses": [
        {
            "id": "d1",
            "location_id": "l1",
            "address_1": "1 Main Street",
            "city": "Fresno",
            "state_province": "CA",
            "postal_code": "93721",
            "country": "US",
        },
    ],
    "phones": [
        {"id": "p1", "service_id": "s1", "number": "(559) 555-0101", "type": "voice"},
    ],
    "contacts": [
        {"id": "c1", "service_id": "s1", "name": "Ana Example", "title": "Driver"},
    ],
    "service_areas": [
        {"id": "r1", "service_id": "s1", "service_area": "Fresno County, CA"},
    ],
}


def tables() -> dict[str, list[dict[str, str]]]:
    """A whole little directory, to be changed by the test."""
    return {name: [dict(row) for row in rows] for name, rows in TABLES.items()}


def write(folder: Path, package: dict[str, list[dict[str, str]]]) -> Path:
    """Write a package as a folder of CSV files, in place of an earlier one."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    for name, rows in package.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def load(path: Path, **options: Any) -> hsds.ImportReport:
    """Import a package as the source “test”."""
    return hsds.load(path, source="test", **options)


def lines(report: Path) -> list[dict[str, str]]:
    """Return the lines of a report."""
    if report.suffix == ".json":
        found: list[dict[str, str]] = json.loads(report.read_text(encoding="utf-8"))
        return found
    with report.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
