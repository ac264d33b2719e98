"""Invented directories of any size, as packages of HSDS 3: the same for one seed.

Agencies stand at real ZIPs, drawn at random, and everything that they say is made up.
At 100,000 services a package has about 1,330,000 rows.
"""

import csv
import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from directory import places
from directory.places.gazetteer import zip_points

type Record = dict[str, Any]

SERVICES_EACH = 5
PLACES_EACH = 3
KINDS = (
    "Meals", "Groceries", "Rides", "Home Care", "Respite", "Housing", "Legal Aid",
    "Counseling", "Dental Care", "Adult Day", "Benefits Help", "Job Training",
)  # fmt: skip
FOR_WHOM = (
    "Older Adults", "Families", "Veterans", "Carers", "Newcomers", "Young People",
    "People with Disabilities", "Everybody",
)  # fmt: skip
FIRST = (
    "Harbor", "Cedar", "Unity", "Open Door", "Valley", "Bridge", "Lantern", "Meadow",
    "Northside", "Juniper", "Good Neighbor", "Riverbend", "Mesa", "Lakeshore",
)  # fmt: skip
LAST = ("Center", "Alliance", "Services", "Coalition", "House", "Partners", "Trust")
STREETS = ("Oak", "Main", "Third", "Mission", "Park", "Walnut", "Airport", "College")
LANGUAGES = {"en": "English", "es": "Spanish", "hmn": "Hmong", "vi": "Vietnamese"}
DAYS = ("MO,TU,WE,TH,FR", "MO,WE,FR", "TU,TH", "SA", "MO,TU,WE,TH,FR,SA,SU")
SENTENCES = (
    "Call first to hear whether there is room.",
    "Staff help with the forms, and with what comes after them.",
    "People who cannot leave home are visited.",
    "The office is on the ground floor, and the bus stops in front of it.",
    "There is no charge for those who live in the county.",
    "Bring somebody along if that makes it easier.",
)

TABLES = {
    "taxonomies": ("id", "name"),
    "taxonomy_terms": ("id", "code", "name", "parent_id", "taxonomy_id"),
    "organizations": ("id", "name", "description", "website", "email"),
    "locations": (
        *("id", "organization_id", "location_type", "name"),
        *("latitude", "longitude"),
    ),
    "services": (
        *("id", "organization_id", "name", "description", "status"),
        *("eligibility_description", "minimum_age", "application_process"),
    ),
    "service_at_locations": ("id", "service_id", "location_id"),
    "phones": ("id", "service_id", "location_id", "number", "type"),
    "languages": ("id", "service_id", "name", "code"),
    "addresses": (
        *("id", "location_id", "address_1", "city", "state_province"),
        *("postal_code", "country", "address_type"),
    ),
    "accessibility": ("id", "location_id", "description"),
    "schedules": (
        *("id", "service_at_location_id", "freq", "byday"),
        *("opens_at", "closes_at"),
    ),
    "service_areas": ("id", "service_id", "name"),
    "cost_options": ("id", "service_id", "option", "amount", "currency"),
    "required_documents": ("id", "service_id", "document"),
    "attributes": ("id", "link_id", "link_entity", "taxonomy_term_id"),
}


