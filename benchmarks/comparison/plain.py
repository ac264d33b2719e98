"""PostgreSQL as directories commonly use it: a query for the page and each count.

English full text over every word, the radius by PostGIS or a served area, a list of
locations instead of services, a ``GROUP BY`` for each facet, and the settings that
PostgreSQL comes with.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.comparison.database import Database, Row, Rows
from benchmarks.comparison.network import Network
from benchmarks.comparison.opponents import Answer
from benchmarks.networks import PER_PAGE
from benchmarks.questions import COMPLETIONS, Kind, Question
from search.documents import Document
from search.query import Query, Sort

OPEN = """EXISTS (SELECT FROM listing_hours h,
 LATERAL (SELECT %(moment)s::timestamptz AT TIME ZONE timezone AS clock) c
 WHERE h.listing = listing.id AND h.weekday = extract(isodow FROM clock)
 AND clock::time >= h.opens AND clock::time < h.closes)"""
FILTERS = {
    "category": "id IN (SELECT listing FROM listing_category"
    " WHERE category = ANY(%(categories)s))",
    "language": "languages && %(languages)s",
    "cost": "costs && %(costs)s",
    "payer": "payers && %(payers)s",
    "accessibility": "accessibility @> %(accessibility)s",
    "eligibility": "eligibility && %(eligibility)s",
    "open": OPEN.replace("moment", "open_at"),
    "accepting": "is_accepting IS NOT FALSE",
    "age": "(youngest IS NULL OR %(age)s BETWEEN youngest AND oldest)",
}
COLUMNS = {
    "language": "languages",
    "cost": "costs",
    "payer": "payers",
    "accessibility": "accessibility",
    "eligibility": "eligibility",
}
OF_SET = """SELECT value, count(*) FROM listing, unnest({column}) value
WHERE {where} GROUP BY 1"""
FACETS = {
    "category": """SELECT category::text, count(*) FROM listing
JOIN listing_category ON listing = id WHERE {where} GROUP BY 1""",
    **{name: OF_SET.replace("{column}", column) for name, column in COLUMNS.items()},
    "open": "SELECT 'now', count(*) FROM listing WHERE {where} AND {open}",
    "accepting": """SELECT 'yes', count(*) FROM listing
