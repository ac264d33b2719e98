"""E-mails about accounts that are ours to write; allauth sends its own."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Invitation


def invitation(invited: Invitation, token: str) -> None:
    """Send the link. The letter names the office, and no person."""
    link = settings.SITE_URL + reverse("accounts:invitation", args=[token])
    office = invited.organization.name
    EmailMessage(
        subject=_("%(office)s invites you to Waypost") % {"office": office},
        body=render_to_string(
            "email/invitation.txt", {"invitation": invited, "link": link}
        ),
        to=[invited.email],
    ).send()
