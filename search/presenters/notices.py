"""What the page says about how a question was read, and how far it was widened."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from directory import places
from directory import presenters as listing
from directory.models import TaxonomyTerm
from search import lexicon, records
from search.language import Category, Group, stems, words
from search.presenters.links import with_one
from search.query import Query
from search.widening import Answer

MOST_KINDS = 3
MOST_NAMESAKES = 4


@dataclass(frozen=True, slots=True)
class Way:
    """Another question that may have been meant."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know about the answer, and other ways to ask."""

    sentence: str
    ways: tuple[Way, ...] = ()


def notices(answer: Answer, parameters: QueryDict) -> tuple[Notice, ...]:
    """Everything to say before the list, what was changed first."""
    return (
        *_changed(answer, parameters),
        *_read_as(answer, parameters),
        *_namesakes(answer.query, parameters),
    )


def _changed(answer: Answer, parameters: QueryDict) -> Iterator[Notice]:
    typed = parameters.get("q", "")
    if answer.found.engine == records.NAME:
        yield Notice(
            _(
                "Our search is out of order just now. This is a plain list by name: "
                "most filters are not applied."
            )
        )
    if answer.spelling:
        yield Notice(
            _("We found nothing for “%(typed)s” and looked for “%(text)s”.")
            % {"typed": typed, "text": answer.spelling},
            (_as_typed(typed, parameters),),
        )
    if answer.meant:
        yield Notice(
            _("Did you mean “%(text)s”?") % {"text": answer.meant},
            (
                Way(
                    _("Look for “%(text)s”") % {"text": answer.meant},
                    with_one(parameters, "q", answer.meant),
                ),
            ),
        )
    if answer.is_unquoted and not answer.is_any_word:
        yield Notice(
            _("Nothing has exactly these words side by side. These have all of them.")
        )
    if answer.is_any_word:
        yield Notice(_("Nothing has all of these words. These have some of them."))
    if answer.beyond is not None:
        yield Notice(
            _(
                "Nothing is within %(miles)s miles. These are the nearest, "
                "up to %(needed)s miles away."
            )
            % {"miles": f"{answer.beyond:g}", "needed": f"{answer.query.radius:g}"}
        )


def _read_as(answer: Answer, parameters: QueryDict) -> Iterator[Notice]:
    """How words were read that name no kind of help by themselves."""
    if answer.query.groups is None:
        return
    read = [
        (one.group.text, _kinds(one.group))
        for one in lexicon.explain(answer.query.text)
        if any(not meaning.is_named for meaning in one.meanings)
    ]
    told = {kind for _text, kinds in read for kind in kinds}
    rows = TaxonomyTerm.objects.filter(pk__in=told).only("name", "name_es")
    names = {term.pk: listing.term_name(term) for term in rows} if told else {}
    said = [
        _("“%(words)s” as %(kinds)s")
        % {"words": text, "kinds": ", ".join(names[kind] for kind in kinds)}
        for text, kinds in read
        if kinds and all(kind in names for kind in kinds)
        # "We read “ride” as Rides" tells nobody anything.
        if not _is_said(text, " ".join(names[kind] for kind in kinds))
    ]
    if said:
        yield Notice(
            _("We read %(readings)s.") % {"readings": "; ".join(said)},
            # Whoever was respelt has that way already.
            ()
            if answer.spelling
            else (_as_typed(parameters.get("q", ""), parameters),),
        )


def _is_said(text: str, name: str) -> bool:
    """Whether every word of the text stands in the name, in whatever form."""
    held = {stem for word in words(name) for stem in stems(word)}
    return all(held.intersection(stems(word)) for word in words(text))


def _kinds(group: Group) -> list[UUID]:
    """The kinds of help that the group's words mean most of all."""
    kinds = [one for one in group.alternatives if isinstance(one, Category)]
    most = max((one.weight for one in kinds), default=0)
    return [one.term for one in kinds if one.weight == most][:MOST_KINDS]


def _as_typed(typed: str, parameters: QueryDict) -> Way:
    return Way(
        _("Look only for “%(typed)s”") % {"typed": typed},
        with_one(parameters, "exact", "yes"),
    )


def _namesakes(query: Query, parameters: QueryDict) -> Iterator[Notice]:
    """Other places of the same name, when the name alone was given."""
    place = query.place
    if place is None:
        return
    others = [
        one
        for one in places.same_name(parameters.get("near", ""))
        if one.label != place.label
    ][:MOST_NAMESAKES]
    if others:
        yield Notice(
            _("We looked near %(place)s. Other places have that name too.")
            % {"place": place.label},
            tuple(
                Way(one.label, with_one(parameters, "near", one.label))
                for one in others
            ),
        )
