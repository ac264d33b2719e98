"""The demo region, its people and their referrals."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from directory import hsds
from directory.models import ImportRun
from referrals import demo

SOURCE = "demo"


class Command(BaseCommand):
    help = (
        "Load the demo region: agencies, sign-ins, people and referrals, all "
        "invented. Safe to run again: what is there stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="Read the directory's files again, even if they were read before.",
        )

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        folder = settings.FIXTURES_DIR / "demo"
        self._directory(folder, again=again)
        self._people(folder)

    def _directory(self, folder: Any, *, again: bool) -> None:
        known = ImportRun.objects.filter(source=SOURCE).exists()
        if known and not again:
            self.stdout.write("The demo region is here already.")
            return
        report = hsds.load(folder, source=SOURCE, relative_dates=True)
        self.stdout.write(f"The demo region: {report.counts()}")

    def _people(self, folder: Any) -> None:
        if demo.is_loaded(SOURCE):
            self.stdout.write("Its people are here already.")
            return
        try:
            people, referrals = demo.load(folder, source=SOURCE, now=timezone.now())
        except demo.DemoError as wrong:
            message = f"{wrong}. See docs/reference/demo-format.md."
            raise CommandError(message) from wrong
        self.stdout.write(
            self.style.SUCCESS(f"{people} people and {referrals} referrals.")
        )
