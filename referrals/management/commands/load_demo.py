"""The demo region, its people and their referrals."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import demo as sign_ins
from directory import hsds
from directory.models import ImportRun, Service
from referrals import demo
from search import indexing
from search.engines import get_engine

SOURCE = "demo"


class Command(BaseCommand):
    help = (
        "Load the demo region: agencies, sign-ins, people and referrals, all "
        "invented, and index it. Safe to run again: what is there stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="Read the agencies' files again, over what was changed since.",
        )

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        folder = settings.FIXTURES_DIR / "demo"
        self._load_directory(folder, again=again)
        self._load_people(folder)
        self._index()
        self._sign_ins()

    def _load_directory(self, folder: Path, *, again: bool) -> None:
        known = ImportRun.objects.filter(source=SOURCE).exists()
        if known and not again:
            self.stdout.write("The demo region is here already.")
            return
        try:
            hsds.load(folder, source=SOURCE, relative_dates=True)
        except hsds.PackageError as wrong:
            raise CommandError(str(wrong)) from wrong
        listed = Service.objects.listed().from_source(SOURCE).count()
        self.stdout.write(f"The demo region: {listed} services.")

    def _load_people(self, folder: Path) -> None:
        if demo.is_loaded(SOURCE):
            self.stdout.write("Its people are here already.")
            return
        try:
            people, referrals = demo.load(folder, source=SOURCE, now=timezone.now())
        except demo.DemoError as wrong:
            said = str(wrong).rstrip(".")
            message = f"{said}. See docs/reference/demo-format.md."
            raise CommandError(message) from wrong
        self.stdout.write(f"Its people: {people}, with {referrals} referrals.")

    def _index(self) -> None:
        if get_engine().is_whole():
            indexing.drain()
        else:
            indexing.rebuild()
        self.stdout.write(self.style.SUCCESS("The demo is ready."))

    def _sign_ins(self) -> None:
        names = {said["email"]: said["name"] for said in sign_ins.people()}
        self.stdout.write("Sign in as:")
        for part in sign_ins.PARTS:
            who = f"{names[part.email]}, {part.role}"
            self.stdout.write(f"  {part.email}  {who}. {part.does}")
        self.stdout.write(f"The password of each: {sign_ins.PASSWORD}")
