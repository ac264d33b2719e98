from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from config import errors
from config.middleware import LONGEST_QUERY

PROBLEM = "application/problem+json"
SCRIPTS = ("Traceback", "exception", "DisallowedHost")


def assert_problem(response: Any, status: int, code: str) -> None:
    assert response.status_code == status
    assert response["Content-Type"] == PROBLEM
    body = response.json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"] == body["error"]["message"]
    assert body["error"]["code"] == code


def assert_page(response: Any, status: int, words: str) -> None:
    text = response.content.decode()
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert words in text
    assert not [one for one in SCRIPTS if one in text]


def test_a_wrong_host_is_a_page_to_people_and_a_problem_to_programs(
    client: Client, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["waypost.example"]

    page = client.get("/search", headers={"host": "evil.example"})
    problem = client.get("/api/v1/search", headers={"host": "evil.example"})

    assert_page(page, 400, "We could not read that")
    assert_problem(problem, 400, "bad_request")
    assert "evil" not in problem.content.decode()


@pytest.mark.parametrize("extra", [1, 60_000, 10_000_000])
def test_a_query_that_is_too_long_is_refused_before_anybody_reads_it(
    client: Client, extra: int
) -> None:
    query = "q=" + "x" * (LONGEST_QUERY - 2 + extra)

    page = client.get("/search", query_params=None, QUERY_STRING=query)
    problem = client.get("/api/v1/search", QUERY_STRING=query)

    assert_page(page, 414, "That address is too long for us")
    assert "xxx" not in page.content.decode()
    assert_problem(problem, 414, "address_too_long")


@pytest.mark.django_db
def test_a_query_just_short_enough_is_read(client: Client) -> None:
    query = "q=" + "x" * (LONGEST_QUERY - 2)

    page = client.get("/search", QUERY_STRING=query)

    assert_page(page, 400, "Say it in at most 200 letters")


@pytest.mark.parametrize(
    ("handler", "status", "code"),
    [
        (errors.bad_request, 400, "bad_request"),
        (errors.permission_denied, 403, "permission_denied"),
        (errors.page_not_found, 404, "not_found"),
    ],
)
def test_errors_outside_every_view_are_problems_below_api(
    rf: RequestFactory, handler: Any, status: int, code: str
) -> None:
    def answer(path: str) -> HttpResponse:
        made: HttpResponse = handler(rf.get(path), ValueError("secret"))
        return made

    page, problem = answer("/somewhere"), answer("/api/v1/nothing")

    assert page.status_code == status
    assert page["Content-Type"].startswith("text/html")
    assert "secret" not in page.content.decode()
    assert problem.status_code == status
    assert problem["Content-Type"] == PROBLEM
    assert code in problem.content.decode()


def test_a_mistake_of_ours_shows_nothing_of_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_request: HttpRequest) -> HttpResponse:
        raise KeyError("secret")

    client.raise_request_exception = False
    monkeypatch.setattr("config.middleware.address_too_long", fail)
    query = "x" * (LONGEST_QUERY + 1)

    page = client.get("/search", QUERY_STRING=query)
    problem = client.get("/api/v1/search", QUERY_STRING=query)

    assert_page(page, 500, "Something broke on our side")
    assert_problem(problem, 500, "error")


def test_a_form_without_its_token_is_a_page_or_a_problem(rf: RequestFactory) -> None:
    strict = Client(enforce_csrf_checks=True)

    page = strict.post("/i18n/setlang/", {"language": "es"})
    problem = errors.csrf_failure(rf.post("/api/v1/nothing"), "no cookie")

    assert_page(page, 403, "We could not be sure that this came from you")
    assert problem.status_code == 403
    assert problem["Content-Type"] == PROBLEM


def test_each_refusal_below_api_is_a_problem(client: Client) -> None:
    assert_problem(client.get("/api/v2/search"), 404, "not_found")
    assert_problem(client.delete("/api/v1/search"), 405, "method_not_allowed")
    too_many = client.get("/api/v1/search?" + "a&" * 1010)
    assert_problem(too_many, 413, "too_large")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"language=es\0&next=/%00", "application/x-www-form-urlencoded", 302),
        (b"language=\xff\xfe", "application/x-www-form-urlencoded", 302),
        (b"a=b", "application/x-www-form-urlencoded; charset=latin-1", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=", 400),
        (b"a=1&" * 1100, "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * 3_000_000, "application/x-www-form-urlencoded", 400),
    ],
)
def test_bodies_that_cannot_be_read_are_a_plain_page(
    client: Client, body: bytes, kind: str, status: int
) -> None:
    response = client.post("/i18n/setlang/", body, content_type=kind)

    assert response.status_code == status
    if status == 400:
        assert_page(response, 400, "We could not read that")
