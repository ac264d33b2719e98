"""Services, whom they serve and where."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from directory.admin.areas import read_areas
from directory.admin.children import (
    CapacityInline,
    ContactInline,
    CostOptionInline,
    FundingInline,
    LanguageInline,
    PayerInline,
    PhoneInline,
    RequiredDocumentInline,
    ServiceAreaInline,
    ServiceAtLocationInline,
)
from directory.admin.listing import (
    CONFIRMED,
    PROVENANCE,
    ConfirmedFilter,
    ConfirmingAdmin,
    ListingAdmin,
    PresentFilter,
    said,
)
from directory.admin.schedules import ScheduleInline
from directory.admin.shown import ListedFilter, why_hidden
from directory.models import (
    Attribute,
    Service,
    TaxonomyTerm,
    Unit,
    Visibility,
)
from directory.stewardship import listings


class KindsSelect(AutocompleteSelectMultiple):
    """Kinds are taken out one by one: a cross for all of them is pressed by mistake."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Leave out the cross, which no list for readers may hold either."""
        return super().build_attrs(*args, **kwargs) | {"data-allow-clear": "false"}


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A service, with its kinds of help as one field."""

    categories = forms.ModelMultipleChoiceField(
        TaxonomyTerm.objects.filter(removed_at__isnull=True),
        label=_("kinds of help"),
        required=False,
        help_text=_("What people look for. The search finds it under each."),
        widget=KindsSelect(Attribute._meta.get_field("taxonomy_term"), admin.site),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read-only viewers have no fields at all.
        if "categories" in self.fields and not self.instance._state.adding:
            terms = listings.categories_of(self.instance)
            self.fields["categories"].initial = terms


@admin.register(Service)
class ServiceAdmin(ConfirmingAdmin):
    form = ServiceForm
    list_display = (
        "name",
        "organization",
        "is_listed",
        "confirmed",
        "at_source",
    )
    list_select_related = ("organization",)
    list_filter = (
        ListedFilter,
        "status",
        "visibility",
        "is_approved",
        "do_not_refer",
        "capacity_status",
        ConfirmedFilter,
        PresentFilter,
        "source",
    )
    search_fields = ("name", "alternate_name", "organization__name")
    autocomplete_fields = ("organization", "program", "merged_into")
    inlines = (
        ServiceAtLocationInline,
        ServiceAreaInline,
        ScheduleInline,
        PhoneInline,
        LanguageInline,
        PayerInline,
        CostOptionInline,
        RequiredDocumentInline,
        ContactInline,
        CapacityInline,
        FundingInline,
    )
    actions: tuple[str, ...] = (
        *ConfirmingAdmin.actions,
        "hide",
        "show",
        "approve",
    )
    readonly_fields: ClassVar[tuple[str, ...]] = (
        "last_modified",
        *ConfirmingAdmin.readonly_fields,
    )
    fieldsets = (
        (
            None,
            {
                "fields": [
                    "organization",
                    "program",
                    "name",
                    "alternate_name",
                    "description",
                    "categories",
                ]
            },
        ),
        (
            _("Whether it is listed"),
            {
                "fields": [
                    ("status", "visibility", "is_approved"),
                    "do_not_refer",
                    "merged_into",
                    "alert",
                    "internal_note",
                ],
                "description": _(
                    "Everybody finds it when it is active, public, approved, not "
                    "merged away, and its organization is public too."
                ),
            },
        ),
        CONFIRMED,
        (
            _("Who it is for, and how to get it"),
            {
                "fields": [
                    "eligibility_description",
                    ("minimum_age", "maximum_age"),
                    "application_process",
                    "fees_description",
                    "wait_time",
                    "interpretation_services",
                    ("url", "email"),
                ]
            },
        ),
        (
            _("Room for new people"),
            {"fields": [("capacity_status", "capacity_said_at"), "capacity_note"]},
        ),
        (
            _("Papers and older fields"),
            {
                "classes": ["collapse"],
                "fields": [
                    "accreditations",
                    "licenses",
                    "fees",
                    ("assured_date", "assurer_email"),
                    "last_modified",
                ],
            },
        ),
        PROVENANCE,
    )

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Keep the kinds of help beside the rest."""
        super().save_related(request, form, formsets, change)
        if "categories" in form.cleaned_data:
            listings.set_categories(form.instance, form.cleaned_data["categories"])

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

    @admin.display(description=_("listed"))
    def is_listed(self, service: Service) -> str:
        """Whether the public finds it, and if not, why."""
        reason = why_hidden(service)
        return (
            gettext("No: %(reason)s") % {"reason": reason} if reason else gettext("Yes")
        )

    @admin.action(description=_("Hide from the public"), permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Service]) -> None:
        """Let partners alone see them."""
        number = listings.set_visibility(queryset, Visibility.PARTNERS)
        sentence = ngettext("%(n)d service hidden.", "%(n)d services hidden.", number)
        said(self, request, sentence, number)

    @admin.action(description=_("Show to the public"), permissions=["change"])
    def show(self, request: HttpRequest, queryset: QuerySet[Service]) -> None:
        """Let everybody see them."""
        number = listings.set_visibility(queryset, Visibility.PUBLIC)
        sentence = ngettext("%(n)d service shown.", "%(n)d services shown.", number)
        said(self, request, sentence, number)

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Service]) -> None:
        """Let what waited for a steward be listed."""
        number = listings.approve(queryset)
        sentence = ngettext(
            "%(n)d service approved.", "%(n)d services approved.", number
        )
        said(self, request, sentence, number)


@admin.register(Unit)
class UnitAdmin(ListingAdmin):
    ordering = ("name", "pk")
    list_display = ("name", "scheme", "identifier")
    search_fields = ("name",)
    fieldsets = (
        (None, {"fields": ["name", "scheme", "identifier", "uri"]}),
        PROVENANCE,
    )
