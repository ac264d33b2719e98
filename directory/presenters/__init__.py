"""Listings in the words of a page: frozen, and whole before a template reads them."""

from directory.presenters.costs import cost_words
from directory.presenters.freshness import Room, confirmed, room
from directory.presenters.hours import Opening, hours_of, opening
from directory.presenters.map import page_map
from directory.presenters.page import ServicePage, service_page
from directory.presenters.people import languages, phones
from directory.presenters.places import access, is_visited, town_of
from directory.presenters.records import PLACE_PARTS, SERVICE_PARTS, present
from directory.presenters.terms import Term, comes_to_you, term_name, terms_of

__all__ = [
    "PLACE_PARTS",
    "SERVICE_PARTS",
    "Opening",
    "Room",
    "ServicePage",
    "Term",
    "access",
    "comes_to_you",
    "confirmed",
    "cost_words",
    "hours_of",
    "is_visited",
    "languages",
    "opening",
    "page_map",
    "phones",
    "present",
    "room",
    "service_page",
    "term_name",
    "terms_of",
    "town_of",
]
