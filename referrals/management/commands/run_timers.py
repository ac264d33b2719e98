"""``manage.py run_timers``."""

import signal
import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from referrals import actions, waking
from referrals.waking import Tally

TURNS = "round-turn"
"""Rounds in which the next office was asked."""
LOOK_AT_ALL_EVERY = timedelta(days=1)
"""Hours and terms may have changed since a referral was put to sleep."""


def moment(text: str) -> datetime:
    """Read a moment; without a zone it is the site's own."""
    found = parse_datetime(text)
    if found is None:
        message = "Write a moment as 2026-11-28T09:00."
        raise ArgumentTypeError(message)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


class Command(BaseCommand):
    help = (
        "Remind, tell and end what nobody answers. Safe to run late, twice, and on "
        "two machines at once."
    )
    is_asked_to_stop = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", type=moment, help="As if it were this moment; now unless said."
        )
        parser.add_argument(
            "--all",
            action="store_true",
            help="Look at every referral, also those whose moment lies ahead: after "
            "working hours or deadlines were changed.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what is due, and do nothing."
        )
        parser.add_argument(
            "--watch", action="store_true", help="Go on until stopped (the worker)."
        )
        parser.add_argument(
            "--every",
            type=float,
            default=60.0,
            metavar="SECONDS",
            help="How often to look when watching; 60 unless said otherwise.",
        )

    def handle(self, *, watch: bool, **options: Any) -> None:
        if not watch:
            self._run(options["at"], options, everything=options["all"])
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        looked_at_all: datetime | None = None
        while not self.is_asked_to_stop:
            at = timezone.now()
            everything = looked_at_all is None or at - looked_at_all > LOOK_AT_ALL_EVERY
            self._run(at, options, everything=everything, is_quiet_when_idle=True)
            if everything:
                looked_at_all = at
            # A connection that the database dropped is not used again.
            close_old_connections()
            self._rest(options["every"])

    def _run(
        self,
        at: datetime | None,
        options: dict[str, Any],
        *,
        everything: bool,
        is_quiet_when_idle: bool = False,
    ) -> None:
        at, is_dry = at or timezone.now(), options["dry_run"]
        tally = waking.run(at=at, everything=everything, is_dry=is_dry)
        if not is_dry and (ended := actions.end_turns(at)):
            tally.fired[TURNS] = ended
        if options["verbosity"] and (tally.total or not is_quiet_when_idle):
            self.stdout.write(self.style.SUCCESS(_told(tally)))
        if tally.failed:
            self.stderr.write(
                self.style.WARNING(f"{tally.failed:,} failed and are tried again.")
            )

    def _rest(self, seconds: float) -> None:
        """Wait, a second at a time: whoever stops it need not wait for a minute."""
        until = time.monotonic() + seconds
        while not self.is_asked_to_stop and time.monotonic() < until:
            time.sleep(min(1.0, seconds))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_asked_to_stop = True


def _told(tally: Tally) -> str:
    fired = ", ".join(f"{name} {count:,}" for name, count in tally.fired.items())
    looked = f"Looked at {tally.looked:,} referrals, fired {tally.total:,} timers"
    return f"{looked}: {fired}." if fired else f"{looked}."
