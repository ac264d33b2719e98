"""A window, not a door: referrals move through ``actions``, never through here."""

from django.contrib import admin

from care.admin import NetworkAdminReads
from referrals.models import Referral, ReferralEvent


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
        "on_behalf_of",
        "reason_code",
        "occurred_at",
        "hash",
    )
    ordering = ("sequence",)


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
    # Reading what was shared about a person is logged on the referral's own page.
    exclude = ("snapshot", "request_note", "reason_text", "deliveries")
    inlines = [EventInline]