def write_tables(folder: Path, *, services: int, seed: int) -> int:
    """Write a package of CSV files; return how many rows it has."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = 0
    with ExitStack() as stack:
        writers = {}
        for table, columns in TABLES.items():
            path = folder / f"{table}.csv"
            stream = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            writers[table] = csv.DictWriter(stream, columns)
            writers[table].writeheader()
        for table, row in _rows(services, seed):
            writers[table].writerow(row)
            rows += 1
    return rows


def write_document(path: Path, *, services: int, seed: int) -> int:
    """Write one JSON file of nested organizations; return how many records it has."""
    first: dict[str, list[Record]] = {"taxonomies": [], "taxonomy_terms": []}
    with path.open("w", encoding="utf-8") as stream:
        count = 0
        for table, row in _terms():
            first[table].append(row)
            count += 1
        stream.write("{")
        for table, kept in first.items():
            stream.write(f"{json.dumps(table)}: {json.dumps(kept)},\n")
        stream.write('"organizations": [\n')
        before = ""
        for rows in _organizations(services, seed):
            count += len(rows)
            stream.write(f"{before}{json.dumps(_nested(rows))}")
            before = ",\n"
        stream.write("]}\n")
    return count


def _nested(rows: list[tuple[str, Record]]) -> Record:
    """Put the rows of one organization into each other."""
    held = {row["id"]: row for _table, row in rows}
    for table, row in rows[1:]:
        owner = next(
            name
            for name in (
                *("link_id", "service_at_location_id", "service_id"),
                *("location_id", "organization_id"),
            )
            if row.get(name)
        )
        left = {"link_entity"} | ({owner} if owner != "location_id" else set())
        nested = {name: value for name, value in row.items() if name not in left}
        holder = held[row[owner]]
        holder.setdefault(table, []).append(nested)
        held[row["id"]] = nested
    return rows[0][1]


def _rows(services: int, seed: int) -> Iterator[tuple[str, Record]]:
    yield from _terms()
    for rows in _organizations(services, seed):
        yield from rows


def _terms() -> Iterator[tuple[str, Record]]:
    yield "taxonomies", {"id": "kinds", "name": "Kinds of help"}
    for kind in KINDS:
        code = kind.lower().replace(" ", "-")
        yield (
            "taxonomy_terms",
            {"id": code, "code": code, "name": kind} | {"taxonomy_id": "kinds"},
        )
        for whom in FOR_WHOM:
            below = f"{code}.{whom.lower().replace(' ', '-')}"
            yield (
                "taxonomy_terms",
                {"id": below, "code": below}
                | {
                    "name": f"{kind} for {whom}",
                    "parent_id": code,
                    "taxonomy_id": "kinds",
                },
            )


def _organizations(services: int, seed: int) -> Iterator[list[tuple[str, Record]]]:
    """Give the rows of one organization after another, what holds before what hangs."""
    chance = random.Random(seed)  # noqa: S311 - invented data, not a secret
    codes, _points = zip_points()
    ids: Counter[str] = Counter()
    while ids["services"] < services:
        organization = _Organization(chance, ids)
        for _place in range(PLACES_EACH):
            organization.open_place(str(chance.choice(codes)))
        for _service in range(SERVICES_EACH):
            organization.offer_service()
        yield organization.rows


class _Organization:
    """One agency in the making."""

    def __init__(self, chance: random.Random, ids: Counter[str]) -> None:
        self.rows: list[tuple[str, Record]] = []
        self._chance = chance
        self._ids = ids
        self._places: list[tuple[str, places.Place]] = []
        number = ids["organizations"] + 1
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {number}"
        self._id = self._put(
            "organizations",
            name=name,
            description=self._words(2),
            website=f"https://agency-{number}.example/",
            email=f"office@agency-{number}.example",
        )

    def open_place(self, postal_code: str) -> None:
        """Add a location in a ZIP."""
        chance, found = self._chance, places.zip_place(postal_code)
        if found is None:
            return
        location = self._put(
            "locations",
            organization_id=self._id,
            location_type="physical",
            name=f"{found.town} Office",
            latitude=round(found.latitude + chance.uniform(-0.02, 0.02), 5),
            longitude=round(found.longitude + chance.uniform(-0.02, 0.02), 5),
        )
        self._places.append((location, found))
        self._put(
            "addresses",
            location_id=location,
            address_1=f"{chance.randint(1, 9999)} {chance.choice(STREETS)} Street",
            city=found.town,
            state_province=found.state,
            postal_code=postal_code,
            country="US",
            address_type="physical",
        )
        self._put("phones", location_id=location, number=self._number(), type="voice")
        if chance.random() < 0.5:
            self._put(
                "accessibility", location_id=location, description="Step-free entrance"
            )

    def offer_service(self) -> None:
        """Add a service, at one or two of the places so far."""
        chance = self._chance
        kind, whom = chance.choice(KINDS), chance.choice(FOR_WHOM)
        service = self._put(
            "services",
            organization_id=self._id,
            name=f"{kind} for {whom}",
            description=self._words(4),
            status="active",
            eligibility_description=self._words(1),
            minimum_age=chance.choice((None, None, 18, 60)),
            application_process="Call or walk in.",
        )
        self._put("phones", service_id=service, number=self._number(), type="voice")
        offices = chance.sample(self._places, chance.randint(1, 2))
        for location, _town in offices:
            self._stand(service, location)
        for code in chance.sample(sorted(LANGUAGES), chance.randint(1, 2)):
            name = LANGUAGES[code]
            self._put("languages", service_id=service, code=code, name=name)
        _location, town = offices[0]
        area = town.county or town.postal_code
        self._put("service_areas", service_id=service, name=f"{area}, {town.state}")
        self._put(
            "cost_options",
            service_id=service,
            option=chance.choice(("Free", "Sliding scale", "Fee")),
            amount=chance.choice((None, 5, 20)),
            currency="USD",
        )
        if chance.random() < 0.5:
            document = chance.choice(("Photo ID", "Proof of address"))
            self._put("required_documents", service_id=service, document=document)
        code = kind.lower().replace(" ", "-")
        for term in (code, f"{code}.{whom.lower().replace(' ', '-')}"):
            self._put(
                "attributes",
                link_id=service,
                link_entity="service",
                taxonomy_term_id=term,
            )

    def _stand(self, service: str, location: str) -> None:
        at = self._put("service_at_locations", service_id=service, location_id=location)
        opens = self._chance.randint(7, 10)
        self._put(
            "schedules",
            service_at_location_id=at,
            freq="WEEKLY",
            byday=self._chance.choice(DAYS),
            opens_at=f"{opens:02}:00",
            closes_at=f"{opens + 8:02}:00",
        )

    def _put(self, table: str, **row: object) -> str:
        self._ids[table] += 1
        key = f"{table}-{self._ids[table]}"
        self.rows.append((table, {"id": key, **row}))
        return key

    def _number(self) -> str:
        return (
            f"({self._chance.randint(201, 989)}) 555-01{self._chance.randint(0, 99):02}"
        )

    def _words(self, sentences: int) -> str:
        return " ".join(self._chance.sample(SENTENCES, sentences))
