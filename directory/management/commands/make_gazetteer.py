"""Makes the gazetteer's files anew from their sources."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory.places.making import Maker

SOURCES = ("us_zip_points.csv.gz", "us_places_geonames.csv", "counties-10m.json")


class Command(BaseCommand):
    help = (
        "Make the gazetteer in fixtures/geo from a folder of sources. "
        "Safe to run again: the same sources make the same files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the sources are")
        parser.add_argument(
            "--into",
            type=Path,
            default=settings.FIXTURES_DIR / "geo",
            help="where to write; by default fixtures/geo",
        )

    def handle(self, *args: Any, folder: Path, into: Path, **options: Any) -> None:
        missing = [name for name in SOURCES if not (folder / name).is_file()]
        if missing:
            message = (
                f"{folder} lacks {', '.join(missing)}. "
                "docs/how-to/refresh-the-gazetteer.md says where to get them."
            )
            raise CommandError(message)
        try:
            maker = Maker(folder)
            into.mkdir(parents=True, exist_ok=True)
            counts = maker.write(into)
        except (KeyError, ValueError, OSError) as error:
            message = (
                f"A source is not as expected ({type(error).__name__}: {error}). "
                "Nothing was written."
            )
            raise CommandError(message) from error
        for name, count in counts.items():
            size = (into / name).stat().st_size
            self.stdout.write(f"  {name:<22} {count:>7,} rows {size / 1e6:>6.2f} MB")
        self.stdout.write(self.style.SUCCESS("The gazetteer is made."))
