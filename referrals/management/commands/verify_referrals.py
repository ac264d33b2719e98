"""Compare every referral with its own history."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from referrals import replay
from referrals.models import Referral


class Command(BaseCommand):
    help = (
        "Check that each referral is what its events say, that no event is missing, "
        "and that the chain of hashes holds. Changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for referral, problem in replay.problems(replay.with_events()):
            count += 1
            self.stderr.write(f"{referral.number}: {problem}")
        total = Referral.objects.count()
        if count:
            raise CommandError(
                f"{count:,} disagreements in {total:,} referrals. Restore the rows "
                "from a backup, or correct them from their events."
            )
        self.stdout.write(
            self.style.SUCCESS(f"{total:,} referrals agree with their events.")
        )
