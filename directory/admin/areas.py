"""Areas served, whose words become codes when they are saved."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.admin.children import AreaCodeInline
from directory.admin.listing import PROVENANCE, ListingAdmin, PresentFilter
from directory.models import ServiceArea
from directory.stewardship import listings

WORDS = {"name", "extent", "extent_type"}


def read_areas(page: "ModelAdmin[Any]", request: HttpRequest, formset: Any) -> None:
    """Turn the words of new and changed areas into codes; warn of what is unclear."""
    if formset.model is not ServiceArea:
        return
    changed = [
        area for area, fields in formset.changed_objects if WORDS.intersection(fields)
    ]
    for area in [*formset.new_objects, *changed]:
        read_one(page, request, area)


def read_one(page: "ModelAdmin[Any]", request: HttpRequest, area: ServiceArea) -> None:
    """Turn one area's words into codes; warn when they are unclear."""
    if listings.read_area(area):
        return
    said = gettext(
        "We do not know the area “%(name)s”, so nobody is found by it. Write "
        "counties, ZIPs, a state, “statewide” or “nationwide”."
    )
    page.message_user(request, said % {"name": area.name}, messages.WARNING)


@admin.register(ServiceArea)
class ServiceAreaAdmin(ListingAdmin):
    ordering = ("name", "pk")
    list_display = ("name", "service", "extent_type", "source")
    list_select_related = ("service",)
    list_filter = (PresentFilter, "extent_type", "source")
    search_fields = ("name", "service__name")
    autocomplete_fields = ("service", "service_at_location")
    inlines = (AreaCodeInline,)
    fieldsets = (
        (
            None,
            {
                "fields": [
                    ("service", "service_at_location"),
                    "name",
                    "description",
                    ("extent_type", "uri"),
                    "extent",
                ],
                "description": _(
                    "The search goes by the codes below: us, us-ca, us-ca-019 (a "
                    "county) or us-93721 (a ZIP). They follow the name when it "
                    "changes; correct them by hand where it is not understood."
                ),
            },
        ),
        PROVENANCE,
    )

    def save_model(
        self,
        request: HttpRequest,
        obj: Model,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Read the words anew when they changed, before codes are set by hand."""
        super().save_model(request, obj, form, change)
        if isinstance(obj, ServiceArea) and {"name", "extent"} & set(form.changed_data):
            read_one(self, request, obj)
