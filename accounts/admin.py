"""Users and memberships, for network admins. People join by invitation, not here."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership, Notice, User


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    fields = ("organization", "role", "since")
    autocomplete_fields = ("organization",)
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("email", "name", "network_role", "is_active", "last_login")
    list_filter = ("network_role", "is_active", "memberships__role")
    search_fields = ("email", "name", "memberships__organization__name")
    list_per_page = 50
    inlines = (MembershipInline,)
    readonly_fields = ("email", "last_login", "date_joined")
    fieldsets = (
        (
            None,
            {
                "fields": ["email", "name", "language", "told"],
                "description": _(
                    "The address is changed by its owner, who confirms the new one."
                ),
            },
        ),
        (
            _("What this person may do"),
            {
                "fields": ["is_active", "network_role"],
                "description": _(
                    "Close an account rather than delete it: what its owner did for "
                    "people stays signed. Network roles stand above all offices."
                ),
            },
        ),
        (_("When"), {"fields": [("date_joined", "last_login")]}),
    )

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """People are invited, and choose their own password."""
        return False

    def has_delete_permission(
        self, _request: HttpRequest, _shown: Model | None = None
    ) -> bool:
        """An account is closed, never deleted."""
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "organization", "role", "since")
    list_select_related = ("user", "organization")
    list_filter = ("role",)
    search_fields = ("user__email", "user__name", "organization__name")
    autocomplete_fields = ("user", "organization")
    list_per_page = 50


class Window(admin.ModelAdmin):  # type: ignore[type-arg]
    """Only looked at: the site's own pages and commands write these."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Written elsewhere."""
        return False

    def has_change_permission(
        self, _request: HttpRequest, _shown: Model | None = None
    ) -> bool:
        """Only looked at."""
        return False

    def has_delete_permission(
        self, _request: HttpRequest, _shown: Model | None = None
    ) -> bool:
        """Kept, as a record of who was asked or told."""
        return False


@admin.register(Invitation)
class InvitationAdmin(Window):
    """Invitations are written and taken back on the team's page."""

    list_display = ("email", "organization", "role", "invited_at", "expires_at")
    list_select_related = ("organization",)
    list_filter = ("role",)
    search_fields = ("email", "organization__name")
    exclude = ("token_hash",)


class Fate(admin.SimpleListFilter):
    """Which mails still wait, and which no mail server took."""

    title = _("mail")
    parameter_name = "mail"

    def lookups(
        self, _request: HttpRequest, _shown: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, Any]]:
        """Give the choices."""
        return [("waiting", _("Waits")), ("given-up", _("Given up"))]

    def queryset(
        self, _request: HttpRequest, found: QuerySet[Notice]
    ) -> QuerySet[Notice]:
        """Leave those of the choice."""
        if self.value() == "waiting":
            return Notice.objects.filter(pk__in=found).waiting()
        if self.value() == "given-up":
            return found.filter(failed_at__isnull=False)
        return found


@admin.register(Notice)
class NoticeAdmin(Window):
    """What people were told, by number, and whether the mail went out."""

    list_display = (
        "subject",
        "what",
        "user",
        "made_at",
        "sent_at",
        "read_at",
        "tries",
        "failed_at",
    )
    list_select_related = ("user",)
    list_filter = (Fate,)
    search_fields = ("=subject", "=user__email")
    list_per_page = 50
    show_full_result_count = False
