"""Plays the whole demo: sign-ins, people, then what happened, in time's order."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F

from accounts import notices
from accounts.actions import make_demo_users
from accounts.models import Notice
from care.errors import CareRefusedError
from care.models import Person
from referrals.demo import people, steps
from referrals.demo.moments import Calendar, DemoError
from referrals.demo.stage import Stage
from referrals.errors import RefusedError
from referrals.models import Letter

READ_BEFORE = timedelta(days=2)
"""What was told longer ago than this was read on the day."""

type Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something of the past that is still to be played."""

    at: datetime
    key: str
    play: Callable[[], object]


def is_loaded(source: str) -> bool:
    """Whether the demo's people are here already."""
    return Person.objects.filter(kept_by__source=source).exists()


def load(folder: Path, *, source: str, now: datetime) -> tuple[int, int]:
    """Write down the people and play the referrals; return how many of each.

    All or nothing: a file that the rules refuse leaves no trace.

    Raises:
        DemoError: which person or referral cannot be written, and why.
    """
    stage = Stage(source, Calendar(now=now, zone=ZoneInfo(settings.TIME_ZONE)))
    written = _entries(folder, "people")
    sent = _entries(folder, "referrals")
    with transaction.atomic():
        make_demo_users(organizations=stage.organizations())
        for said in written:
            _tried(said["key"], partial(people.write_person, stage, said))
        _play([*_stops(stage, written), *_referrals(stage, sent)], now=now)
        _tell_as_then(now)
    return len(written), len(sent)


def _play(happenings: list[Happening], *, now: datetime) -> None:
    """Play the past in the order of time.

    So numbers count up, and a consent that was stopped meets the referrals that
    waited on that day.
    """
    for happening in sorted(happenings, key=lambda one: one.at):
        if happening.at > now:
            message = f"{happening.key}: a step lies in the future"
            raise DemoError(message)
        _tried(happening.key, happening.play)


def _tell_as_then(now: datetime) -> None:
    """What happened weeks ago was told then, and needs no mail today."""
    told = Notice.objects.waiting().order_by("made_at", "pk")
    for notice in told.select_related("user"):
        notices.reached([notice], at=notice.made_at, by_mail=True)
    Letter.objects.waiting().update(sent_at=F("made_at"))
    old = Notice.objects.unread().filter(made_at__lt=now - READ_BEFORE)
    old.update(read_at=F("made_at"))


def _entries(folder: Path, name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(
        (folder / f"{name}.json").read_text(encoding="utf-8")
    )[name]
    return entries


def _stops(stage: Stage, written: list[dict[str, Any]]) -> Iterator[Happening]:
    for person in written:
        for said in person.get("consents", ()):
            if said.get("revoked"):
                by = said.get("by", person["by"])
                yield Happening(
                    stage.calendar.moment(said["revoked"]["at"]),
                    said["key"],
                    partial(people.stop_consent, stage, said, by),
                )


def _referrals(stage: Stage, sent: list[dict[str, Any]]) -> Iterator[Happening]:
    for said in sent:
        key, moments = said["key"], [said["at"]] if "at" in said else []
        moments += [step["at"] for step in said["steps"]]
        at = [stage.calendar.moment(text) for text in moments]
        if at != sorted(at):
            message = f"{key}: its steps do not go forward in time"
            raise DemoError(message)
        yield Happening(at[0], key, partial(steps.begin, stage, said, at[0]))
        for step in said["steps"]:
            moment = stage.calendar.moment(step["at"])
            yield Happening(moment, key, partial(steps.play, stage, key, step, moment))


def _tried(key: str, write: Callable[[], object]) -> None:
    try:
        write()
    except (RefusedError, CareRefusedError, DemoError) as refused:
        message = f"{key}: {refused}"
        raise DemoError(message) from refused
    except (KeyError, ValueError, ObjectDoesNotExist) as wrong:
        message = f"{key}: {type(wrong).__name__}, {wrong}"
        raise DemoError(message) from wrong
