"""Organizations and their programs."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from directory.admin.children import (
    ContactInline,
    FundingInline,
    IdentifierInline,
    PhoneInline,
    ProgramInline,
    UrlInline,
)
from directory.admin.listing import (
    CONFIRMED,
    PROVENANCE,
    ConfirmedFilter,
    ConfirmingAdmin,
    ListingAdmin,
    PresentFilter,
)
from directory.models import Organization, Program


@admin.register(Organization)
class OrganizationAdmin(ConfirmingAdmin):
    list_display = ("name", "visibility", "confirmed", "at_source")
    list_filter = ("visibility", ConfirmedFilter, PresentFilter, "source")
    search_fields = ("name", "alternate_name", "email", "website")
    autocomplete_fields = ("parent_organization",)
    inlines = (
        PhoneInline,
        ContactInline,
        ProgramInline,
        UrlInline,
        IdentifierInline,
        FundingInline,
    )
    fieldsets = (
        (None, {"fields": ["name", "alternate_name", "description"]}),
        (_("How to reach it"), {"fields": ["website", "email"]}),
        (
            _("Who sees it"),
            {
                "fields": ["visibility", "internal_note"],
                "description": _(
                    "An organization that is not public hides all of its services."
                ),
            },
        ),
        CONFIRMED,
        (
            _("About the organization"),
            {
                "classes": ["collapse"],
                "fields": [
                    "parent_organization",
                    "legal_status",
                    ("tax_status", "tax_id"),
                    "year_incorporated",
                    ("logo", "uri"),
                ],
            },
        ),
        PROVENANCE,
    )


@admin.register(Program)
class ProgramAdmin(ListingAdmin):
    ordering = ("name", "pk")
    list_display = ("name", "organization", "source")
    list_select_related = ("organization",)
    list_filter = (PresentFilter, "source")
    search_fields = ("name", "alternate_name", "organization__name")
    autocomplete_fields = ("organization",)
    fieldsets = (
        (None, {"fields": ["organization", "name", "alternate_name", "description"]}),
        PROVENANCE,
    )
