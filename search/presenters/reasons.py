"""Why a service is in the list."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from directory.places import Place
from search.documents.languages import NAMES
from search.query import Reason, ReasonKind


def why(
    reasons: Iterable[Reason], names: dict[UUID, str], place: Place | None, told: str
) -> str:
    """Why this result, in one line: "serves 93721 · “ride” · confirmed Oct 28"."""
    parts = []
    for kind, group in groupby(reasons, key=lambda reason: reason.kind):
        values = [reason.value for reason in group]
        words = _reason(kind, values, names, place)
        if words:
            parts.append(words)
    return " · ".join([*parts, told])


def _reason(
    kind: ReasonKind, values: list[str], names: dict[UUID, str], place: Place | None
) -> str:
    # The card says cost and confirmation in its own lines.
    match kind:
        case ReasonKind.SERVES:
            words = _("serves %(area)s") % {"area": _area_name(values[0], place)}
        case ReasonKind.NEAR:
            words = _("%(miles)s miles away") % {"miles": values[0]}
        case ReasonKind.WORDS:
            words = ", ".join(f"“{word}”" for word in values)
        case ReasonKind.CATEGORY:
            words = ", ".join(filter(None, (names.get(UUID(one)) for one in values)))
        case ReasonKind.LANGUAGE:
            words = ", ".join(_(NAMES.get(code, code)) for code in values)
        case ReasonKind.OPEN:
            words = _("open then")
        case ReasonKind.COST | ReasonKind.VERIFIED:
            words = ""
    return words


def _area_name(code: str, place: Place | None) -> str:
    """An area code in words, as seen from the place that shares it."""
    parts = code.split("-")
    if len(parts) == 2 and parts[1].isdigit():
        return parts[1]
    if len(parts) == 3 and place and place.county:
        return place.county
    if len(parts) == 2:
        return _("the whole state")
    return _("the whole country")
