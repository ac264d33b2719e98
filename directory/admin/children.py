"""What hangs on organizations, services and locations, edited on their pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect
from django.db.models import Model, QuerySet, TextField
from django.http import HttpRequest
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
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    ServicePayer,
    Url,
)


class TableInline(admin.TabularInline):  # type: ignore[type-arg]
    """Rows of a table; texts there are a line or two."""

    formfield_overrides = {TextField: {"widget": AdminTextareaWidget({"rows": 2})}}


class PhoneInline(TableInline):
    model = Phone
    fields = ("number", "extension", "type", "description")
    extra = 0


class LanguageInline(TableInline):
    model = Language
    fields = ("name", "code", "note")
    extra = 0


class ContactInline(TableInline):
    model = Contact
    verbose_name_plural = _("contacts (names stay with staff unless made public)")
    fields = ("name", "title", "department", "email", "visibility")
    extra = 0


class AddressInline(admin.StackedInline):  # type: ignore[type-arg]
    model = Address
    fields = (
        ("address_1", "address_2", "attention"),
        ("city", "state_province", "postal_code", "country"),
        ("address_type", "region"),
    )
    extra = 0


class AccessibilityInline(TableInline):
    model = Accessibility
    fields = ("description", "details", "url")
    extra = 0


class KnownSelect(AutocompleteSelect):
    """A lookup that asks the database nothing about the record it begins with."""

    known: Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        """Offer the known record while it is the one chosen."""
        known = self.known
        if known is None or list(value) != [str(known.pk)]:
            return super().optgroups(name, value, attr)
        chosen = self.create_option(name, known.pk, str(known), selected=True, index=0)
        return [(None, [chosen], 0)]


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A service's place: hours and phones of this service there have their own page."""

    in_words = _("Hours and phones of this service here:")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "location" in self.fields and not self.instance._state.adding:
            self.fields["location"].widget.widget.known = self.instance.location


class ServiceAtLocationInline(TableInline):
    model = ServiceAtLocation
    form = PlaceForm
    fields = ("location", "description")
    autocomplete_fields = ("location",)
    show_change_link = True
    extra = 0

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Look places up without asking once for each row."""
        if db_field.name == "location":
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceAtLocation]:
        """Bring the places along."""
        return super().get_queryset(request).select_related("location")


class ServiceAreaInline(TableInline):
    model = ServiceArea
    verbose_name_plural = _(
        "areas served (as “Fresno County”, “93721, 93722”, “statewide”)"
    )
    fields = ("name", "description", "extent", "extent_type")
    show_change_link = True
    extra = 0


class AreaCodeInline(TableInline):
    model = AreaCode
    extra = 0


class CostOptionInline(TableInline):
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


class PayerInline(TableInline):
    model = ServicePayer
    verbose_name_plural = _("who pays")
    extra = 0


class RequiredDocumentInline(TableInline):
    model = RequiredDocument
    verbose_name_plural = _("papers to bring")
    fields = ("document", "uri")
    extra = 0


class CapacityInline(TableInline):
    model = ServiceCapacity
    fields = ("unit", "available", "maximum", "description", "updated")
    autocomplete_fields = ("unit",)
    extra = 0


class FundingInline(TableInline):
    model = Funding
    fields = ("source_of_funds",)
    extra = 0


class UrlInline(TableInline):
    model = Url
    fields = ("label", "url")
    extra = 0


class IdentifierInline(TableInline):
    model = OrganizationIdentifier
    fields = ("identifier_scheme", "identifier_type", "identifier")
    extra = 0


class ProgramInline(TableInline):
    model = Program
    fields = ("name", "alternate_name", "description")
    extra = 0
