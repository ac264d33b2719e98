"""Answers in the words of a page: frozen, and whole before a template reads them."""

from search.presenters.home import DOORS, Door, doors
from search.presenters.page import DISTANCES, ResultsPage, results_page

__all__ = [
    "DISTANCES",
    "DOORS",
    "Door",
    "ResultsPage",
    "doors",
    "results_page",
]
