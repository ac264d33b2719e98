"""Random directories and questions, small enough that everything meets everything."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from directory.places import Place, PlaceKind
from search.documents import Document, Hours
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
    return Document(
        service_id=service_id,
        location_id=location,
        # A service has one name, wherever it is.
        name=before[0].name if before else one.name,
        texts=one.texts,
        point=one.point,
        area_codes=one.area_codes,
        languages=one.languages,
        categories=one.categories,
        costs=one.costs,
        hours=one.hours,
        verified_on=one.verified_on,
        is_accepting=one.is_accepting,
    )


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


questions = st.lists(
    st.sampled_from([*WORDS, "transpor", "car", "senio", "men", "nobody", "COMIDÁ"]),
    max_size=3,
).map(" ".join)
queries = st.builds(
    Query,
    text=st.one_of(st.just(""), st.sampled_from(WORDS), questions),
    place=st.one_of(st.none(), places),
    radius=radii,
    categories=seldom(CATEGORIES),
    languages=seldom(LANGUAGES),
    costs=seldom(list(Cost)),
    open_at=st.one_of(st.none(), st.none(), moments),
    sort=st.sampled_from(Sort),
    page=st.integers(1, 3),
    per_page=st.sampled_from([1, 3, 20]),
    asked_at=st.just(NOW),
)
