"""The kinds of help that the home page starts from."""

from dataclasses import dataclass

from django.utils.translation import get_language

from directory import presenters as listing
from directory.models import TaxonomyTerm

DOORS = {
    "food": "meal",
    "rides": "ride",
    "home": "home-help",
    "carers": "carer",
    "day": "day",
    "money": "money",
    "housing": "house",
    "health": "health",
    "legal": "legal",
    "gear": "gear",
    "language": "speak",
    "safety": "safety",
}
"""The kinds of help on the home page, by the code of their term, with their icon."""


@dataclass(frozen=True, slots=True)
class Door:
    """One kind of help on the home page."""

    code: str
    icon: str
    name: str
    about: str


def doors() -> list[Door]:
    """The kinds of help to start from, in the order of the contents page."""
    terms = TaxonomyTerm.objects.filter(
        parent__isnull=True, code__in=DOORS, removed_at__isnull=True
    ).prefetch_related("children")
    by_code = {term.code: term for term in terms}
    return [
        Door(
            code=code,
            icon=icon,
            name=listing.term_name(by_code[code]),
            about=_about(by_code[code]),
        )
        for code, icon in DOORS.items()
        if code in by_code
    ]


def _about(term: TaxonomyTerm) -> str:
    """What is behind a door: its own words, or the first few kinds below it.

    Descriptions are in English alone, names in both languages.
    """
    if term.description and not (get_language() or "").startswith("es"):
        return term.description
    below = sorted(listing.present(term.children.all()), key=lambda child: child.code)
    first, *others = [listing.term_name(child) for child in below[:3]] or [""]
    return ", ".join([first, *(name[:1].lower() + name[1:] for name in others)])
