"""Answers in the words of a page: frozen, and whole before a template reads them."""

from search.presenters.home import DOORS, Door, doors
from search.presenters.page import DISTANCES, ResultsPage, results_page
from search.presenters.refusals import Refusal, plain_url, refusals
from search.presenters.suggesting import (
    Suggestions,
    place_suggestions,
    suggestions,
)

__all__ = [
    "DISTANCES",
    "DOORS",
    "Door",
    "Refusal",
    "ResultsPage",
    "Suggestions",
    "doors",
    "place_suggestions",
    "plain_url",
    "refusals",
    "results_page",
    "suggestions",
]
