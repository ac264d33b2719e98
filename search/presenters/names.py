"""What the values of filters are called, on chips and in facets alike."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from directory.access import Access
from directory.eligibility import Eligibility
from directory.hours import clock
from directory.models import ServicePayer
from search.documents.languages import NAMES
from search.query import Cost

Payer = ServicePayer.Payer
INSURERS = (Payer.MEDICAID, Payer.MEDICARE, Payer.VA, Payer.PRIVATE)
"""Payers that the page offers; the others say what costs say already."""


def costs() -> Mapping[str, str]:
    """What services cost, by code."""
    return {
        str(Cost.FREE): _("Free"),
        str(Cost.SLIDING): _("By income"),
        str(Cost.FEE): _("You pay a part"),
    }


def payers() -> Mapping[str, str]:
    """Who pays, by code."""
    return {str(code): str(label) for code, label in Payer.choices}


def access() -> Mapping[str, str]:
    """What a place has for people with disabilities, by code."""
    return {str(code): str(label) for code, label in Access.choices}


def groups() -> Mapping[str, str]:
    """Groups of people that services are for, by code."""
    return {str(code): str(label) for code, label in Eligibility.choices}


def language(code: str) -> str:
    """A language, by code; the code itself where no name is known."""
    return _(NAMES[code]) if code in NAMES else code


def opening(moment: datetime | None) -> str:
    """A moment at which something must be open."""
    if moment is None:
        return ""
    return _("Open %(day)s, %(time)s") % {
        "day": formats.date_format(moment, _("D M j")),
        "time": clock(moment.hour * 60 + moment.minute),
    }
