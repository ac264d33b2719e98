from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.test import Client
from rest_framework import exceptions, serializers

from api.errors import handler


def test_an_address_that_leads_nowhere_is_a_problem(client: Client) -> None:
    for method in (client.get, client.post):
        response = method("/api/v1/nothing")

        assert response.status_code == 404
        assert response.json()["error"]["code"] == "not_found"


def test_a_method_that_is_not_there_is_a_problem(client: Client) -> None:
    response = client.post("/api/v1/search", {"q": "x" * 100})

    assert response.status_code == 405
    assert response.json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (RequestDataTooBig(), 413, "too_large"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.ParseError(), 400, "parse_error"),
        (KeyError("secret"), 500, "error"),
    ],
)
def test_every_exception_has_the_one_shape(
    error: Exception, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = handler(error, {})

    assert response.status_code == status
    body: Any = response.data
    assert response.content_type == "application/problem+json"
    assert set(body) == {"type", "title", "status", "detail", "error"}
    assert body["status"] == status
    assert set(body["error"]) == {"code", "message", "fields"}
    assert body["error"]["code"] == code
    assert "secret" not in str(body)


def test_a_serializers_complaints_are_told_by_field() -> None:
    class Asked(serializers.Serializer[Any]):
        reason = serializers.CharField()

    asked = Asked(data={})
    with pytest.raises(exceptions.ValidationError) as caught:
        asked.is_valid(raise_exception=True)

    body: Any = handler(caught.value, {}).data

    assert body["error"]["code"] == "invalid"
    assert list(body["error"]["fields"]) == ["reason"]


def test_a_complaint_about_no_field_is_told_as_well() -> None:
    body: Any = handler(exceptions.ValidationError("No."), {}).data

    assert body["error"] == {"code": "invalid", "message": "No.", "fields": {}}


def test_several_codes_at_once_fall_back_to_the_kind_of_error() -> None:
    body: Any = handler(exceptions.APIException({"a": "b"}), {}).data

    assert body["error"]["code"] == "error"


def test_a_thousand_parameters_are_refused_in_the_one_shape(client: Client) -> None:
    response = client.get("/api/v1/search?" + "a&" * 1010)

    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"
