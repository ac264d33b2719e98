"""Opening hours as people say them: days to tick, not a calendar's rule."""

import re
from datetime import time
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import hours
from directory.hours.rule import DAYS, parse_days
from directory.models import Schedule

BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)", re.IGNORECASE)
# The dates that people see, and those by which a calendar counts.
DATES = (("valid_from", "dtstart"), ("valid_to", "until"))
# What only a calendar can say, and the ticked days take the place of.
CALENDARS_OWN = ("byweekno", "byyearday", "bymonthday", "count")


class Repeats(models.TextChoices):
    """The ways in which most doors keep their hours."""

    WEEK = "week", _("Every week")
    FORTNIGHT = "fortnight", _("Every second week, from the first date on")
    FIRST = "1", _("The first such day of the month")
    SECOND = "2", _("The second such day of the month")
    THIRD = "3", _("The third such day of the month")
    FOURTH = "4", _("The fourth such day of the month")
    LAST = "-1", _("The last such day of the month")
    DATES = "dates", _("On certain dates only: a holiday, special hours")
    OTHER = "other", _("Otherwise: see the rule below")


def spoken(schedule: Schedule) -> tuple[Repeats, list[str]]:
    """Return how often and on which days ("MO") a schedule holds.

    ``OTHER``: only the calendar's rule can say it.
    """
    pairs = parse_days(schedule.byday)
    orders = {order for order, _day in pairs}
    days = [DAYS[day] for day in sorted({day for _order, day in pairs})]
    if any(getattr(schedule, name) for name in CALENDARS_OWN) or len(orders) > 1:
        return Repeats.OTHER, days
    if not pairs:
        has_dates = schedule.dtstart or schedule.valid_from or schedule.valid_to
        is_dated = not schedule.freq and has_dates
        return (Repeats.DATES if is_dated else Repeats.OTHER), days
    return _repeats(schedule, orders.pop()), days


def _repeats(schedule: Schedule, order: int) -> Repeats:
    every = schedule.interval or 1
    if order == 0 and schedule.freq in ("", Schedule.Freq.WEEKLY):
        weekly = {1: Repeats.WEEK, 2: Repeats.FORTNIGHT}
        return weekly.get(every, Repeats.OTHER)
    is_monthly = schedule.freq in ("", Schedule.Freq.MONTHLY) and every == 1
    if is_monthly and str(order) in Repeats.values:
        return Repeats(str(order))
    return Repeats.OTHER


def rule_for(repeats: str, days: list[str]) -> dict[str, Any]:
    """Return the calendar's fields for ticked days; ``OTHER`` has none."""
    if repeats == Repeats.DATES:
        return {"freq": "", "interval": None, "byday": ""}
    if repeats in (Repeats.WEEK, Repeats.FORTNIGHT):
        every = 2 if repeats == Repeats.FORTNIGHT else None
        named = ",".join(days)
        return {"freq": Schedule.Freq.WEEKLY, "interval": every, "byday": named}
    named = ",".join(f"{repeats}{day}" for day in days)
    return {"freq": Schedule.Freq.MONTHLY, "interval": None, "byday": named}


