"""One import from beginning to end."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from directory import actions
from directory.hsds.changes import changed_services
from directory.hsds.loading import Loader
from directory.hsds.mending.rows import Mender
from directory.hsds.packages import PackageError, open_members
from directory.hsds.reading import Reader
from directory.hsds.report import ImportReport, open_writer
from directory.hsds.staging import Stage, open_stage
from directory.models import ImportRun

PROGRESS_EVERY = 5_000


def load(
    path: Path | str,
    *,
    source: str,
    dry_run: bool = False,
    report: Path | str | None = None,
    relative_dates: bool = False,
    encoding: str = "utf-8",
    tell: Callable[[str], None] = lambda _line: None,
) -> ImportReport:
    """Bring the directory to what a package says, in one transaction.

    Raises ``PackageError``, with the cure, when the package cannot be read; the
    directory and the report file are then as they were. ``tell`` gets lines of
    progress. ``relative_dates``: take dates such as "-12d" (demo documents).
    """
    path = Path(path)
    now = timezone.now()
    report_path = _report_path(report)
    with open_writer(report_path) as writer:
        found = ImportReport(source=source, is_dry_run=dry_run, writer=writer)
        with open_stage(source, found) as stage:
            mender = Mender(found, now=now, relative_dates=relative_dates)
            _fill(stage, path, encoding, mender, found, tell)
            with transaction.atomic():
                _apply(stage, found, path, now, tell)
                transaction.set_rollback(dry_run)
    return found


def _report_path(report: Path | str | None) -> Path | None:
    if report is None:
        return None
    path = Path(report)
    if path.suffix.lower() not in {".csv", ".json"}:
        message = f"{path.name} is no report's name. Let it end in .csv or .json."
        raise PackageError(message)
    if not path.parent.is_dir():
        message = f"{path.parent} does not exist. Make the folder first."
        raise PackageError(message)
    # Asked now: when the import is done it is too late to refuse it.
    if path.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        message = f"{path} cannot be written. Name a file in a folder of yours."
        raise PackageError(message)
    return path


def _fill(
    stage: Stage,
    path: Path,
    encoding: str,
    mender: Mender,
    found: ImportReport,
    tell: Callable[[str], None],
) -> None:
    """Read, mend and stage the whole package; nothing is written to the directory."""
    with open_members(path) as members:
        reader = Reader(members, encoding=encoding)
        for number, item in enumerate(reader.items(tell), start=1):
            for row in mender.mend(item):
                stage.put(row)
            if number % PROGRESS_EVERY == 0:
                tell(f"read {number:,} rows")
    found.shape = reader.shape
    found.is_partial = reader.is_partial
    stage.close_filling()


def _apply(
    stage: Stage,
    found: ImportReport,
    path: Path,
    now: datetime,
    tell: Callable[[str], None],
) -> None:
    loader = Loader(stage, found, found.source, now=now, tell=tell)
    loader.load()
    services = changed_services(stage)
    found.listings_changed = len(services)
    if services:
        actions.mark_changed(services, at=now)
    ImportRun.objects.create(
        source=found.source,
        started_at=now,
        finished_at=timezone.now(),
        path=path.name[:500],
        shape=found.shape[:60],
        counts=found.counts(),
    )
