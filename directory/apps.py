"""How Django knows this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """What exists: organizations, services, locations, taxonomies."""

    name = "directory"
    verbose_name = _("Directory")
