"""What hangs on organizations, services and locations, edited on their pages."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from directory.models import (
    Accessibility,
    Address,
    AreaCode,
    Contact,
    CostOption,
    Funding,
    Language,
    OrganizationIdentifier,
    Phone,
    Program,
    RequiredDocument,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    ServicePayer,
    Url,
)


class PhoneInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Phone
    fields = ("number", "extension", "type", "description")
    extra = 0


class LanguageInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Language
    fields = ("name", "code", "note")
    extra = 0


class ContactInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Contact
    verbose_name_plural = _("contacts (names stay with staff unless made public)")
    fields = ("name", "title", "department", "email", "visibility")
    extra = 0


class ScheduleInline(admin.StackedInline):  # type: ignore[type-arg]
    model = Schedule
    verbose_name_plural = _(
        "opening hours (one rule for days that share hours; past midnight: closes "
        "before it opens)"
    )
    fields = (
        ("freq", "interval", "byday", "bymonthday"),
        ("opens_at", "closes_at", "is_closed"),
        ("dtstart", "valid_from", "valid_to", "until"),
        "description",
        ("notes", "attending_type", "schedule_link"),
    )
    extra = 0


class AddressInline(admin.StackedInline):  # type: ignore[type-arg]
    model = Address
    fields = (
        ("address_1", "address_2", "attention"),
        ("city", "state_province", "postal_code", "country"),
        ("address_type", "region"),
    )
    extra = 0


class AccessibilityInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Accessibility
    fields = ("description", "details", "url")
    extra = 0


class ServiceAtLocationInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ServiceAtLocation
    fields = ("location", "description")
    autocomplete_fields = ("location",)
    show_change_link = True
    extra = 0


class ServiceAreaInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ServiceArea
    verbose_name_plural = _(
        "areas served (as “Fresno County”, “93721, 93722”, “statewide”)"
    )
    fields = ("name", "description", "extent", "extent_type")
    show_change_link = True
    extra = 0


class AreaCodeInline(admin.TabularInline):  # type: ignore[type-arg]
    model = AreaCode
    extra = 0


class CostOptionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = CostOption
    fields = (
        "option",
        "amount",
        "currency",
        "amount_description",
        "valid_from",
        "valid_to",
    )
    extra = 0


class PayerInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ServicePayer
    verbose_name_plural = _("who pays")
    extra = 0


class RequiredDocumentInline(admin.TabularInline):  # type: ignore[type-arg]
    model = RequiredDocument
    verbose_name_plural = _("papers to bring")
    fields = ("document", "uri")
    extra = 0


class CapacityInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ServiceCapacity
    fields = ("unit", "available", "maximum", "description", "updated")
    autocomplete_fields = ("unit",)
    extra = 0


class FundingInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Funding
    fields = ("source_of_funds",)
    extra = 0


class UrlInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Url
    fields = ("label", "url")
    extra = 0


class IdentifierInline(admin.TabularInline):  # type: ignore[type-arg]
    model = OrganizationIdentifier
    fields = ("identifier_scheme", "identifier_type", "identifier")
    extra = 0


class ProgramInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Program
    fields = ("name", "alternate_name", "description")
    extra = 0
