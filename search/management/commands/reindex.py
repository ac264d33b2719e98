"""``manage.py reindex``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import indexing
from search.engines import SearchUnavailableError


class Command(BaseCommand):
    help = "Put every listed service into the search index anew. Safe to run again."

    def handle(self, *, verbosity: int, **_options: Any) -> None:
        def progress(done: int) -> None:
            if verbosity > 1 or (verbosity and done % 5000 == 0):
                self.stdout.write(f"  {done:>9,}")

        try:
            count = indexing.rebuild(progress=progress)
        except SearchUnavailableError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(self.style.SUCCESS(f"Indexed {count:,} services."))
