"""One office that keeps people, and everybody who may knock."""

from dataclasses import dataclass

from django.test import Client

from accounts.models import Membership, User
from directory.models import Organization
from tests.factories.directory import OrganizationFactory
from tests.factories.referrals import MemberFactory, member_of

Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Doors:
    """Somebody of each kind, seen from one office."""

    office: Organization

    def client(self, who: str) -> Client:
        """A browser in which that somebody is signed in."""
        client = Client()
        if who != "signed out":
            client.force_login(self.user(who))
        return client

    def user(self, who: str) -> User:
        """Somebody of that kind."""
        match who:
            case "steward":
                return MemberFactory.create(network_role=User.NetworkRole.STEWARD)
            case "network admin":
                return MemberFactory.create(network_role=User.NetworkRole.ADMIN)
            case "stranger":
                return member_of(OrganizationFactory.create())
            case "nobody's":
                return MemberFactory.create()
            case _:
                return member_of(self.office, Role(who))


ROLES = (
    "coordinator",
    "receiver",
    "supervisor",
    "organization_admin",
    "network admin",
    "steward",
    "stranger",
    "nobody's",
    "signed out",
)
