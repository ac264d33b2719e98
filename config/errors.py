"""What is answered when no view could: a page to people, a problem to programs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import csrf, defaults

from config.problems import ProblemResponse, is_for_programs


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a body or a host that cannot be read."""
    if is_for_programs(request):
        message = _("That request is too large or not complete.")
        return ProblemResponse(400, "bad_request", message)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, and not allowed."""
    if is_for_programs(request):
        return ProblemResponse(403, "permission_denied", _("You may not do this."))
    return defaults.permission_denied(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that may not have come from our own page."""
    if is_for_programs(request):
        message = _("The CSRF token is missing or wrong.")
        return ProblemResponse(403, "csrf_failed", message)
    return csrf.csrf_failure(request, reason)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing there, or hidden."""
    if is_for_programs(request):
        return ProblemResponse(404, "not_found", _("There is nothing here."))
    return defaults.page_not_found(request, exception)


def address_too_long(request: HttpRequest) -> HttpResponse:
    """414: more behind the question mark than any page or program needs."""
    if is_for_programs(request):
        message = _("That address is longer than we can read.")
        return ProblemResponse(414, "address_too_long", message)
    return render(request, "414.html", status=414)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our own mistake."""
    if is_for_programs(request):
        message = _("Something went wrong on our side.")
        return ProblemResponse(500, "error", message)
    return defaults.server_error(request)
