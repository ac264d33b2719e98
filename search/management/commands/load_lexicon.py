"""``manage.py load_lexicon``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from search.lexicon import seed


class Command(BaseCommand):
    help = (
        "Bring the words that come with Waypost into the lexicon. What staff changed "
        "stays as it is. `migrate` does the same. Safe to run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=None,
            help="A folder of files in the same format.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Only say what would be done."
        )

    def handle(
        self,
        *,
        folder: Path | None,
        dry_run: bool,
        verbosity: int,
        **_options: Any,
    ) -> None:
        with transaction.atomic():
            try:
                done = seed.load(folder or seed.default_folder())
            except seed.SeedError as wrong:
                raise CommandError(str(wrong)) from wrong
            transaction.set_rollback(dry_run)
        if verbosity:
            self.stdout.write(
                f"The lexicon: {done.added:,} entries added, {done.changed:,} changed, "
                f"{done.removed:,} removed, {done.kept:,} left as staff have them."
            )
        if dry_run:
            self.stdout.write("Nothing was written.")
