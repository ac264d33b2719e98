"""The head's links for whoever is signed in, by what the role uses.

Packages above tell how many things wait behind a link, in their ``apps.py``:
``navigation.count("referrals:inbox", waiting)``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User

MOST = 5

Role = Membership.Role
STAFF = frozenset(Role.values)
SENDERS = frozenset({Role.COORDINATOR, Role.SUPERVISOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Door:
    """A page that some roles use every day."""

    name: str
    label: str | Promise
    roles: frozenset[str]
    args: tuple[str, ...] = ()

    def url(self) -> str | None:
        """Return its address; None where this site has no such page."""
        try:
            return reverse(self.name, args=self.args)
        except NoReverseMatch:
            return None


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the head, as the template reads it."""

    label: str
    url: str
    count: int | None
    is_current: bool


INBOX = Door("referrals:inbox", _("Inbox"), STAFF)
SENT = Door("referrals:sent", _("Sent"), SENDERS)
PEOPLE = Door("care:people", _("People"), STAFF)
FIND = Door("search:home", _("Find help"), STAFF | {"", *User.NetworkRole.values})
MEMBERS = Door(
    "accounts:members", _("Our team"), frozenset({Role.ADMIN, "network_admin"})
)
LISTINGS = Door(
    "admin:app_list",
    _("Listings"),
    frozenset({User.NetworkRole.STEWARD, User.NetworkRole.ADMIN}),
    ("directory",),
)
NETWORK = Door("admin:index", _("Network"), frozenset({User.NetworkRole.ADMIN}))
DOORS = (INBOX, SENT, PEOPLE, FIND, MEMBERS, LISTINGS, NETWORK)

# Where each role's day begins, the most telling role first.
BEGINNINGS = (
    (User.NetworkRole.ADMIN, NETWORK),
    (User.NetworkRole.STEWARD, LISTINGS),
    (Role.SUPERVISOR, SENT),
    (Role.COORDINATOR, PEOPLE),
    (Role.ADMIN, INBOX),
    (Role.RECEIVER, INBOX),
)

_counts: dict[str, Callable[[User], int]] = {}


def count(name: str, how_many: Callable[[User], int]) -> None:
    """Let the link to that page carry a number: what waits there for this person."""
    _counts[name] = how_many


def doors(roles: frozenset[str]) -> Iterator[tuple[Door, str]]:
    """The pages of these roles that this site has, with their addresses."""
    for door in DOORS:
        url = door.url() if door.roles & roles else None
        if url is not None:
            yield door, url


def items(user: User, roles: frozenset[str], path: str) -> list[NavItem]:
    """The head's links for this person, five at most."""
    open_doors = list(doors(roles))[:MOST]
    behind = [url for _door, url in open_doors if url != "/" and path.startswith(url)]
    # The longest address that the page lies under: a referral lies under the inbox.
    current = max(behind, key=len, default="/")
    return [
        NavItem(
            str(door.label),
            url,
            _counts[door.name](user) if door.name in _counts else None,
            url == current if url != "/" else path in {"/", "/search"},
        )
        for door, url in open_doors
    ]


def beginning(roles: frozenset[str]) -> Door:
    """Where this person's day begins."""
    for role, door in BEGINNINGS:
        if role in roles and door.url() is not None:
            return door
    return FIND
