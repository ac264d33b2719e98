"""Languages, needs and moments as the pages about people say them."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from directory.hours import clock
from directory.models import ServicePayer, TaxonomyTerm
from search.documents.languages import NAMES
from search.presenters import DOORS

# Spoken here, the most first; the others follow by their names.
NEAR = ("en", "es", "hmn", "pa", "hy", "ar", "mix", "tl", "vi", "lo", "km", "zh", "ase")


def language_name(code: str) -> str:
    """A language's name in the reader's language; its code when it has none."""
    return _(NAMES.get(code, code))


def language_choices() -> list[tuple[str, str]]:
    """Every language that has a name here, those spoken near first."""
    rest = sorted(set(NAMES) - set(NEAR), key=lambda code: NAMES[code])
    return [(code, language_name(code)) for code in (*NEAR, *rest)]


def payer_names(codes: list[str]) -> str:
    """Who pays, in words: "Medi-Cal or Medicaid, Medicare"."""
    labels = dict(ServicePayer.Payer.choices)
    return ", ".join(str(labels.get(code, code)) for code in codes)


def need_icon(term: TaxonomyTerm) -> str:
    """The icon of the kind of help."""
    return DOORS.get(term.code.partition(".")[0], "round")


def full_day(moment: datetime | date) -> str:
    """A day, long: "November 13, 2026"."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    # English shortens months in its usual format; here there is room for them.
    return date_format(moment, get_format("DATE_FORMAT").replace("N", "F"))


def day_of_week(day: date) -> str:
    """A day with its name, as a heading: "Friday, November 13, 2026"."""
    return f"{date_format(day, 'l')}, {full_day(day)}"


def time_of(moment: datetime) -> str:
    """A time of the day: "8:40 am"."""
    local = timezone.localtime(moment)
    return clock(local.hour * 60 + local.minute)
