from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from search import indexing
from search.health import LATE, State, health
from search.models import Change
from tests.factories.accounts import UserFactory
from tests.factories.directory import ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings: Settings) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"


@pytest.fixture
def steward(client: Client) -> User:
    user = UserFactory.create(network_role=User.NetworkRole.STEWARD)
    client.force_login(user)
    return user


@pytest.mark.usefixtures("steward")
def test_staff_see_how_each_engine_is(client: Client) -> None:
    ServiceFactory.create()
    indexing.rebuild()

    page = client.get("/search/health")

    assert page.status_code == 200
    words = page.content.decode()
    assert "Well" in words
    assert "It finds 1 service." in words
    assert "No change waits." in words


def test_nobody_else_sees_it(client: Client) -> None:
    assert client.get("/search/health").status_code == 404
    client.force_login(UserFactory.create())
    assert client.get("/search/health").status_code == 404


def test_an_index_that_was_never_filled_says_so() -> None:
    (found,) = health(timezone.now())

    assert found.state is State.EMPTY
    assert found.services is None
    assert "reindex" in found.trouble


def test_what_waits_too_long_is_seen() -> None:
    indexing.rebuild()
    Change.objects.create(service_id=uuid4())
    now = timezone.now()

    (soon,) = health(now)
    (late,) = health(now + LATE + timedelta(minutes=1))

    assert (soon.state, soon.waiting) == (State.WELL, 1)
    assert (late.state, late.waiting) == (State.BEHIND, 1)


@pytest.mark.usefixtures("steward")
def test_an_engine_that_is_down_is_seen_while_another_answers(
    client: Client, settings: Settings
) -> None:
    settings.SEARCH_ENGINE = ["elastic", "embedded"]
    # Port 9, "discard", where nobody listens.
    settings.ELASTICSEARCH = settings.ELASTICSEARCH | {"hosts": ("http://127.0.0.1:9",)}
    ServiceFactory.create(name="Rides")
    Change.objects.create(service_id=uuid4(), engine="elastic")
    Change.objects.create(service_id=uuid4(), engine="embedded")
    with pytest.raises(Exception, match="cannot be reached"):
        indexing.drain()

    words = client.get("/search/health").content.decode()
    results = client.get("/search?q=rides").content.decode()

    assert "Cannot answer" in words
    assert "1 change waits" in words
    assert "Well" in words
    assert "Rides" in results
    assert indexing.waiting(engine="elastic") == 1


def test_a_site_whose_only_engine_is_down_answers_calmly(
    client: Client, settings: Settings
) -> None:
    settings.SEARCH_ENGINE = ["elastic"]
    settings.ELASTICSEARCH = settings.ELASTICSEARCH | {"hosts": ("http://127.0.0.1:9",)}

    page = client.get("/search?q=rides")

    assert page.status_code == 503
    assert "Nothing was lost" in page.content.decode()


@pytest.mark.usefixtures("steward")
def test_the_tables_lead_to_it(client: Client) -> None:
    page = client.get("/admin/")

    assert 'href="/search/health"' in page.content.decode()
