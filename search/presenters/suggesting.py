"""What somebody may be typing: kinds of help, services, places."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from directory import places
from directory import presenters as listing
from directory.models import TaxonomyTerm
from search.engines import SearchUnavailableError, get_engine
from search.forms import LONGEST_TEXT
from search.language import fold

SHORTEST = 2
"""Letters, before anything is suggested."""
MOST_KINDS = 4
MOST_SERVICES = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be meant, and where it is."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be meant, kinds of help first: they find more than one service."""

    kinds: tuple[Suggestion, ...] = ()
    services: tuple[Suggestion, ...] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.kinds) + len(self.services)


def suggestions(typed: str, near: str) -> Suggestions:
    """What may be meant by words that are still being typed, near that place.

    Nothing, rather than an error, while the engine cannot answer.
    """
    text = typed.replace("\0", "").strip()
    if not SHORTEST <= len(text) <= LONGEST_TEXT:
        return Suggestions()
    try:
        named = get_engine().complete(text, MOST_SERVICES)
    except SearchUnavailableError:
        named = ()
    there = f"?{urlencode({'near': near})}" if near else ""
    return Suggestions(
        kinds=tuple(_kinds(text, near)),
        services=tuple(
            Suggestion(
                one.name, reverse("directory:service", args=[one.service_id]) + there
            )
            for one in named
        ),
    )


def place_suggestions(typed: str) -> tuple[str, ...]:
    """Names of places that may be meant, as the search understands them."""
    text = typed.replace("\0", "").strip()
    return places.suggest(text) if len(text) >= SHORTEST else ()


def _kinds(text: str, near: str) -> list[Suggestion]:
    """Kinds of help with a word that begins as typed, the shortest names first."""
    wanted = fold(text)
    begun = Q()
    for name in ("name", "name_es"):
        begun |= Q(**{f"{name}__istartswith": text})
        begun |= Q(**{f"{name}__icontains": f" {text}"})
    terms = TaxonomyTerm.objects.filter(begun, removed_at__isnull=True)
    found = sorted(
        terms.only("code", "name", "name_es")[: MOST_KINDS * 10],
        key=lambda term: (
            not fold(listing.term_name(term)).startswith(wanted),
            len(listing.term_name(term)),
            listing.term_name(term),
        ),
    )
    address = reverse("search:page")
    asked = {"near": near} if near else {}
    return [
        Suggestion(
            listing.term_name(term),
            f"{address}?{urlencode({'category': term.code or term.pk} | asked)}",
        )
        for term in found[:MOST_KINDS]
    ]
