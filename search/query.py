"""One question, one answer; no engine in sight."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from directory.places import Place
from search.language import Group, groups


class Sort(StrEnum):
    """The orders in which services can be listed."""

    BEST = "best"
    DISTANCE = "distance"
    NAME = "name"


class Cost(StrEnum):
    """What a service costs, as people ask for it."""

    FREE = "free"
    SLIDING = "sliding"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. Empty sets and ``None`` do not narrow.

    Values inside one filter are alternatives; filters narrow together.
    """

    text: str = ""
    groups: tuple[Group, ...] | None = None
    """What the text means, by the lexicon; ``None``: its plain words."""
    at_least: int | None = None
    """How many of the needed groups a document must answer; ``None``: all."""
    place: Place | None = None
    radius: float | None = None
    """Miles around the place; ``None``: as far as it takes."""
    categories: frozenset[UUID] = frozenset()
    """Taxonomy terms; their descendants are included."""
    languages: frozenset[str] = frozenset()
    """ISO 639 codes."""
    costs: frozenset[Cost] = frozenset()
    payers: frozenset[str] = frozenset()
    """Codes of ``ServicePayer.Payer``."""
    accessibility: frozenset[str] = frozenset()
    """Codes of ``directory.access``; a place must have all of these."""
    age: int | None = None
    """Years: services that name an age must take it."""
    eligibility: frozenset[str] = frozenset()
    """Codes of ``directory.eligibility``: services that say they are for one."""
    accepting: bool = False
    """Only services that take new people, or have not said."""
    verified_since: date | None = None
    """Only services confirmed on this day or later."""
    organization: UUID | None = None
    open_at: datetime | None = None
    """An aware moment at which the service must be open."""
    sort: Sort = Sort.BEST
    page: int = 1
    per_page: int = 10
    asked_at: datetime | None = None
    """The aware moment of asking: what "now" is in the ``open`` facet and how old a
    confirmation is. ``None``: the clock."""

    @property
    def moment(self) -> datetime:
        """The moment of asking."""
        return self.asked_at or datetime.now(UTC)

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter, and not the words, may be why nothing is found."""
        return any(
            (
                *(self.categories, self.languages, self.costs, self.payers),
                *(self.accessibility, self.eligibility, self.accepting),
                *(self.verified_since, self.organization, self.open_at),
                self.age is not None,
            )
        )

    @property
    def reading(self) -> tuple[Group, ...]:
        """The groups of words to look for."""
        return groups(self.text) if self.groups is None else self.groups


class ReasonKind(StrEnum):
    """Why a service is in the answer."""

    SERVES = "serves"
    NEAR = "near"
    WORDS = "words"
    CATEGORY = "category"
    LANGUAGE = "language"
    COST = "cost"
    OPEN = "open"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, as facts; presenters turn it into words.

    What ``value`` holds: SERVES the most specific area code shared with the place
    ("us-93721"); NEAR miles with one decimal; WORDS one word as typed; CATEGORY a
    taxonomy term's id; LANGUAGE a code; COST a ``Cost``; OPEN the asked moment and
    VERIFIED the day of confirmation, both ISO 8601.
    """

    kind: ReasonKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One service in the answer, at its nearest or serving location."""

    service_id: UUID
    location_id: UUID | None
    """A confidential location is named too: whoever shows it gives its town only."""
    distance: float | None
    """Geodesic miles from the place to the location; ``None``: not known."""
    serves_place: bool
    score: float
    reasons: tuple[Reason, ...] = ()
    more_locations: int = 0
    """Other locations of the service that answer the query as well."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A service whose name goes on from what somebody typed."""

    service_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: hits of one page, the exact total, and facet counts.

    ``facets`` maps ``category``, ``language``, ``cost`` and ``open`` to counts by
    value; values without a service are left out, and every value is what the filter
    takes (a term's id, a language code, a ``Cost``, ``now``). A facet's counts ignore
    the facet's own filter, so siblings stay visible. A page beyond the end has no
    hits.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    engine: str = ""
    took_ms: float = 0.0

    def last_page(self, per_page: int) -> int:
        """Return the number of the last page that holds anything, at least 1."""
        return max(1, -(-self.total // per_page))
