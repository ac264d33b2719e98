"""How Django knows this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Finding things: one question, two engines."""

    name = "search"
    verbose_name = _("Search")