WHERE {where} AND is_accepting IS NOT FALSE""",
}
SUGGEST = """SELECT DISTINCT name FROM listing WHERE lower(name) LIKE %(start)s
ORDER BY name LIMIT %(size)s"""


class Listings(Database):
    """The tables of ``plain.sql``."""

    tables = {
        "listing": (
            *("id", "service", "name", "alternate_name", "terms", "organization"),
            *("description", "place", "areas", "languages", "costs", "payers"),
            *("accessibility", "eligibility", "youngest", "oldest", "timezone"),
            *("verified_on", "is_accepting"),
        ),
        "listing_category": ("listing", "category"),
        "listing_hours": ("listing", "weekday", "opens", "closes"),
    }

    def rows(self, documents: Iterable[Document], first: int = 1) -> Iterator[Rows]:
        """Yield the rows of each document."""
        for number, one in enumerate(documents, start=first):
            yield {
                "listing": [self._listing(number, one)],
                "listing_category": [(number, kind) for kind in one.categories],
                "listing_hours": [
                    (number, start // 1440 + 1, _clock(start), _clock(end))
                    for start, end in (one.hours.week if one.hours else ())
                ],
            }

    def _listing(self, number: int, one: Document) -> Row:
        youngest, oldest = one.ages or (None, None)
        name, other, terms, organization, *rest = one.texts
        return (
            *(number, one.service_id, name, other, terms, organization),
            *(" ".join(rest), one.point and self.geography.written(*one.point)),
            *map(list, (one.area_codes, one.languages, map(str, one.costs))),
            *map(list, (one.payers, one.accessibility, one.eligibility)),
            *(youngest, oldest, one.hours.timezone if one.hours else None),
            *(one.verified_on, one.is_accepting),
        )


class Plain:
    """The database as it comes."""

    name = "postgres"
    title = "PostgreSQL, as commonly written"
    is_exact = False

    def __init__(self, folder: Path) -> None:
        self.database = Listings(folder, "plain")

    def build(self, network: Network) -> None:
        """Copy every document, then make the indexes."""
        self.fill(network.documents())

    def fill(self, documents: Iterable[Document]) -> None:
        """Take documents of anywhere."""
        self.open()
        self.database.script("plain.sql")
        self.database.fill(self.database.rows(documents))
        self.database.script("plain_indexes.sql")

    def open(self) -> None:
        """Connect."""
        self.database.connect()

    def answer(self, question: Question) -> Answer | None:
        """Ask for the count, the page and each facet; synonyms it does not know."""
        if question.kind in {Kind.SPELLING, Kind.SEVERAL, Kind.BEGINNING}:
            return None
        run = self.database.run
        if question.kind is Kind.SUGGESTION:
            start = f"{question.text.lower()}%"
            rows = run(SUGGEST, {"start": start, "size": COMPLETIONS})
            return Answer(len(rows), words=[name for (name,) in rows])
        query = question.query
        asked = {**self.database.around(query), **_parameters(query)}
        where = self._where(query)
        total = run(f"SELECT count(*) FROM listing WHERE {where}", asked)  # noqa: S608
        page = run(self._page(query, where), asked)
        facets = {
            name: dict(
                run(facet.format(where=self._where(query, but=name), open=OPEN), asked)
            )
            for name, facet in FACETS.items()
        }
        return Answer(int(total[0][0]), partial(_services, page), lambda: facets)

    def change(self, network: Network, changed: Document) -> bool:
        """Replace the service's rows."""
        del network
        of_service = {"service": changed.service_id}
        listings = "SELECT id FROM listing WHERE service = %(service)s"
        with self.database.connection.transaction():
            for table in ("listing_category", "listing_hours"):
                gone = f"DELETE FROM {table} WHERE listing IN ({listings})"  # noqa: S608
                self.database.run(gone, of_service)
            gone = "DELETE FROM listing WHERE service = %(service)s RETURNING id"
            first = self.database.run(gone, of_service)[0][0]
            self.database.fill(self.database.rows([changed], first))
        return True

    def process(self) -> int | None:
        """Return the process that answers."""
        return self.database.connection.info.backend_pid

    def versions(self) -> dict[str, str]:
        """Return what it runs on."""
        return self.database.versions()

    def megabytes(self) -> float:
        """Return the size of tables and indexes."""
        return self.database.megabytes()

    def close(self) -> None:
        """Disconnect."""
        self.database.close()

    def _where(self, query: Query, *, but: str = "") -> str:
        parts = ["true"]
        if query.text:
            parts.append("words @@ plainto_tsquery('english', %(text)s)")
        elif query.reading:
            parts.append("words @@ phraseto_tsquery('english', %(phrase)s)")
        if query.place:
            parts.append(f"({self.database.geography.within} OR areas && %(areas)s)")
        parts += [FILTERS[name] for name in _filters(query) if name != but]
        return " AND ".join(parts)

    def _page(self, query: Query, where: str) -> str:
        rank = "ts_rank(words, plainto_tsquery('english', %(text)s)) DESC, "
        miles = self.database.geography.miles if query.place else "name"
        best = rank if query.text and query.sort is Sort.BEST else ""
        return (
            f"SELECT service, name FROM listing WHERE {where}"  # noqa: S608
            f" ORDER BY {best}{miles} LIMIT {PER_PAGE}"
        )


def _services(page: list[Any]) -> list[UUID]:
    return [service for service, _ in page]


def _filters(query: Query) -> Iterator[str]:
    yield from (name for name, column in COLUMNS.items() if getattr(query, column))
    for name, is_set in (
        ("category", query.categories),
        ("open", query.open_at),
        ("accepting", query.accepting),
        ("age", query.age is not None),
    ):
        if is_set:
            yield name


def _parameters(query: Query) -> dict[str, Any]:
    return {
        "text": query.text,
        "phrase": " ".join(group.text for group in query.reading),
        "areas": list(query.place.area_codes) if query.place else [],
        "categories": list(query.categories),
        "languages": list(query.languages),
        "costs": [str(one) for one in query.costs],
        "payers": list(query.payers),
        "accessibility": list(query.accessibility),
        "eligibility": list(query.eligibility),
        "age": query.age,
        "open_at": query.open_at,
        "moment": query.moment,
    }


def _clock(minute: int) -> str:
    """Return a minute of the week as a time of day."""
    of_day = minute % 1440
    return f"{of_day // 60:02}:{of_day % 60:02}"