class ScheduleForm(forms.ModelForm):  # type: ignore[type-arg]
    """One line of hours. What a source wrote oddly stays, until somebody touches it."""

    repeats = forms.ChoiceField(
        label=_("How often"), choices=Repeats, initial=Repeats.WEEK
    )
    days = forms.MultipleChoiceField(
        label=_("Days"),
        choices=[(code, WEEKDAYS[number]) for number, code in enumerate(DAYS)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Schedule
        fields: ClassVar[list[str]] = []  # the inline's fieldsets decide
        labels: ClassVar[dict[str, Any]] = {
            "is_closed": _("Closed at this time"),
            "description": _("What else to know"),
            "valid_from": _("First date"),
            "valid_to": _("Last date"),
            "dtstart": _("Rule: counted from"),
            "until": _("Rule: until"),
            "freq": _("Rule: repeats"),
            "interval": _("Rule: every"),
            "byday": _("Rule: days"),
            "bymonthday": _("Rule: days of the month"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "closes_at": _("Earlier than it opens means after midnight."),
            "valid_from": _("Empty: always."),
            "valid_to": _("Empty: until further notice; of a holiday, one day."),
            "is_closed": _("For holidays and pauses. It beats all other hours."),
            "interval": _("2 is every second week or month."),
            "byday": _("MO,TU,WE,TH,FR,SA,SU; 2SA is the second Saturday."),
            "bymonthday": _("Such as 1,15; -1 is the last day."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            repeats, days = spoken(self.instance)
            self.initial = {
                **self.initial,
                "repeats": repeats,
                "days": days,
                "valid_from": self.instance.valid_from or self.instance.dtstart,
                "valid_to": self.instance.valid_to or self.instance.until,
            }

    @property
    def in_words(self) -> str:
        """What the public reads of this line; empty if it says nothing yet."""
        if self.instance._state.adding:
            return ""
        return in_words(self.instance)

    def clean(self) -> dict[str, Any]:
        """Turn ticked days into a rule; say what is missing from a changed line."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.has_changed():
            return said
        if {"repeats", "days"} & set(self.changed_data):
            self._write_rule(said)
        self._write_dates(said)
        for field, problem in problems(said):
            self.add_error(field, problem)
        return said

    def _write_rule(self, said: dict[str, Any]) -> None:
        repeats = said.get("repeats", Repeats.OTHER)
        if repeats == Repeats.OTHER:
            return
        said |= rule_for(repeats, said.get("days", []))
        said["bymonthday"] = ""
        for name in CALENDARS_OWN:
            setattr(self.instance, name, None if name == "count" else "")

    def _write_dates(self, said: dict[str, Any]) -> None:
        """Let the rule's own dates follow the ones that people see."""
        for shown, own in DATES:
            if shown in self.changed_data and own not in self.changed_data:
                said[own] = said.get(shown) if said.get(own) else None
        is_dated = said.get("repeats") == Repeats.DATES
        touched = {"repeats", "valid_from", "valid_to"} & set(self.changed_data)
        if is_dated and touched and not said.get("valid_to"):
            said["valid_to"] = said.get("valid_from")


def in_words(schedule: Schedule) -> str:
    """Return a schedule as the public reads it; empty if it says nothing."""
    found = []
    for rule in hours.rules_of([schedule]):
        zone = timezone.get_default_timezone_name()
        on = rule.start if rule.start.year > 1 else None
        lines = hours.Hours((rule,), zone).lines(get_language() or "en", on=on)
        # The days that this line leaves out are not closed by it.
        said = [line for line in lines if rule.is_closed or not line.is_closed]
        found += [": ".join(filter(None, (it.days, it.times))) for it in said]
    return "; ".join(found)


def problems(said: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what keeps a line from being understood: the field, and the cure."""
    return [*_day_problems(said), *_time_problems(said), *_date_problems(said)]


def _day_problems(said: dict[str, Any]) -> list[tuple[str, Any]]:
    repeats = said.get("repeats")
    if repeats == Repeats.OTHER:
        named = filter(None, re.split(r"[,\s]+", said.get("byday") or ""))
        if all(BYDAY.fullmatch(day) for day in named):
            return []
        cure = _("Write days as MO,TU,WE,TH,FR,SA,SU; 2SA is the second Saturday.")
        return [("byday", cure)]
    if repeats == Repeats.DATES:
        dates = [said.get(name) for name in ("dtstart", "valid_from", "valid_to")]
        return [] if any(dates) else [("valid_from", _("Say on which date."))]
    found: list[tuple[str, Any]] = []
    if not parse_days(said.get("byday") or ""):
        found.append(("days", _("Tick the days on which these hours hold.")))
    has_start = said.get("valid_from") or said.get("dtstart")
    if repeats == Repeats.FORTNIGHT and not has_start:
        cure = _("Say the first date, so that it is clear which weeks are meant.")
        found.append(("valid_from", cure))
    return found


def _time_problems(said: dict[str, Any]) -> list[tuple[str, Any]]:
    if "opens_at" not in said or "closes_at" not in said:
        return []
    opens, closes = said["opens_at"], said["closes_at"]
    if opens and closes:
        cure = _("It closes when it opens. For a whole day, write midnight in both.")
        return [("closes_at", cure)] if opens == closes != time(0) else []
    if opens or closes:
        missing = "closes_at" if opens else "opens_at"
        return [(missing, _("Say when it opens and when it closes."))]
    if any(said.get(name) for name in ("is_closed", "description", "notes")):
        return []
    cure = _("Say when it opens and closes, or write below what is known.")
    return [("opens_at", cure)]


def _date_problems(said: dict[str, Any]) -> list[tuple[str, Any]]:
    pairs = zip(*DATES, strict=True)
    return [
        (last, _("The last date lies before the first."))
        for first, last in pairs
        if said.get(first) and said.get(last) and said[last] < said[first]
    ]


class ScheduleInline(admin.StackedInline):  # type: ignore[type-arg]
    model = Schedule
    form = ScheduleForm
    # The usual week first, then holidays as they come.
    ordering = (
        "is_closed",
        Coalesce("valid_from", "dtstart").asc(nulls_first=True),
        "opens_at",
        "pk",
    )
    verbose_name = _("line of hours")
    verbose_name_plural = _("opening hours")
    formfield_overrides = {
        # The browser's own: they read and write times as people here do.
        models.TimeField: {
            "widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        },
        models.DateField: {
            "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        },
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2})},
    }
    fieldsets = (
        (
            None,
            {
                "fields": [
                    "repeats",
                    "days",
                    ("opens_at", "closes_at", "is_closed"),
                    ("valid_from", "valid_to"),
                    "description",
                ]
            },
        ),
        (
            _("More, and the rule as calendars write it"),
            {
                "classes": ["collapse"],
                "fields": [
                    ("attending_type", "schedule_link"),
                    "notes",
                    ("freq", "interval", "byday", "bymonthday"),
                    ("dtstart", "until"),
                ],
            },
        ),
    )
    extra = 0
