"""Locations, and services at them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from directory.admin.areas import read_areas
from directory.admin.children import (
    AccessibilityInline,
    AddressInline,
    ContactInline,
    LanguageInline,
    PhoneInline,
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
from directory.admin.schedules import ScheduleInline
from directory.models import Location, ServiceAtLocation
from directory.stewardship import listings


@admin.register(Location)
class LocationAdmin(ConfirmingAdmin):
    list_display = (
        "name",
        "organization",
        "city",
        "point_quality",
        "visibility",
        "confirmed",
        "at_source",
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Location]:
        """Bring the addresses along, for the city."""
        return super().get_queryset(request).prefetch_related("addresses")

    @admin.display(description=_("city"))
    def city(self, location: Location) -> str:
        """Tell one "Main office" from another."""
        return next((it.city for it in location.addresses.all() if it.city), "")

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
    ordering = ("service__name", "location__name")
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

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        **kwargs: Any,
    ) -> HttpResponse:
        """Call the page by its names, which the record only has the keys of."""
        shown = context.get("original")
        if shown:
            context["subtitle"] = f"{shown.service} · {shown.location}"
        return super().render_change_form(request, context, *args, **kwargs)
