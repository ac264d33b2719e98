"""How Django knows this package."""

from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Finding things: one question, two engines."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Listen for changed listings."""
        from directory.signals import listings_changed  # noqa: PLC0415 - needs the apps

        listings_changed.connect(_listings_changed, dispatch_uid="search.outbox")


def _listings_changed(service_ids: list[UUID], **_kwargs: Any) -> None:
    from search import actions  # noqa: PLC0415 - needs the models

    actions.note_changes(service_ids)
