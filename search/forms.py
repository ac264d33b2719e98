"""The shape of a search, the same for page, API and command: parameters to a query.

Parameters: ``q``, ``near``, ``within`` (miles); these may repeat: ``category``,
``language``, ``cost``, ``payer``, ``access``, ``who`` (groups of people); ``age``
(years), ``open`` (``now``, or a moment on the place's clock), ``accepting`` and
``exact`` (``yes``), ``verified`` (months), ``organization``, ``sort``, ``page``,
``per_page``. Unknown parameters are ignored. ``within`` without ``near`` has no meaning
and is ignored too; ``near`` without ``within`` reaches as far as it takes. With
``exact`` words are taken as typed: nothing is read into them, and nothing is widened.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import places
from directory.access import Access
from directory.eligibility import Eligibility
from directory.models import Language, Organization, ServicePayer, TaxonomyTerm
from directory.places import Place
from search import lexicon, moments
from search.documents.languages import NAMES, code_of
from search.fields import LONGEST_VALUE, NOT_READ, CodesField, ListField, NumberField
from search.language import Group, split
from search.query import Cost, Query, Sort

LONGEST_TEXT = 200
# The whole country, and Hawaii from Maine.
FARTHEST = 5000.0
MOST_PER_PAGE = 100
LAST_PAGE = 100_000
PER_PAGE = 10
NOW = "now"
YES = "yes"
OLDEST = 130
MOST_MONTHS = 120
DAYS_OF_MONTH = 30.44

PLACE_NOT_KNOWN = _("We do not know that place. Try a ZIP, a town or a county.")
MOMENT_NOT_READ = _(
    "Write “now”, a day and time such as “Tuesday 3 pm”, or 2026-03-31T15:00."
)


class SearchForm(forms.Form):
    """Checks the parameters of a search and turns them into a ``Query``.

    ``form.is_valid()``, then ``form.query``. When the place is not known,
    ``form.place_suggestions`` are names that are.
    """

    q = forms.CharField(
        label=_("What do you need?"),
        required=False,
        max_length=LONGEST_TEXT,
        error_messages={
            "max_length": _("Say it in at most %(limit_value)d letters."),
            "null_characters_not_allowed": NOT_READ,
        },
    )
    near = forms.CharField(
        label=_("ZIP, town or county"),
        required=False,
        max_length=LONGEST_VALUE,
        error_messages={
            "max_length": PLACE_NOT_KNOWN,
            "null_characters_not_allowed": NOT_READ,
        },
    )
    within = forms.FloatField(
        label=_("Within, in miles"),
        required=False,
        error_messages={"invalid": _("Write the distance in miles, such as 25.")},
    )
    category = ListField(label=_("Kind of help"), required=False)
    language = ListField(label=_("Language"), required=False)
    cost = CodesField(
        Cost,
        label=_("Cost"),
        refusal=_("Cost can be free, sliding or fee, but not “%(value)s”."),
    )
    payer = CodesField(
        ServicePayer.Payer.values,
        label=_("Who pays"),
        refusal=_("We know no payer called “%(value)s”. We know: %(codes)s."),
    )
    access = CodesField(
        Access.values,
        label=_("Access"),
        refusal=_("We know nothing called “%(value)s” to ask for. We know: %(codes)s."),
    )
    who = CodesField(
        Eligibility.values,
        label=_("For"),
        refusal=_("We know no group called “%(value)s”. We know: %(codes)s."),
    )
    age = NumberField(
        label=_("Age"),
        min_value=0,
        max_value=OLDEST,
        refusal=_("Write the age in years, such as 72."),
    )
    open = forms.CharField(
        label=_("Open"),
        required=False,
        max_length=LONGEST_VALUE,
        error_messages={
            "max_length": MOMENT_NOT_READ,
            "null_characters_not_allowed": NOT_READ,
        },
    )
    accepting = CodesField(
        [YES],
        label=_("Room for new people"),
        refusal=_("That can only be “yes”, or left out."),
    )
    verified = NumberField(
        label=_("Confirmed within, in months"),
        min_value=1,
        max_value=MOST_MONTHS,
        refusal=_("Write how many months ago at most, such as 6."),
    )
    organization = forms.UUIDField(
        label=_("Organization"),
        required=False,
        error_messages={"invalid": _("We do not know that organization.")},
    )
    exact = CodesField(
        [YES],
        label=_("Only the words as typed"),
        refusal=_("That can only be “yes”, or left out."),
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            (Sort.BEST, _("Best match")),
            (Sort.DISTANCE, _("Nearest first")),
            (Sort.NAME, _("By name")),
        ],
        error_messages={
            "invalid_choice": _("We can order by best, distance or name."),
        },
    )
    page = forms.IntegerField(
        label=_("Page"),
        required=False,
        min_value=1,
        max_value=LAST_PAGE,
        error_messages={
            "invalid": _("Pages are numbered 1, 2, 3 and so on."),
            "min_value": _("Pages are numbered 1, 2, 3 and so on."),
            "max_value": _("There is no such page."),
        },
    )
    per_page = NumberField(
        label=_("Results per page"),
        min_value=1,
        max_value=MOST_PER_PAGE,
        refusal=_("Ask for 1 to 100 results a page."),
    )

    def __init__(self, parameters: Mapping[str, str | Sequence[str]]) -> None:
        super().__init__(_as_parameters(parameters))
        self.place_suggestions: tuple[str, ...] = ()
        self.asked_at = timezone.now()

    @property
    def query(self) -> Query:
        """What was asked for. Only after ``is_valid()`` said yes."""
        asked = self.cleaned_data
        place: Place | None = asked["near"]
        return Query(
            text=asked["q"],
            groups=self._read_words(),
            place=place,
            radius=asked["within"] if place else None,
            categories=asked["category"],
            languages=asked["language"],
            costs=frozenset(Cost(one) for one in asked["cost"]),
            payers=asked["payer"],
            accessibility=asked["access"],
            eligibility=asked["who"],
            age=asked["age"],
            accepting=bool(asked["accepting"]),
            verified_since=self._verified_since(),
            organization=asked["organization"],
            open_at=asked["open"],
            sort=asked["sort"],
            page=asked["page"],
            per_page=asked["per_page"],
            asked_at=self.asked_at,
        )

    @property
    def is_exact(self) -> bool:
        """Whether the words are to be taken as typed."""
        return bool(self.cleaned_data["exact"])

    def _read_words(self) -> tuple[Group, ...] | None:
        text: str = self.cleaned_data["q"]
        return lexicon.read(text) if text and not self.is_exact else None

    def _verified_since(self) -> date | None:
        months: int | None = self.cleaned_data["verified"]
        if months is None:
            return None
        return (self.asked_at - timedelta(days=months * DAYS_OF_MONTH)).date()

    def clean_q(self) -> str:
        """Refuse text in which there is no word: it would find everything."""
        text: str = self.cleaned_data["q"]
        if text and not split(text):
            raise forms.ValidationError(
                _("We can read no word in that. Write a word or two for the need."),
                code="no_words",
            )
        return text

    def clean_near(self) -> Place | None:
        """Find the place."""
        text = self.cleaned_data["near"]
        if not text:
            return None
        try:
            return places.find(text, near=settings.NETWORK_CENTER)
        except places.PlaceNotFoundError as error:
            self.place_suggestions = error.suggestions
            raise forms.ValidationError(
                _about_place(error.suggestions), code="place_not_found"
            ) from error

    def clean_within(self) -> float | None:
        """Refuse distances that no place has."""
        miles: float | None = self.cleaned_data["within"]
        if miles is not None and not (math.isfinite(miles) and 0 < miles <= FARTHEST):
            raise forms.ValidationError(
                _("Choose a distance of more than 0 and at most %(most)d miles."),
                code="impossible_distance",
                params={"most": FARTHEST},
            )
        return miles

    def clean_category(self) -> frozenset[UUID]:
        """Find taxonomy terms by id, code or the id at their source."""
        wanted: list[str] = self.cleaned_data["category"]
        if not wanted:
            return frozenset()
        ids = [_as_uuid(one) for one in wanted]
        rows = TaxonomyTerm.objects.filter(
            Q(pk__in=filter(None, ids)) | Q(code__in=wanted) | Q(source_id__in=wanted),
            removed_at__isnull=True,
        ).values_list("pk", "code", "source_id")
        found = {name: pk for pk, *names in rows for name in (str(pk), *names)}
        for one, known in zip(wanted, ids, strict=True):
            if one not in found and str(known) not in found:
                raise forms.ValidationError(
                    _("We know no kind of help called “%(value)s”."),
                    code="unknown_value",
                    params={"value": one},
                )
        return frozenset(pk for pk, *_names in rows)

    def clean_language(self) -> frozenset[str]:
        """Take ISO codes, or names of languages in English."""
        wanted = {one: code_of("", one) for one in self.cleaned_data["language"]}
        unknown = {one: code for one, code in wanted.items() if code not in NAMES}
        if unknown:
            spoken = Language.objects.filter(code__in=unknown.values())
            listed = set(spoken.values_list("code", flat=True))
            for one, code in unknown.items():
                if code not in listed:
                    raise forms.ValidationError(
                        _("We know no language called “%(value)s”."),
                        code="unknown_value",
                        params={"value": one},
                    )
        return frozenset(wanted.values())

    def clean_organization(self) -> UUID | None:
        """Refuse an organization that is not there, rather than find nothing."""
        wanted: UUID | None = self.cleaned_data["organization"]
        if wanted and not Organization.objects.listed().filter(pk=wanted).exists():
            raise forms.ValidationError(
                _("We do not know that organization."), code="unknown_value"
            )
        return wanted

    def clean_open(self) -> datetime | None:
        """Take "now", or a moment on the place's own clock."""
        text: str = self.cleaned_data["open"]
        if not text:
            return None
        if text == NOW:
            return self.asked_at
        place: Place | None = self.cleaned_data.get("near")
        zone = ZoneInfo(place.timezone if place else settings.TIME_ZONE)
        moment = moments.read(text, self.asked_at.astimezone(zone))
        if moment is None:
            raise forms.ValidationError(MOMENT_NOT_READ, code="invalid_moment")
        return moment

    def clean_sort(self) -> Sort:
        """Best first, unless asked otherwise."""
        return Sort(self.cleaned_data["sort"] or Sort.BEST)

    def clean_page(self) -> int:
        """The first page, unless asked otherwise."""
        return self.cleaned_data["page"] or 1

    def clean_per_page(self) -> int:
        """Ten, unless asked otherwise: as many as people read."""
        return self.cleaned_data["per_page"] or PER_PAGE


def _as_parameters(parameters: Mapping[str, Any]) -> QueryDict:
    """Return parameters as Django's forms read them, whoever gave them."""
    if isinstance(parameters, QueryDict):
        return parameters
    given = QueryDict(mutable=True)
    for name, value in parameters.items():
        given.setlist(name, value if isinstance(value, list | tuple) else [value])
    return given


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _about_place(suggestions: tuple[str, ...]) -> str:
    if not suggestions:
        return str(PLACE_NOT_KNOWN)
    return str(
        _("We do not know that place. Did you mean %(names)s?")
        % {"names": ", ".join(suggestions)}
    )
