"""The one shape of an error for programs: a problem document (RFC 9457).

``title`` and ``detail`` are for people, ``error.code`` is for programs, and
``error.fields`` says what is wrong with each parameter.
"""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

CONTENT_TYPE = "application/problem+json"
API_PATH = "/api/"


def problem(
    status: int, code: str, message: str, fields: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    """Return the document; ``about:blank`` says that the status is the type."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": message,
        "error": {"code": code, "message": message, "fields": fields or {}},
    }


class ProblemResponse(JsonResponse):
    """A problem document as an answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(
            problem(status, code, message), status=status, content_type=CONTENT_TYPE
        )


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, so that it gets no page."""
    return request.path.startswith(API_PATH)
