"""Who can be asked for a need together with others: each is judged alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from care.models import Need
from directory.models import Attribute, Organization, Service
from referrals.checks import Check, Subject, check_each
from referrals.models import OpenOffice, RoundPlace

FEWEST, MOST = 2, 8
"""How many services are chosen by name."""
MOST_IN_POOL = 50

LeftOut = RoundPlace.LeftOut

STOPS: dict[Subject, LeftOut] = {
    Subject.CONSENT: LeftOut.CONSENT,
    Subject.REFERRALS: LeftOut.REFERRALS,
    Subject.ALREADY_OPEN: LeftOut.ALREADY_OPEN,
}
"""What keeps a service out whatever is written to it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that may be asked, and what was found for it."""

    service: Service
    check: Check

    @property
    def stop(self) -> LeftOut | None:
        """Why it is not asked, whatever is written; None when nothing forbids it."""
        found = (STOPS.get(one.subject) for one in self.check.does_not_fit)
        return next((why for why in found if why is not None), None)

    @property
    def is_poor_fit(self) -> bool:
        """Whether it may be asked with a word why."""
        return self.stop is None and bool(self.check.does_not_fit)

    def left_out(self, note: str) -> str:
        """Why it is not asked with that note; empty when it is."""
        if self.stop is not None:
            return self.stop
        return "" if note.strip() or not self.is_poor_fit else LeftOut.DOES_NOT_FIT


def candidates_of(
    need: Need,
    services: Sequence[Service],
    *,
    sender: Organization,
    by: User,
    at: datetime,
) -> list[Candidate]:
    """The services in their order, each looked at; as many queries as for one."""
    checks = check_each(need, services, sender=sender, by=by, at=at)
    return [
        Candidate(service, check)
        for service, check in zip(services, checks, strict=True)
    ]


def pool_of(
    need: Need, *, sender: Organization, by: User, at: datetime
) -> list[Candidate]:
    """Services of this kind that serve the place, of offices that take open requests.

    Those that fit best first, at most fifty; without an agreement they are among
    them all the same, so that they can be named.
    """
    kind = Attribute.objects.filter(
        link_entity="service", taxonomy_term=need.category_id, removed_at__isnull=True
    )
    services = list(
        Service.objects.listed()
        .filter(
            pk__in=kind.values("link_id"),
            organization__in=OpenOffice.objects.values("organization"),
            do_not_refer=False,
        )
        .exclude(organization=sender)
        .select_related("organization")
        .order_by("name", "pk")
    )
    found = candidates_of(need, services, sender=sender, by=by, at=at)
    fitting = [one for one in found if _is_for(one)]
    fitting.sort(key=lambda one: (one.stop is not None, len(one.check.not_known)))
    return fitting[:MOST_IN_POOL]


def _is_for(one: Candidate) -> bool:
    serves = any(found.subject == Subject.PLACE for found in one.check.fits)
    return serves and not one.is_poor_fit and one.stop in {None, LeftOut.CONSENT}
