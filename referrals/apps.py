"""How Django knows this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    """The closed loop: sent, accepted, completed, and who may move it."""

    name = "referrals"
    verbose_name = _("Referrals")
