"""How long a run of the timers takes over all open referrals.

    python -m benchmarks.timers 20000 200000

Fills a database of its own, on SQLite, with that many open referrals of 400 offices,
written in bulk: only their rows and last events matter here. Then, in one process:
a look at every one of them, a look at what was changed, and firing what has come due
at one in a hundred. Prints a table in Markdown.
"""

import os
import platform
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

OFFICES = 400
BATCH = 5000
NOW = datetime(2026, 11, 10, 17, 0, tzinfo=UTC)
ONE_IN = 100


def main(sizes: list[int]) -> None:
    """Measure each size in a process-wide database, growing it from size to size."""
    sys.stdout.write(
        f"{platform.platform()}, {os.cpu_count()} cores,"
        f" Python {platform.python_version()}, SQLite, one process.\n\n"
        "| open referrals | look at all | fired, and how long | look at none |\n"
        "|---|---|---|---|\n"
    )
    made = 0
    for size in sizes:
        fill(size - made, start=made)
        made = size
        measure(size)


def measure(size: int) -> None:
    """One row of the table."""
    from referrals import waking  # noqa: PLC0415 - models need settings
    from referrals.models import Referral  # noqa: PLC0415

    Referral.objects.update(wake_at=NOW)
    all_, _tally = timed(lambda: waking.run(at=NOW, everything=True))
    late = NOW - timedelta(days=9)
    ids = list(Referral.objects.values_list("pk", flat=True)[: size // ONE_IN])
    for start in range(0, len(ids), 500):
        Referral.objects.filter(pk__in=ids[start : start + 500]).update(
            sent_at=late, due_at=late + timedelta(days=2), wake_at=NOW
        )
    fire, tally = timed(lambda: waking.run(at=NOW))
    idle, _none = timed(lambda: waking.run(at=NOW))
    sys.stdout.write(
        f"| {size:,} | {all_:.1f} s | {tally.total:,} in {fire:.1f} s"
        f" | {idle * 1000:.1f} ms |\n"
    )
    sys.stdout.flush()


def timed[T](act: Callable[[], T]) -> tuple[float, T]:
    """How long it took, and what came of it."""
    start = time.perf_counter()
    answer = act()
    return time.perf_counter() - start, answer


def fill(count: int, *, start: int) -> None:
    """Write open referrals, sent within the last working day."""
    from directory.models import Organization, Service  # noqa: PLC0415
    from referrals.models import Referral  # noqa: PLC0415
    from tests.factories.care import NeedFactory  # noqa: PLC0415
    from tests.factories.directory import ServiceFactory  # noqa: PLC0415

    services = list(Service.objects.all()) or ServiceFactory.create_batch(OFFICES)
    sender = Organization.objects.order_by("pk")[0]
    need = NeedFactory.create()

    def rows() -> Iterator[Referral]:
        for number in range(start, start + count):
            service = services[number % len(services)]
            sent_at = NOW - timedelta(minutes=number % 480)
            yield Referral(
                pk=uuid.uuid4(),
                number=f"26-{number:06}",
                short_code=f"{number:08}",
                person=need.person,
                need=need,
                service=service,
                sender=sender,
                receiver_id=service.organization_id,
                status="requested",
                stage="sent",
                sent_at=sent_at,
                due_at=sent_at + timedelta(days=3),
                changed_at=sent_at,
            )

    Referral.objects.bulk_create(rows(), batch_size=BATCH)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "timers.sqlite3")
        os.environ["DATABASE_URL"] = f"sqlite:///{database}"
        os.environ["VAR_DIR"] = folder
        os.environ.setdefault("DEBUG", "0")
        os.environ.setdefault("SECRET_KEY", "measuring")
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        main([int(size) for size in sys.argv[1:]] or [20_000])
