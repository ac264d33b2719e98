"""``manage.py send_notices``."""

import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from accounts import notices


class Command(BaseCommand):
    help = "Mail the notices that are due. Safe to run again, late, and twice at once."
    is_asked_to_stop = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--watch", action="store_true", help="Go on until stopped (the worker)."
        )
        parser.add_argument(
            "--every",
            type=float,
            default=5.0,
            metavar="SECONDS",
            help="How often to look when watching; 5 unless said otherwise.",
        )

    def handle(
        self, *, watch: bool, every: float, verbosity: int, **_options: Any
    ) -> None:
        if not watch:
            self._deliver(verbosity)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.is_asked_to_stop:
            self._deliver(verbosity, is_quiet_when_idle=True)
            # A connection that the database dropped is not used again.
            close_old_connections()
            time.sleep(every)

    def _deliver(self, verbosity: int, *, is_quiet_when_idle: bool = False) -> None:
        self._report(notices.deliver(), "notices", verbosity, is_quiet_when_idle)
        others = notices.deliver_others()
        self._report(others, "letters", verbosity, is_quiet_when_idle)

    def _report(
        self,
        tally: notices.Tally,
        what: str,
        verbosity: int,
        is_quiet_when_idle: bool,  # noqa: FBT001 - passed on
    ) -> None:
        if verbosity and (tally.sent or tally.dropped or not is_quiet_when_idle):
            self.stdout.write(
                self.style.SUCCESS(
                    f"Mailed {tally.sent:,} {what}, dropped {tally.dropped:,}."
                )
            )
        if tally.failed:
            self.stderr.write(
                self.style.WARNING(
                    f"{tally.failed:,} could not be mailed and are tried again later."
                )
            )

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_asked_to_stop = True
