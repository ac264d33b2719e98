"""What the head of every page knows of whoever is signed in."""

from typing import Any

from django.http import HttpRequest

from accounts import navigation
from accounts.models import User


def signed_in(request: HttpRequest) -> dict[str, Any]:
    """Give ``nav``, a list of links for the role, and ``office``, a name or "".

    ``unread`` counts the notices that wait to be read.
    ``can_refer`` says whether this person may send somebody from an office.
    Each link has ``label``, ``url``, ``count`` (None: nothing is counted there) and
    ``is_current``. Nothing is given, and nothing asked of the database, when nobody
    is signed in.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    roles, office = user.roles_and_office()
    return {
        "nav": navigation.items(user, roles, request.path),
        "office": office,
        "unread": user.notices.unread().count(),
        "can_refer": not navigation.SENDERS.isdisjoint(roles),
    }
