"""What holds for every request, before any package sees it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.errors import address_too_long

# Bytes. With path and method it fits into the longest line that gunicorn reads.
LONGEST_QUERY = 8000


class AddressLengthMiddleware:
    """Refuses addresses longer than any that the site makes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 414 in the view's place when the query string is too long."""
        if len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY:
            return self.get_response(request)
        # The page leads back to its own address, which must be a readable one.
        request.META["QUERY_STRING"] = ""
        return address_too_long(request)
