"""``manage.py drain_index``."""

import signal
import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

from search import actions, indexing
from search.engines import SearchUnavailableError

LOOKS_EVERY = timedelta(hours=1)
"""How often the worker asks what has grown old."""
LOOKS_BACK = timedelta(days=1)
"""How far it asks back when it starts: it may have stood still for a while."""


class Command(BaseCommand):
    help = "Bring the search index up to date with every change that waits for it."
    is_asked_to_stop = False
    looked_at: datetime | None = None

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
        parser.add_argument(
            "--lapsed",
            type=float,
            default=0,
            metavar="HOURS",
            help=(
                "Take up first whose word about room became too old in so many hours, "
                "and whose turn it was to be read anew. The worker does so by itself."
            ),
        )

    def handle(
        self,
        *,
        watch: bool,
        every: float,
        lapsed: float,
        verbosity: int,
        **_options: Any,
    ) -> None:
        if not watch:
            if lapsed:
                now = timezone.now()
                self._note_aged(now - timedelta(hours=lapsed), now)
            self._drain(verbosity)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.is_asked_to_stop:
            try:
                self.look_for_aged()
                self._drain(verbosity, is_quiet_when_idle=True)
            except CommandError as error:
                # The changes keep waiting, and so does the worker.
                self.stderr.write(self.style.WARNING(str(error)))
            # A connection that the database dropped is not used again.
            close_old_connections()
            time.sleep(every)

    def look_for_aged(self) -> None:
        """Once an hour, take up what grew old without anybody changing it."""
        now = timezone.now()
        since = self.looked_at or now - LOOKS_BACK
        if now - since >= LOOKS_EVERY:
            self._note_aged(since, now)
            self.looked_at = now

    @staticmethod
    def _note_aged(since: datetime, until: datetime) -> None:
        actions.note_lapsed(since=since, until=until)
        actions.note_renewals(since=since, until=until)

    def _drain(self, verbosity: int, *, is_quiet_when_idle: bool = False) -> None:
        try:
            count = indexing.drain()
        except SearchUnavailableError as error:
            raise CommandError(str(error)) from error
        if verbosity and (count or not is_quiet_when_idle):
            self.stdout.write(self.style.SUCCESS(f"Indexed {count:,} changes."))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_asked_to_stop = True
