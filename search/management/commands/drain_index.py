"""``manage.py drain_index``."""

import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from search import indexing
from search.engines import SearchUnavailableError


class Command(BaseCommand):
    help = "Bring the search index up to date with every change that waits for it."
    is_asked_to_stop = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--watch", action="store_true", help="Go on until stopped (the worker)."
        )
        parser.add_argument(
            "--every",
            type=float,
            default=1.0,
            metavar="SECONDS",
            help="How often to look when watching; 1 unless said otherwise.",
        )

    def handle(
        self, *, watch: bool, every: float, verbosity: int, **_options: Any
    ) -> None:
        if not watch:
            self._drain(verbosity)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.is_asked_to_stop:
            try:
                self._drain(verbosity, is_quiet_when_idle=True)
            except CommandError as error:
                # The changes keep waiting, and so does the worker.
                self.stderr.write(self.style.WARNING(str(error)))
            # A connection that the database dropped is not used again.
            close_old_connections()
            time.sleep(every)

    def _drain(self, verbosity: int, *, is_quiet_when_idle: bool = False) -> None:
        try:
            count = indexing.drain()
        except SearchUnavailableError as error:
            raise CommandError(str(error)) from error
        if verbosity and (count or not is_quiet_when_idle):
            self.stdout.write(self.style.SUCCESS(f"Indexed {count:,} changes."))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_asked_to_stop = True
