"""The next best: from the same search, fitting, and not tried yet."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from care.models import Need
from directory.models import Service, ServicePayer, TaxonomyTerm
from referrals.alternatives import Asker, NextBest, Sought, next_best
from referrals.models import Referral, Status
from referrals.presenters.alternatives import others_of
from search import indexing
from search.engines import SearchUnavailableError
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import (
    AreaCodeFactory,
    AttributeFactory,
    LanguageFactory,
    LocationFactory,
    ServiceAreaFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)
from tests.factories.referrals import NOW, ReferralFactory

pytestmark = pytest.mark.django_db

FRESNO = {"latitude": 36.74, "longitude": -119.79}
BAKERSFIELD = {"latitude": 35.37, "longitude": -119.02}


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings: Settings) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"


@pytest.fixture
def kind() -> TaxonomyTerm:
    return TaxonomyTermFactory.create(code="rides.doctor", name="Ride to the doctor")


@pytest.fixture
def need(kind: TaxonomyTerm) -> Need:
    person = PersonFactory.create(
        postal_code="93721",
        town="Fresno",
        state="CA",
        area_codes=["us", "us-ca", "us-ca-019", "us-93721"],
    )
    ConsentFactory.create(person=person)
    need: Need = NeedFactory.create(person=person, category=kind)
    return need


def listing(
    kind: TaxonomyTerm,
    name: str,
    *,
    where: dict[str, float] = FRESNO,
    serves: str = "us-ca-019",
    **facts: Any,
) -> Service:
    service: Service = ServiceFactory.create(name=name, **facts)
    ServiceAtLocationFactory.create(
        service=service, location=LocationFactory.create(**where)
    )
    AreaCodeFactory.create(
        service_area=ServiceAreaFactory.create(service=service), code=serves
    )
    AttributeFactory.create(link_id=service.pk, taxonomy_term=kind)
    return service


def found(need: Need, **asked: Any) -> NextBest:
    indexing.rebuild()
    return next_best(need, asker=Asker(sender=need.person.kept_by, at=NOW), **asked)


def names(best: NextBest) -> list[str]:
    return [one.service.name for one in best.found]


def test_at_most_three_that_fit_the_surest_first(
    need: Need, kind: TaxonomyTerm
) -> None:
    roomy: dict[str, Any] = {"capacity_status": "capacity", "capacity_said_at": NOW}
    for number in range(4):
        listing(kind, f"Silent {number}")
    ServicePayer.objects.create(service=listing(kind, "Sure", **roomy), payer="free")

    best = found(need)

    assert names(best)[0] == "Sure"
    assert len(best.found) == 3


@pytest.mark.parametrize(
    "misfit",
    [
        {"serves": "us-93638"},
        {"minimum_age": 60},
        {"do_not_refer": True},
        {"capacity_status": "no-capacity", "capacity_said_at": NOW},
        {"status": Service.Status.DEFUNCT},
    ],
)
def test_what_does_not_fit_is_not_offered(
    need: Need, kind: TaxonomyTerm, misfit: dict[str, Any]
) -> None:
    need.person.birth_date = (NOW - timedelta(days=30 * 365)).date()
    listing(kind, "Fits")
    listing(kind, "Does not", **misfit)

    assert names(found(need)) == ["Fits"]


def test_another_kind_of_help_is_not_offered(need: Need) -> None:
    listing(TaxonomyTermFactory.create(code="food.meals", name="Meals"), "Meals")

    assert names(found(need)) == []


def test_the_service_itself_and_what_was_tried_are_left_out(
    need: Need, kind: TaxonomyTerm
) -> None:
    itself = listing(kind, "Itself")
    listing(kind, "New")
    for name, status in [("Declined", Status.REJECTED), ("Open", Status.ACCEPTED)]:
        ReferralFactory.create(
            need=need, service=listing(kind, name), status=status, consented=False
        )
    for name, status in [
        ("Begun", Status.DRAFT),
        ("Mistaken", Status.ENTERED_IN_ERROR),
    ]:
        ReferralFactory.create(
            need=need, service=listing(kind, name), status=status, consented=False
        )

    assert set(names(found(need, but=[itself.pk]))) == {"New", "Begun", "Mistaken"}


def test_those_that_speak_the_language_come_before_those_that_do_not_say(
    need: Need, kind: TaxonomyTerm
) -> None:
    need.person.language = "hmn"
    listing(kind, "Silent")
    LanguageFactory.create(service=listing(kind, "Speaks"), code="hmn", name="Hmong")

    assert names(found(need)) == ["Speaks", "Silent"]


def test_farther_ones_only_where_there_are_too_few_near(
    need: Need, kind: TaxonomyTerm
) -> None:
    listing(kind, "Far", where=BAKERSFIELD, serves="us-ca")
    for number in range(3):
        listing(kind, f"Near {number}")

    assert "Far" not in names(found(need))

    Service.objects.filter(name="Near 0").delete()

    assert names(found(need))[-1] == "Far"


def test_the_words_of_the_search_come_before_the_kind_of_help(
    need: Need, kind: TaxonomyTerm
) -> None:
    for number in range(3):
        listing(kind, f"Van {number}")
    other = TaxonomyTermFactory.create(code="rides.shopping", name="Shopping")
    listing(other, "Stretcher transport")

    assert "Stretcher transport" in names(
        found(need, sought=Sought("stretcher", "Madera"))
    )
    assert "Stretcher transport" not in names(found(need))


def test_somebody_without_a_known_place_is_looked_for_where_it_was_searched(
    need: Need, kind: TaxonomyTerm
) -> None:
    need.person.postal_code = need.person.town = ""
    listing(kind, "Here")

    best = found(need, sought=Sought("", "93721"))

    assert names(best) == ["Here"]
    assert best.place is not None
    assert "93721" in best.place.label


def test_a_settled_need_has_no_next_best(need: Need, kind: TaxonomyTerm) -> None:
    listing(kind, "Here")
    need.status = Need.Status.MET

    assert names(found(need)) == []


def test_without_an_engine_it_says_so_and_nothing_breaks(
    need: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_more: Any) -> None:
        raise SearchUnavailableError

    monkeypatch.setattr("search.answers.ask", away)

    best = next_best(need, asker=Asker(sender=need.person.kept_by, at=NOW))

    assert best.is_away
    assert best.found == ()


def test_each_says_why_and_what_is_still_to_ask(need: Need, kind: TaxonomyTerm) -> None:
    roomy: dict[str, Any] = {"capacity_status": "capacity", "capacity_said_at": NOW}
    ServicePayer.objects.create(service=listing(kind, "Sure", **roomy), payer="free")
    listing(kind, "Silent")

    others = others_of(found(need), NOW)

    sure, silent = others.choices
    assert sure.tag.words == "All 8 fit"
    assert silent.tag.words == "6 fit, to ask: who pays, room"
    assert "serves Fresno County" in sure.card.why
    assert sure.card.distance is not None
    assert others.summary == "2 others from the same search fit better."
    assert "93721" in others.place


def test_many_ask_the_database_as_much_as_few(need: Need, kind: TaxonomyTerm) -> None:
    for number in range(3):
        listing(kind, f"Van {number}")
    asker = Asker(sender=need.person.kept_by, at=NOW)
    found(need)
    with CaptureQueriesContext(connection) as few:
        next_best(need, asker=asker)
    for number in range(8):
        listing(kind, f"Other {number}")
    found(need)

    with CaptureQueriesContext(connection) as many:
        best = next_best(need, asker=asker)

    assert len(best.found) == 3
    assert len(many) == len(few)


def test_nothing_is_written_by_looking(need: Need, kind: TaxonomyTerm) -> None:
    listing(kind, "Here")

    found(need)

    assert not Referral.objects.exists()
