"""Kinds of help, by name."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import get_language

from directory.models import Attribute, TaxonomyTerm

# Kinds of help that come to the person: the one who asks need not go anywhere.
COMING = frozenset(
    {
        "rides.medical",
        "rides.dialysis",
        "rides.wheelchair",
        "rides.volunteer",
        "rides.escort",
        "rides.dial-a-ride",
        "home.bathing",
        "home.chores",
        "home.after-hospital",
        "home.visits",
        "home.ramps",
        "home.repairs",
        "home.yard",
        "food.home-delivered",
        "food.groceries",
    }
)


class Term(NamedTuple):
    """What a listing says of a kind of help."""

    pk: UUID
    code: str
    name: str
    name_es: str


def term_name(term: Term | TaxonomyTerm) -> str:
    """A term's name in the language of the page."""
    if (get_language() or "").startswith("es") and term.name_es:
        return term.name_es
    return term.name


def terms_of(service_ids: Iterable[UUID]) -> dict[UUID, list[Term]]:
    """The terms of each service, in one query."""
    rows = Attribute.objects.filter(
        link_entity="service",
        link_id__in=list(service_ids),
        removed_at__isnull=True,
        taxonomy_term__isnull=False,
    ).values_list("link_id", *(f"taxonomy_term__{name}" for name in Term._fields))
    found: dict[UUID, list[Term]] = {}
    for service, *values in rows:
        found.setdefault(service, []).append(Term(*values))
    return found


def comes_to_you(terms: Iterable[Term | TaxonomyTerm]) -> bool:
    """Whether the help comes to the door."""
    return any(term.code in COMING for term in terms)
