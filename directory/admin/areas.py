"""Areas served, whose words become codes when they are saved."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.http import HttpRequest
from django.utils.translation import gettext as _

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
    said = _(
        "We do not know the area “%(name)s”, so nobody is found by it. Write "
        "counties, ZIPs, a state, “statewide” or “nationwide”."
    )
    page.message_user(request, said % {"name": area.name}, messages.WARNING)
