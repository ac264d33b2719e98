"""PostgreSQL as strong as we can make it: the same answers as our engine, in one pass.

Our own stems in a ``tsvector`` with positions, trigrams over the vocabulary, PostGIS,
arrays of small numbers for every set, rows in spatial order, relevance and distance
blended, one statement for page, total and every facet, and a session with room to work.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.comparison.arrays import ANY_AGE, FACETS, Numbers, quality
from benchmarks.comparison.database import Database, Row, Rows
from benchmarks.comparison.lexemes import category_lexeme, searching, vector
from benchmarks.comparison.network import Network
from benchmarks.comparison.opponents import Answer, Counts
from benchmarks.comparison.weeks import Weeks
from benchmarks.networks import PER_PAGE
from benchmarks.questions import COMPLETIONS, Kind, Question
from search import ranking
from search.documents import Document, Hours
from search.language import Group, Words, split, stems, words
from search.language.groups import PREFIX_WEIGHT
from search.query import Query, Sort

SETS = FACETS[:6]
BEGINNINGS, NEAR = 50, 5
OPEN, ACCEPTING = "open", "accepting"

ANSWER = """WITH found AS MATERIALIZED (
  SELECT * FROM (
    SELECT service, service_id, several, {sets}, every, is_accepting,
      schedule = ANY(%(now)s::int[]) AS is_open, {miles} AS miles, {fails} AS fails,
      {relevance} AS relevance, quality, {serves} AS serves
    FROM doc WHERE {where}
  ) every_one WHERE fails IN ({one_at_most})
), scored AS (
  SELECT service, service_id, several, miles, sqrt(relevance) * (
    quality + {strength} * serves + {near} * greatest(
      coalesce(exp(greatest(-miles / {decay}, -700)), 0), {served} * serves)) AS score
  FROM found WHERE fails = 0
), page AS (
  SELECT * FROM (
    (SELECT * FROM scored WHERE NOT several ORDER BY {order} LIMIT {size})
    UNION ALL
    (SELECT * FROM (SELECT DISTINCT ON (service) * FROM scored WHERE several
      ORDER BY service, miles, score DESC) nearest ORDER BY {order} LIMIT {size})
  ) both_kinds ORDER BY {order} LIMIT {size}
), counted AS (
  SELECT service, several, is_open AND fails IN (0, {open}) AS is_open,
    is_accepting AND fails IN (0, {accepting}) AS is_accepting,
    CASE fails WHEN 0 THEN every {cases} ELSE '{{}}' END AS told
  FROM found
)
SELECT 0, row_number() OVER (), service_id FROM page
UNION ALL SELECT 1, count(*) FILTER (WHERE NOT several)
  + count(DISTINCT service) FILTER (WHERE several), NULL FROM scored
UNION ALL SELECT 2, count(*) FILTER (WHERE NOT several)
  + count(DISTINCT service) FILTER (WHERE several), NULL FROM counted WHERE is_open
UNION ALL SELECT 3, count(*) FILTER (WHERE NOT several)
  + count(DISTINCT service) FILTER (WHERE several), NULL FROM counted WHERE is_accepting
UNION ALL SELECT 10 + value, count(*), NULL
  FROM counted, unnest(told) value WHERE NOT several GROUP BY value
