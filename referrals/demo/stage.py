"""What the demo's files call by a word of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from care.models import Consent, Need
from directory.models import Organization, Service, TaxonomyTerm
from referrals.demo.moments import Calendar
from referrals.models import Referral
from referrals.parties import Acting, Actor


@dataclass(slots=True)
class Stage:
    """The demo region's records, and those written so far."""

    source: str
    calendar: Calendar
    needs: dict[str, Need] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)

    def organizations(self) -> dict[str, Organization]:
        """Every organization of the demo region, by its slug."""
        found = Organization.objects.from_source(self.source)
        return {organization.source_id: organization for organization in found}

    def organization(self, slug: str) -> Organization:
        """An organization, by the slug that is its id in the files."""
        return Organization.objects.get(source=self.source, source_id=slug)

    def service(self, slug: str) -> Service:
        """A service, by its slug."""
        return Service.objects.get(source=self.source, source_id=slug)

    def term(self, code: str) -> TaxonomyTerm:
        """A kind of help, by its code."""
        return TaxonomyTerm.objects.get(source=self.source, code=code)

    def user(self, email: str) -> User:
        """One of the demo's accounts."""
        return User.objects.get(email=email)

    def actor(self, said: Mapping[str, Any]) -> Actor:
        """Whoever does a step, perhaps on behalf of an agency on paper."""
        user = self.user(said["by"])
        if "for" in said:
            return Acting(user, self.organization(said["for"]), said["evidence"])
        return user
