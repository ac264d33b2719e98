"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tests import append_only

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real directories, kept beside the project where there is one."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real directories are not beside this checkout")
    return folder


@pytest.fixture(autouse=True)
def events_may_be_flushed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that commit are cleaned by flushing, which kept events would refuse."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames) or (
        marker is not None and marker.kwargs.get("transaction")
    )
    if not commits:
        yield
        return
    request.getfixturevalue("transactional_db")
    append_only.forbid_changes()
    yield
    append_only.allow_changes()


@pytest.fixture(autouse=True)
def _english() -> None:
    """Begin in English: the test client leaves a thread in its last page's language."""
    translation.activate("en")