UNION ALL SELECT 10 + value, count(*), NULL FROM (
  SELECT DISTINCT service, value FROM counted, unnest(told) value WHERE several
) of_each GROUP BY value
"""
SPELL = """SELECT word FROM vocabulary
WHERE word %% %(word)s AND levenshtein(word, %(word)s) <= %(most)s
ORDER BY levenshtein(word, %(word)s), documents DESC LIMIT %(size)s"""
SUGGEST = """SELECT name FROM doc
WHERE to_tsvector('simple', name) @@ to_tsquery('simple', %(typed)s)
GROUP BY service, name ORDER BY count(*) DESC, name LIMIT %(size)s"""
HELD = "SELECT EXISTS (SELECT FROM vocabulary WHERE stems && %(stems)s)"
BEGIN = """SELECT stems FROM vocabulary WHERE word LIKE %(start)s
ORDER BY documents DESC, word LIMIT %(size)s"""


class Docs(Database):
    """The tables of ``strong.sql``, and the numbers of what stands in them."""

    session = (
        *("work_mem = '256MB'", "jit = off", "random_page_cost = 1.1"),
        *("max_parallel_workers_per_gather = 2",),
    )
    tables = {
        **dict.fromkeys(
            ("incoming", "doc"),
            (
                *("service", "service_id", "several", "band", "longitude", "place"),
                *("quality", "schedule", "youngest", "oldest", "is_accepting"),
                *("areas", *SETS, "every", "name", "words"),
            ),
        ),
        "facet_value": ("id", "facet", "value"),
        "area": ("id", "code"),
        "vocabulary": ("word", "documents", "stems"),
    }

    def __init__(self, folder: Path, schema: str) -> None:
        super().__init__(folder, schema)
        self.values: Numbers[tuple[str, str]] = Numbers()
        self.areas: Numbers[str] = Numbers()
        self.weeks: Numbers[Hours] = Numbers()
        self.counts: Counter[str] = Counter()

    def rows(self, documents: Iterable[Document]) -> Iterator[Rows]:
        """Yield the rows of each document."""
        by_service = groupby(documents, attrgetter("service_id"))
        for number, (_, some) in enumerate(by_service, start=1):
            every = list(some)
            for one in every:
                row = self.row(number, one, several=len(every) > 1)
                yield {"incoming": [row]}

    def row(self, service: int, one: Document, *, several: bool) -> Row:
        """Return one document's row."""
        sets = [self._numbers(name, one) for name in SETS]
        latitude, longitude = one.point or (None, None)
        self.counts.update({word for text in one.texts for word in words(text)})
        kinds = map(category_lexeme, one.categories)
        return (
            *(service, one.service_id, several),
            *(None if latitude is None else int(latitude * 10), longitude),
            one.point and self.geography.written(*one.point),
            *(quality(one), self.weeks(one.hours) if one.hours else -1),
            *(one.ages or ANY_AGE),
            one.is_accepting is not False,
            [self.areas(code) for code in one.area_codes],
            *sets,
            [number for some in sets for number in some],
            *(one.name, vector(one.texts, kinds)),
        )

    def names(self) -> Iterator[Rows]:
        """Yield what the numbers stand for, and the vocabulary."""
        for (facet, value), number in self.values.of.items():
            yield {"facet_value": [(number, facet, value)]}
        for code, number in self.areas.of.items():
            yield {"area": [(number, code)]}
        for word, count in self.counts.items():
            yield {"vocabulary": [(word, count, list(stems(word)))]}

    def load(self) -> None:
        """Read the names back, in another process."""
        rows = self.run("SELECT facet, value FROM facet_value ORDER BY id")
        self.values = Numbers(
            {(facet, value): at for at, (facet, value) in enumerate(rows)}
        )
        rows = self.run("SELECT code FROM area ORDER BY id")
        self.areas = Numbers({code: at for at, (code,) in enumerate(rows)})

    def _numbers(self, facet: str, one: Document) -> list[int]:
        of_facet: dict[str, Iterable[object]] = {
            "category": one.categories,
            "language": one.languages,
            "cost": one.costs,
            "payer": one.payers,
            "accessibility": one.accessibility,
            "eligibility": one.eligibility,
        }
        return [self.values((facet, str(value))) for value in of_facet[facet]]


