"""Random directories and questions, small enough that everything meets everything."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from directory.places import Place, PlaceKind
from search.documents import Document, Hours
from search.language import Category, Group, Phrase, Words, fold, stems
from search.query import Cost, Query, Sort
from search.ranking import Field

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
WORDS = [
    "ride",
    "rides",
    "transportation",
    "transports",
    "comida",
    "comidas",
    "meal",
    "meals",
    "anciano",
    "senior",
    "the",
    "and",
    "of",
    "mañana",
    "niños",
    "care",
    "caregiver",
    "cars",
    "Fresno",
]
CATEGORIES = [UUID(int=n) for n in range(1, 6)]
LANGUAGES = ["en", "es", "hmn"]
CODES = ["us", "us-ca", "us-ca-019", "us-ca-107", "us-93721", "us-93210"]
PAYERS = ["medicare", "medicaid", "va"]
ACCESS = ["wheelchair", "parking"]
GROUPS = ["veterans", "caregivers"]
ORGANIZATIONS = [UUID(int=n) for n in range(0xB0, 0xB3)]
SERVICES = [UUID(int=0xA000 + n) for n in range(12)]
ZONES = ["America/Los_Angeles", "America/New_York"]

texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
# Around Fresno, far away, at the date line and the poles; and some in one spot.
points = st.one_of(
    st.none(),
    st.tuples(st.floats(36.2, 37.3), st.floats(-120.4, -119.2)),
    st.tuples(st.floats(-89.9, 89.9), st.floats(-180, 180)),
    st.just((36.7378, -119.7871)),
    st.sampled_from([(64.0, 179.9), (64.0, -179.9), (89.5, 10.0), (36.7, 180.0)]),
)
minutes = st.integers(0, 7 * 24 * 60)
intervals = st.tuples(minutes, st.integers(1, 2000)).map(
    lambda pair: (pair[0], min(pair[0] + pair[1], 7 * 24 * 60 + 1))
)
LOCAL_NOW = int((NOW - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() // 60)
dated = st.tuples(st.integers(-3000, 3000), st.integers(1, 2000), st.booleans()).map(
    lambda one: (LOCAL_NOW + one[0], LOCAL_NOW + one[0] + one[1], one[2])
)
hours = st.one_of(
    st.none(),
    st.builds(
        Hours,
        timezone=st.sampled_from(ZONES),
        week=st.lists(intervals, max_size=3).map(tuple),
        exceptions=st.lists(dated, max_size=2).map(tuple),
    ),
)


def some[T](values: list[T]) -> st.SearchStrategy[frozenset[T]]:
    return st.frozensets(st.sampled_from(values), max_size=3)


documents = st.builds(
    Document,
    service_id=st.just(SERVICES[0]),
    location_id=st.none(),
    name=st.sampled_from(["Älpha", "beta", "Gamma", "gamma ray"]),
    texts=st.tuples(*[texts for _ in Field]),
    point=points,
    area_codes=some(CODES),
    languages=some(LANGUAGES),
    categories=some(CATEGORIES),
    costs=some(list(Cost)),
    payers=some(PAYERS),
    accessibility=some(ACCESS),
    eligibility=some(GROUPS),
    ages=st.sampled_from([None, (0, 17), (18, 64), (60, 120)]),
    organization_id=st.sampled_from([None, *ORGANIZATIONS]),
    hours=hours,
    verified_on=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2026, 12, 24))),
    is_accepting=st.sampled_from([True, False, None]),
)


@st.composite
def services(draw: st.DrawFn, service_id: UUID) -> list[Document]:
    """One service: nothing, one document without a location, or up to three with."""
    count = draw(st.integers(0, 3))
    found: list[Document] = []
    for number in range(max(count, 1)):
        one = draw(documents)
        location = UUID(int=service_id.int * 16 + number) if count else None
        found.append(_moved(one, service_id, location, found))
    return found


def _moved(
    one: Document, service_id: UUID, location: UUID | None, before: list[Document]
) -> Document:
    # A service has one name, wherever it is.
    name = before[0].name if before else one.name
    return replace(one, service_id=service_id, location_id=location, name=name)


directories = st.fixed_dictionaries(
    {}, optional={service_id: services(service_id) for service_id in SERVICES}
)

places = st.builds(
    Place,
    label=st.just("Somewhere"),
    kind=st.just(PlaceKind.POINT),
    latitude=st.one_of(st.just(36.7378), st.floats(-89.9, 89.9)),
    longitude=st.one_of(st.just(-119.7871), st.floats(-180, 180)),
    area_codes=some(CODES),
    timezone=st.just("America/Los_Angeles"),
)
moments = st.integers(-20000, 20000).map(
    lambda minutes: NOW + timedelta(minutes=minutes)
)
radii = st.one_of(
    st.none(), st.sampled_from([0.5, 5.0, 25.0, 50.0]), st.floats(0.01, 5000)
)


def seldom[T](values: list[T]) -> st.SearchStrategy[frozenset[T]]:
    """A filter that mostly is not set: questions that nothing answers teach little."""
    return st.one_of(st.just(frozenset()), st.just(frozenset()), some(values))


TYPED = [*WORDS, "transpor", "car", "senio", "men", "nobody", "COMIDÁ"]
questions = st.lists(st.sampled_from(TYPED), max_size=3).map(" ".join)
weights = st.sampled_from([1.0, 0.6, 0.3])
choices = st.lists(
    st.sampled_from([*WORDS, "nobody"]).map(fold).map(stems), min_size=1, max_size=3
).map(tuple)


@st.composite
def phrases(draw: st.DrawFn) -> Phrase:
    members = draw(choices)
    gaps = draw(
        st.lists(st.integers(1, 3), min_size=len(members), max_size=len(members))
    )
    offsets = tuple(sum(gaps[:at]) for at in range(len(members)))
    return Phrase(members, offsets, draw(weights))


alternatives = st.one_of(
    st.builds(Words, choices, weights),
    phrases(),
    st.builds(Category, st.sampled_from(CATEGORIES), weights),
)
readings = st.lists(
    st.builds(
        Group,
        text=st.sampled_from(TYPED),
        alternatives=st.lists(alternatives, max_size=4).map(tuple),
        prefix=st.sampled_from(["", "", "care", "se", "an"]),
        is_needed=st.sampled_from([True, True, False]),
    ),
    max_size=3,
).map(tuple)
queries = st.builds(
    Query,
    text=st.one_of(st.just(""), st.sampled_from(WORDS), questions),
    groups=st.one_of(st.none(), readings),
    at_least=st.sampled_from([None, None, 0, 1, 2]),
    place=st.one_of(st.none(), places),
    radius=radii,
    categories=seldom(CATEGORIES),
    languages=seldom(LANGUAGES),
    costs=seldom(list(Cost)),
    payers=seldom(PAYERS),
    accessibility=seldom(ACCESS),
    age=st.sampled_from([None, None, None, 0, 17, 60, 130]),
    eligibility=seldom(GROUPS),
    accepting=st.sampled_from([False, False, True]),
    verified_since=st.sampled_from([None, None, None, date(2023, 5, 1)]),
    organization=st.sampled_from([None, None, None, *ORGANIZATIONS]),
    open_at=st.one_of(st.none(), st.none(), moments),
    sort=st.sampled_from(Sort),
    page=st.integers(1, 3),
    per_page=st.sampled_from([1, 3, 20]),
    asked_at=st.just(NOW),
)
misspelt = st.lists(
    st.one_of(
        st.sampled_from(["ridse", "transprotation", "comid", "carre", "meales"]),
        st.text("aceirs", min_size=1, max_size=9),
    ),
    max_size=3,
)
begun = st.sampled_from(
    ["g", "gam", "gamma", "gamma r", "r gamma", "gamma ray", "alph", "b", "beta b", " "]
)
