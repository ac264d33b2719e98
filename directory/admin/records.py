"""What was imported, changed and confirmed: for reading only."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.models import ImportRun, Metadata, Verification


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A record of what happened is never edited."""

    list_per_page = 50

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nobody adds to it by hand."""
        return False

    def has_change_permission(
        self, _request: HttpRequest, _shown: Model | None = None
    ) -> bool:
        """Nobody changes it."""
        return False

    def has_delete_permission(
        self, _request: HttpRequest, _shown: Model | None = None
    ) -> bool:
        """Nobody deletes it."""
        return False


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("source", "started_at", "finished_at", "shape", "rows")
    list_filter = ("source",)
    date_hierarchy = "started_at"

    @admin.display(description=_("rows"))
    def rows(self, run: ImportRun) -> str:
        """How many rows of each fate."""
        counts: dict[str, Any] = run.counts
        return ", ".join(f"{fate} {number}" for fate, number in counts.items())


@admin.register(Metadata)
class MetadataAdmin(ReadOnlyAdmin):
    list_display = (
        "resource_type",
        "field_name",
        "last_action_type",
        "last_action_date",
        "updated_by",
    )
    list_filter = ("resource_type", "last_action_type")
    search_fields = ("=resource_id", "field_name")


@admin.register(Verification)
class VerificationAdmin(ReadOnlyAdmin):
    list_display = (
        "resource_type",
        "group",
        "verified_at",
        "verified_how",
        "verified_by",
    )
    list_filter = ("resource_type", "group", "verified_how")
    search_fields = ("=resource_id",)
