"""Request types that views promise, so that types hold without a check per view."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    # The stubs' name for whatever AUTH_USER_MODEL says; importing the model itself
    # would point upward.
    from django.contrib.auth.models import _User


class PublicRequest(HttpRequest):
    """Anybody's request, as the middleware leaves it."""

    htmx: HtmxDetails


class StaffRequest(PublicRequest):
    """A request behind ``login_required``: the user is a real one."""

    user: "_User"
