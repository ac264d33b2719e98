"""The demo's sign-ins: who they are, and what each does."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Not a secret: the sign-in page of the demo shows it.
PASSWORD = "waypost-demo"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Part:
    """One of the five that the sign-in page offers."""

    email: str
    icon: str
    role: str | Promise
    does: str | Promise


PARTS = (
    Part(
        "coordinator@demo.example",
        "carer",
        _("coordinator"),
        _(
            "Brings people home from the hospital: finds help, sends referrals, "
            "sees how each one ends."
        ),
    ),
    Part(
        "receiver@demo.example",
        "ride",
        _("receiver"),
        _("Answers ride requests at a small agency, and says how each one ended."),
    ),
    Part(
        "supervisor@demo.example",
        "team",
        _("supervisor"),
        _("Sees every referral of the office, who waits too long and why."),
    ),
    Part(
        "steward@demo.example",
        "map",
        _("steward"),
        _("Keeps hours, phones and areas true for all four counties."),
    ),
    Part(
        "admin@demo.example",
        "place",
        _("network admin"),
        _("Invites offices, gives roles, checks who looked at what."),
    ),
)


def people() -> list[dict[str, Any]]:
    """Everybody who can sign in to the demo, as its files say."""
    path = settings.FIXTURES_DIR / "demo" / "users.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["users"]
    return found