class Strong:
    """The database with everything it has."""

    name = "postgres-strong"
    title = "PostgreSQL, strong"
    is_exact = True

    def __init__(self, folder: Path) -> None:
        self.database = Docs(folder, "strong")
        self._weeks_path = folder / "postgres-weeks.pickle"
        self._weeks = Weeks(())

    def build(self, network: Network) -> None:
        """Copy every document, put them in spatial order, make the indexes."""
        self.database.connect()
        self.database.script("strong.sql")
        self.database.fill(self.database.rows(network.documents()))
        self.database.fill(self.database.names())
        self.database.script("strong_indexes.sql")
        Weeks(self.database.weeks.of).write(self._weeks_path)

    def open(self) -> None:
        """Connect, and read what numbers stand for."""
        self.database.connect()
        self.database.load()
        self._weeks = Weeks.read(self._weeks_path)
        self._named = list(self.database.values.of)

    def answer(self, question: Question) -> Answer | None:
        """Ask in one statement; beginnings of words need one or two before."""
        if question.kind is Kind.SPELLING:
            return self._spelt(question.text)
        if question.kind is Kind.SUGGESTION:
            typed = " & ".join(split(question.text)) + ":*"
            rows = self.database.run(SUGGEST, {"typed": typed, "size": COMPLETIONS})
            return Answer(len(rows), words=[name for (name,) in rows])
        query = question.query
        rows = self.database.run(*self._statement(query))
        total = sum(count for kind, count, _ in rows if kind == 1)
        return Answer(total, partial(_page, rows), partial(self._facets, rows))

    def change(self, network: Network, changed: Document) -> bool:
        """Replace the service's rows, and count its words."""
        del network
        self.database.counts.clear()
        with self.database.connection.transaction():
            gone = "DELETE FROM doc WHERE service_id = %(id)s RETURNING service"
            service = self.database.run(gone, {"id": changed.service_id})[0][0]
            row = self.database.row(service, changed, several=False)
            self.database.fill([{"doc": [row]}])
            for word in self.database.counts:
                self.database.run(
                    "INSERT INTO vocabulary VALUES (%(word)s, 1, %(stems)s)"
                    " ON CONFLICT (word) DO NOTHING",
                    {"word": word, "stems": list(stems(word))},
                )
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

    # --- Questions ------------------------------------------------------------

    def _statement(self, query: Query) -> tuple[str, dict[str, Any]]:
        groups = [self._with_beginnings(group) for group in query.reading]
        where, relevance = searching(groups, query.at_least)
        asked = self.database.around(query)
        miles, serves = "NULL::float8", "0"
        if query.place:
            known = self.database.areas.of
            codes = [known[one] for one in query.place.area_codes if one in known]
            asked["areas"] = codes
            serves = "(areas && %(areas)s::int[])::int"
            miles = self.database.geography.miles
            within = "true" if query.radius is None else self.database.geography.within
            where.append(
                f"(({within} AND place IS NOT NULL) OR areas && %(areas)s::int[])"
            )
        failing = dict(self._failing(query, asked))
        if query.age is not None:
            where.append("%(age)s BETWEEN youngest AND oldest")
            asked["age"] = query.age
        asked["now"] = self._weeks.opened(query.moment)
        by_distance = query.place and query.sort is Sort.DISTANCE
        text = ANSWER.format(
            sets=", ".join(SETS),
            where=" AND ".join(where) or "true",
            relevance=relevance,
            miles=miles,
            serves=serves,
            fails=" + ".join(failing.values()) or "0",
            one_at_most=", ".join(map(str, [0, *map(_bit, failing)])),
            cases=" ".join(f"WHEN {_bit(f)} THEN {f}" for f in failing if f in SETS),
            open=_bit(OPEN),
            accepting=_bit(ACCEPTING),
            order="miles, score DESC" if by_distance else "score DESC, miles",
            decay=ranking.decay_miles(query.radius),
            near=ranking.NEAR,
            served=ranking.SERVED_NEARNESS,
            strength=ranking.SERVES,
            size=PER_PAGE,
        )
        return text, asked

    def _failing(
        self, query: Query, asked: dict[str, Any]
    ) -> Iterator[tuple[str, str]]:
        """Yield what is a facet's bit where a row fails its filter, and else 0."""
        sets: dict[str, Iterable[object]] = {
            "category": query.categories,
            "language": query.languages,
            "cost": query.costs,
            "payer": query.payers,
            "accessibility": query.accessibility,
            "eligibility": query.eligibility,
        }
        known = self.database.values.of
        for name, values in sets.items():
            if not values:
                continue
            asked[name] = [known.get((name, str(one)), -1) for one in values]
            test = f"{name} && %({name})s::smallint[]"
            if name == "accessibility":
                test = f"{name} @> %({name})s::smallint[]"
            yield name, _fail(test, name)
        if query.open_at:
            asked["open_at"] = self._weeks.opened(query.open_at)
            yield OPEN, _fail("schedule = ANY(%(open_at)s::int[])", OPEN)
        if query.accepting:
            yield ACCEPTING, _fail("is_accepting", ACCEPTING)

    def _with_beginnings(self, group: Group) -> Group:
        own = [stem for stem, _ in group.terms]
        if not group.prefix or self.database.run(HELD, {"stems": own})[0][0]:
            return group
        rows = self.database.run(
            BEGIN, {"start": f"{group.prefix}%", "size": BEGINNINGS}
        )
        longer = [Words((tuple(some),), PREFIX_WEIGHT) for (some,) in rows]
        return Group(group.text, (*group.alternatives, *longer))

    def _spelt(self, word: str) -> Answer:
        # Two letters changed over are one slip, but two steps to PostgreSQL.
        most = 3 if len(word) >= 8 else 2
        rows = self.database.run(SPELL, {"word": word, "most": most, "size": NEAR})
        return Answer(1 if rows else 0, words=[near for (near,) in rows])

    def _facets(self, rows: list[Any]) -> Counts:
        counts: Counts = {facet: {} for facet in FACETS}
        for kind, count, _ in rows:
            if kind in {2, 3} and count:
                facet, value = ((OPEN, "now"), (ACCEPTING, "yes"))[kind - 2]
            elif kind >= 10:
                facet, value = self._named[kind - 10]
            else:
                continue
            counts[facet][value] = counts[facet].get(value, 0) + count
        return counts


def _page(rows: list[Any]) -> list[UUID]:
    shown = sorted((at, service) for kind, at, service in rows if kind == 0)
    return [service for _, service in shown]


def _bit(facet: str) -> int:
    return 1 << FACETS.index(facet)


def _fail(test: str, facet: str) -> str:
    return f"(CASE WHEN {test} THEN 0 ELSE {_bit(facet)} END)"
