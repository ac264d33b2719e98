import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

WRITTEN = Path("docs") / "reference" / "openapi.yaml"


def test_the_committed_description_is_what_the_code_says() -> None:
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)

    # If this fails: manage.py spectacular --file docs/reference/openapi.yaml
    assert (settings.BASE_DIR / WRITTEN).read_text() == out.getvalue()


@pytest.mark.django_db
def test_the_description_is_public(client: Client) -> None:
    response = client.get("/api/v1/schema")

    assert response.status_code == 200
    assert b"/api/v1/search" in response.content
