"""Whether an office wants to be asked with others, for whatever fits its services."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from directory.models import Organization
from referrals.errors import WrongSideError
from referrals.models import OpenOffice

LEADERS = (Membership.Role.SUPERVISOR, Membership.Role.ADMIN)
"""Who decides for an office what comes in."""


def take_open_requests(
    office: Organization, *, by: User, is_taken: bool, at: datetime | None = None
) -> None:
    """Say that the office is asked with others from now on, or no more.

    What it was asked before stays with it. A second call changes nothing.

    Raises:
        WrongSideError: ``by`` does not lead this office.
    """
    leads = Membership.objects.filter(user=by, organization=office, role__in=LEADERS)
    if not (by.is_network_admin or leads.exists()):
        raise WrongSideError(
            _("Only a supervisor or administrator of the office decides this.")
        )
    if is_taken:
        OpenOffice.objects.get_or_create(
            organization=office, defaults={"by": by, "since": at or timezone.now()}
        )
    else:
        OpenOffice.objects.filter(organization=office).delete()
