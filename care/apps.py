"""How Django knows this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareConfig(AppConfig):
    """Who is helped: people, consents and needs."""

    name = "care"
    verbose_name = _("Care")
