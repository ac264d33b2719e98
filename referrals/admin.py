"""A window, not a door: referrals move through ``actions``, never through here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from care.admin import NetworkAdminReads
from referrals.models import AnsweringTerms, AnswersByLink, Referral, ReferralEvent


class NetworkAdminWrites(NetworkAdminReads):
    """Network admins write here; nobody else so much as looks."""

    def has_add_permission(self, request: HttpRequest, *_shown: Any) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, *_shown: Any) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, *_shown: Any) -> bool:
        return self.has_module_permission(request)


class EventInline(NetworkAdminReads, admin.TabularInline):  # type: ignore[type-arg]
    model = ReferralEvent
    fields = (
        "sequence",
        "kind",
        "transition",
        "from_status",
        "to_status",
        "to_stage",
        "by_side",
        "by",
        "by_name",
        "by_link",
        "on_behalf_of",
        "reason_code",
        "occurred_at",
        "hash",
    )
    ordering = ("sequence",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReferralEvent]:
        """Bring along who moved it, and for whom: a history may be long."""
        return (
            super()
            .get_queryset(request)
            .select_related("by", "by_link", "on_behalf_of")
        )


@admin.register(Referral)
class ReferralAdmin(NetworkAdminReads, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = (
        "number",
        "status",
        "stage",
        "priority",
        "service",
        "sender",
        "receiver",
        "due_at",
        "changed_at",
    )
    list_filter = ("status", "priority", "is_blind")
    list_select_related = ("service", "sender", "receiver")
    search_fields = ("number", "short_code", "service__name")
    date_hierarchy = "created_at"
    # Reading what was shared about a person is logged on the referral's own page, so
    # the snapshot, the notes and what was delivered are not here.
    fieldsets = (
        (
            None,
            {
                "fields": [
                    ("number", "short_code"),
                    ("person", "need"),
                    "service",
                    ("sender", "receiver"),
                    ("sent_by", "assigned_to"),
                    "re_referral_of",
                ]
            },
        ),
        (
            _("Where it stands"),
            {
                "fields": [
                    ("status", "stage", "priority"),
                    ("reason_code", "outcome", "review_on"),
                    "error_asked_by",
                    "version",
                ]
            },
        ),
        (
            _("What the receiver may see"),
            {"fields": ["is_blind", ("basis", "consent"), "sharing_stopped_at"]},
        ),
        (
            _("When"),
            {
                "fields": [
                    ("created_at", "sent_at", "due_at"),
                    ("viewed_at", "answered_at", "accepted_at"),
                    ("closed_at", "changed_at"),
                    ("outcome_known_at", "sender_informed_at"),
                    ("sender_acknowledged_at", "client_confirmed_at"),
                ]
            },
        ),
    )
    inlines = [EventInline]


@admin.register(AnsweringTerms)
class AnsweringTermsAdmin(NetworkAdminWrites, admin.ModelAdmin):  # type: ignore[type-arg]
    """Working hours and deadlines; what is empty is asked of the next above."""

    list_display = ("__str__", "opens", "closes", "days", "routine_days", "expire_days")
    list_select_related = ("organization", "service")
    autocomplete_fields = ("organization", "service")
    search_fields = ("organization__name", "service__name")
    fieldsets = (
        (
            _("Whose"),
            {
                "fields": ["for_network", "organization", "service"],
                "description": _(
                    "A service goes before its organization, and that before the "
                    "network. Leave empty what is as usual there."
                ),
            },
        ),
        (
            _("Working hours"),
            {"fields": [("opens", "closes"), "days", "keeps_holidays"]},
        ),
        (
            _("Answers"),
            {
                "fields": [
                    ("routine_days", "urgent_days"),
                    ("asap_hours", "stat_minutes"),
                    ("information_days", "expire_days"),
                ]
            },
        ),
        (
            _("Work"),
            {"fields": ["contact_days", ("stale_days", "stale_network_days")]},
        ),
        (_("Ends"), {"fields": ["acknowledge_days", "acknowledges_itself"]}),
    )


@admin.register(AnswersByLink)
class AnswersByLinkAdmin(NetworkAdminWrites, admin.ModelAdmin):  # type: ignore[type-arg]
    """Whoever answers by link tells the network desk, which writes it down here."""

    list_display = ("organization", "email", "chosen_at")
    list_select_related = ("organization",)
    search_fields = ("organization__name", "email")

    def get_readonly_fields(
        self, _request: HttpRequest, shown: AnswersByLink | None = None
    ) -> tuple[str, ...]:
        return ("organization",) if shown else ()
