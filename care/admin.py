"""A window for network admins: what was agreed, and who looked.

People themselves are not here: each reading of them is logged, and only their page
does that.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import User
from care.models import (
    AccessEntry,
    Consent,
    ConsentDataClass,
    ConsentPurpose,
)


class NetworkAdminReads:
    """Network admins look; nobody adds, changes or deletes."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.is_network_admin

    def has_view_permission(
        self, request: HttpRequest, _shown: Model | None = None
    ) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, _request: HttpRequest, *_shown: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, *_shown: Any) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, *_shown: Any) -> bool:
        return False


class PurposeInline(NetworkAdminReads, admin.TabularInline):  # type: ignore[type-arg]
    model = ConsentPurpose


class DataClassInline(NetworkAdminReads, admin.TabularInline):  # type: ignore[type-arg]
    model = ConsentDataClass


@admin.register(Consent)
class ConsentAdmin(NetworkAdminReads, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = (
        "id",
        "person",
        "discloser",
        "covers_network",
        "valid_from",
        "expires_at",
        "revoked_at",
    )
    list_filter = ("method", "covers_network")
    list_select_related = ("person", "discloser")
    date_hierarchy = "valid_from"
    exclude = ("signer_name", "witness", "note")
    inlines = [PurposeInline, DataClassInline]


@admin.register(AccessEntry)
class AccessEntryAdmin(NetworkAdminReads, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = (
        "at",
        "person",
        "user",
        "organization",
        "purpose",
        "basis",
        "is_permitted",
        "referral_number",
    )
    list_filter = ("purpose", "is_permitted")
    list_select_related = ("person", "user", "organization")
    search_fields = ("referral_number", "user__email")
    date_hierarchy = "at"
