"""Locations, and services at them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.admin.areas import read_areas
from directory.admin.children import (
    AccessibilityInline,
    AddressInline,
    ContactInline,
    LanguageInline,
    PhoneInline,
    ScheduleInline,
    ServiceAreaInline,
)
from directory.admin.listing import (
    CONFIRMED,
    PROVENANCE,
    ConfirmedFilter,
    ConfirmingAdmin,
    ListingAdmin,
    PresentFilter,
)
from directory.models import Location, ServiceAtLocation
from directory.stewardship import listings


@admin.register(Location)
class LocationAdmin(ConfirmingAdmin):
    list_display = (
        "name",
        "organization",
        "location_type",
        "point_quality",
        "visibility",
        "verified_at",
        "source",
    )
    list_select_related = ("organization",)
    list_filter = (
        "visibility",
        "location_type",
        "point_quality",
        ConfirmedFilter,
        PresentFilter,
        "source",
    )
    search_fields = (
        "name",
        "alternate_name",
        "organization__name",
        "addresses__address_1",
        "addresses__city",
        "addresses__postal_code",
    )
    autocomplete_fields = ("organization",)
    inlines = (
        AddressInline,
        ScheduleInline,
        PhoneInline,
        LanguageInline,
        AccessibilityInline,
        ContactInline,
    )
    fieldsets = (
        (
            None,
            {
                "fields": [
                    "organization",
                    "name",
                    "alternate_name",
                    "location_type",
                    "description",
                    "transportation",
                    "url",
                ]
            },
        ),
        (
            _("On the map"),
            {
                "fields": [("latitude", "longitude"), "point_quality", "timezone_name"],
                "description": _(
                    "Leave the point empty, and that of the ZIP is used and marked as "
                    "approximate. The time zone follows the point."
                ),
            },
        ),
        (_("Who sees it"), {"fields": ["visibility", "internal_note"]}),
        CONFIRMED,
        (
            _("Elsewhere"),
            {
                "classes": ["collapse"],
                "fields": [("external_identifier", "external_identifier_type")],
            },
        ),
        PROVENANCE,
    )
    readonly_fields: ClassVar[tuple[str, ...]] = (
        "timezone_name",
        *ConfirmingAdmin.readonly_fields,
    )

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Place it once its addresses are known."""
        super().save_related(request, form, formsets, change)
        listings.place(form.instance)


@admin.register(ServiceAtLocation)
class ServiceAtLocationAdmin(ListingAdmin):
    list_display = ("service", "location", "source")
    list_select_related = ("service", "location")
    list_filter = (PresentFilter, "source")
    search_fields = ("service__name", "location__name")
    autocomplete_fields = ("service", "location")
    inlines = (ScheduleInline, PhoneInline, ContactInline, ServiceAreaInline)
    fieldsets = (
        (
            None,
            {
                "fields": ["service", "location", "description"],
                "description": _(
                    "Hours and phones here are for this service at this place, and "
                    "go before those of the service or the place alone."
                ),
            },
        ),
        PROVENANCE,
    )

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Read the words of the areas that changed."""
        super().save_formset(request, form, formset, change)
        read_areas(self, request, formset)
