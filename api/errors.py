"""Every error of the API as a problem document, whatever raised it."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
)
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from config.problems import CONTENT_TYPE, ProblemResponse, problem
from search.answers import PageBeyondEndError
from search.engines import SearchUnavailableError

log = logging.getLogger("django.request")


class InvalidError(exceptions.APIException):
    """Parameters that a form refused, in the form's own words."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "invalid"

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(_("Some parameters cannot be used."), "invalid")
        self.fields = fields


def handler(error: Exception, context: dict[str, Any]) -> Response:
    """Answer any exception that a view let through (REST framework's hook)."""
    if known := _known(error):
        return _answer(*known)
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        # Without the request's parameters: they may hold what somebody typed.
        log.error("An API view failed", exc_info=error)
        message = _("Something went wrong on our side.")
        return _answer(500, "error", message)
    response.data = problem(
        response.status_code, _code(error), _message(error), _fields(error)
    )
    response.content_type = CONTENT_TYPE
    return response


def _answer(status: int, code: str, message: str) -> Response:
    body = problem(status, code, message)
    return Response(body, status=status, content_type=CONTENT_TYPE)


def _known(error: Exception) -> tuple[int, str, str] | None:
    """Return status, code and message of the errors that are not REST framework's."""
    match error:
        case PageBeyondEndError():
            message = _("There is no such page: the last one is %(last)s.")
            return 404, "page_beyond_end", message % {"last": error.last_page}
        case SearchUnavailableError():
            log.error("Search is unavailable: %s", error)
            message = _("Search cannot answer now. Try again soon.")
            return 503, "search_unavailable", message
        case RequestDataTooBig() | TooManyFieldsSent():
            return 413, "too_large", _("That is more than we can take.")
        case Http404():
            return 404, "not_found", _("There is nothing here.")
        case PermissionDenied():
            return 403, "permission_denied", _("You may not do this.")
    return None


@csrf_exempt
def not_found(request: HttpRequest, **_captured: str) -> ProblemResponse:
    """Answer every address below ``/api/`` that leads nowhere."""
    return ProblemResponse(404, "not_found", _("There is nothing here."))


def _code(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "invalid"
    codes = error.get_codes()
    return codes if isinstance(codes, str) else error.default_code


def _message(error: exceptions.APIException) -> str:
    match error.detail:
        case dict():
            return _("Some parameters cannot be used.")
        case list():
            return " ".join(map(str, error.detail))
    return str(error.detail)


def _fields(error: exceptions.APIException) -> dict[str, list[str]]:
    if isinstance(error, InvalidError):
        return error.fields
    if isinstance(error, exceptions.ValidationError) and isinstance(error.detail, dict):
        return {name: [str(one) for one in some] for name, some in error.detail.items()}
    return {}
