"""The page of last resort asks nobody: no database, no session, no request."""

import pytest
from django.http import HttpRequest
from django.test import override_settings
from django.utils import translation
from django.views.defaults import server_error


@override_settings(
    NETWORK={"help_line": "Valley Help Line", "help_phone": "+15595550111"}
)
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Something broke on our side"), ("es", "Algo falló de nuestro lado")],
)
def test_a_broken_page_says_what_was_saved_and_whom_to_call(
    language: str, words: str
) -> None:
    with translation.override(language):
        answer = server_error(HttpRequest())

    assert answer.status_code == 500
    page = answer.content.decode()
    assert f'<html lang="{language}">' in page
    assert words in page
    assert "Valley Help Line" in page
    assert 'href="tel:+15595550111">(559) 555-0111</a>' in page
