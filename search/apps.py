"""How Django knows this package."""

from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_migrate
from django.utils.translation import pgettext_lazy


class SearchConfig(AppConfig):
    """Finding things: one question, two engines."""

    name = "search"
    verbose_name = pgettext_lazy("package", "Search")

    def ready(self) -> None:
        """Listen for changed listings, and for tables without their words."""
        from directory.signals import listings_changed  # noqa: PLC0415 - needs the apps

        listings_changed.connect(_listings_changed, dispatch_uid="search.outbox")
        post_migrate.connect(_migrated, sender=self, dispatch_uid="search.lexicon")


def _listings_changed(service_ids: list[UUID], **_kwargs: Any) -> None:
    from search import actions  # noqa: PLC0415 - needs the models

    actions.note_changes(service_ids)


def _migrated(using: str, **_kwargs: Any) -> None:
    """Give a new site, or a new release, its words."""
    from search.lexicon import seed  # noqa: PLC0415 - needs the models
    from search.models import LexiconEntry  # noqa: PLC0415

    table = LexiconEntry._meta.db_table
    # Whoever migrates back to before the lexicon has no table for it.
    if using == DEFAULT_DB_ALIAS and table in connection.introspection.table_names():
        seed.load(seed.default_folder())
