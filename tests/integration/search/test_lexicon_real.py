"""Words that families use, on real directories, where there are some."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from directory import hsds
from directory.models import Service
from search import answers, indexing, lexicon
from search.engines import Engine
from search.query import Query

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.shared,
    pytest.mark.skipif(
        not hasattr(Engine, "spellings"), reason="the engine reads plain words only"
    ),
]

MIAMI = "miami_open211/datapackage-1566177582.zip"
DC = "dc_orservices/hsds_2023-06"
# What at least most of the first five services must be about.
MEANT = {
    "ride to dr": r"transport|\bride",
    "comida para ancianos": r"meal|food|nutrition",
    "someone to watch dad": r"respite|adult day|home care|companion|homemaker",
    "meals on wheels": r"meals|delivery",
    "help with light bill": r"utilit|energy|electric|assistance",
    "no tengo casa": r"shelter|homeless|housing",
    "my husband hits me": r"violence|abuse|safe",
}

type Open = Callable[[str, str], None]


@pytest.fixture
def opened(shared_data: Path, settings: Settings, tmp_path: Path) -> Open:
    """Import and index one of the directories."""

    def load(package: str, source: str) -> None:
        settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"
        hsds.load(shared_data / package, source=source)
        Service.objects.update(status=Service.Status.ACTIVE)
        indexing.rebuild()

    return load


def about(text: str) -> list[str]:
    """Name, kinds of help and words of the first five services."""
    found = answers.ask(Query(text, groups=lexicon.read(text), per_page=5)).found
    services = Service.objects.listed().in_bulk([hit.service_id for hit in found.hits])
    return [
        f"{services[hit.service_id].name} {services[hit.service_id].description}"
        for hit in found.hits
    ]


@pytest.mark.parametrize(("package", "source"), [(MIAMI, "miami"), (DC, "dc")])
def test_lay_words_find_the_right_kind_of_help(
    opened: Open, package: str, source: str
) -> None:
    opened(package, source)

    found = {text: about(text) for text in MEANT}
    right = {
        text: sum(bool(re.search(MEANT[text], one, re.IGNORECASE)) for one in some)
        for text, some in found.items()
    }
    assert not {text: found[text] for text, number in right.items() if number < 4}
