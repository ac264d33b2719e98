"""Who did it, as the other readers know them."""

from django.utils.translation import gettext as _

from accounts.models import User
from directory.models import Organization
from referrals.models import ReferralEvent, Side
from referrals.models.link import Signed


def did(event: ReferralEvent, reader: User) -> str:
    """Whoever moved it: "Rosa Lima, Milepost Rides, by link"."""
    if event.by_side == Side.CLIENT:
        return _("The family")
    if event.by is None and event.by_link_id is None:
        return _("Waypost")
    if event.on_behalf_of is not None and event.by_id != reader.pk:
        return _("%(name)s, network desk, for %(organization)s") % {
            "name": event.by,
            "organization": event.on_behalf_of.name,
        }
    return signed(event, event.by_organization, reader)


def signed(one: Signed, office: Organization | None, reader: User) -> str:
    """Whoever signed it, and for which office."""
    if one.by is not None and one.by_id == reader.pk:
        return _("You")
    return with_office(one, office)


def with_office(one: Signed, office: Organization | None) -> str:
    """Name and office; without an office it is the network desk."""
    if one.by is None:
        return _("%(name)s, %(organization)s, by link") % {
            "name": one.by_name,
            "organization": office or "",
        }
    return f"{one.by}, {office.name if office else _('network desk')}"


def mover(event: ReferralEvent) -> str:
    """The name alone of whoever moved it; empty for Waypost itself."""
    return _("The family") if event.by_side == Side.CLIENT else called(event)


def called(one: Signed) -> str:
    """The name alone."""
    return str(one.by or one.by_name)
