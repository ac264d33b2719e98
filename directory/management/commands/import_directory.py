"""Import a directory from a package of HSDS."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory import hsds


class Command(BaseCommand):
    help = (
        "Import a directory: a folder, zip, CSV or JSON of HSDS 1, 2 or 3."
        " Safe to run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="Folder, .zip, .csv or .json.")
        parser.add_argument(
            "--source",
            default="",
            help="The source's name, the same in every import (default: the file's).",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Do everything, then undo it."
        )
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="Name every mended or refused row here (.csv or .json).",
        )
        parser.add_argument(
            "--encoding", default="utf-8", help="Of CSV files (default: utf-8)."
        )

    def handle(
        self,
        *args: Any,
        path: Path,
        source: str,
        report: Path | None,
        encoding: str,
        verbosity: int,
        **options: Any,
    ) -> None:
        try:
            found = hsds.load(
                path,
                source=_source(source, path),
                dry_run=options["dry_run"],
                report=report,
                encoding=encoding,
                tell=self._tell if verbosity else lambda _line: None,
            )
        except hsds.PackageError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            # A disk that is full, or breaks in the middle.
            message = (
                f"The import stopped and changed nothing: {error.strerror}."
                " Free or mend the disk, then run it again."
            )
            raise CommandError(message) from error
        self._summary(found, report)

    def _tell(self, line: str) -> None:
        self.stdout.write(f"  {line}")

    def _summary(self, found: hsds.ImportReport, report: Path | None) -> None:
        """Print the counts by table and by reason; nothing of any row."""
        write = self.stdout.write
        write(f"\n{found.shape} as source “{found.source}”")
        names = (
            "read",
            "new",
            "changed",
            "returned",
            "unchanged",
            "removed",
            "refused",
        )
        write(f"  {'':<26}" + "".join(f"{name:>11}" for name in names))
        for table, counts in found.tables.items():
            numbers = "".join(f"{getattr(counts, name):>11,}" for name in names)
            write(f"  {table or '(files)':<26}{numbers}")
        write("")
        for (outcome, reason), number in found.reasons.most_common():
            write(f"  {number:>9,}  {outcome.value:<14}{reason}")
        if report:
            write(f"\nEach of these rows is named in {report}.")
        elif found.reasons:
            write("\nTo have each of these rows named, add --report FILE.csv")
        if found.is_partial:
            write("This is part of a directory: nothing was marked as removed.")
        write(self.style.SUCCESS(_outcome(found)))


def _source(given: str, path: Path) -> str:
    source = given or re.sub(r"[^a-z0-9]+", "-", path.resolve().stem.lower()).strip("-")
    if not source or len(source) > 60:
        message = "Give the source a name of at most 60 letters: --source NAME"
        raise CommandError(message)
    return source


def _outcome(found: hsds.ImportReport) -> str:
    if found.is_dry_run:
        return f"Dry run: {found.listings_changed:,} listings would have changed."
    if found.is_unchanged:
        return "The directory already was as the package says."
    return f"Imported: {found.listings_changed:,} listings changed."
