"""Does the row say what its events say? Folding the events must give it again."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch

from referrals import journal
from referrals.models import Referral, ReferralEvent


def fold(events: Iterable[ReferralEvent]) -> dict[str, Any]:
    """The referral's fields after these events, in their order."""
    fields: dict[str, Any] = {}
    for event in events:
        fields |= event.changes
    return fields


def problems_of(referral: Referral) -> Iterator[str]:
    """Say what does not agree; nothing, when all is well."""
    before, is_whole = "", True
    events = sorted(referral.events.all(), key=lambda event: event.sequence)
    for expected, event in enumerate(events, start=1):
        if event.sequence != expected:
            yield f"event {expected} is missing"
            return
        fits = event.previous_hash == before and event.hash == event.fingerprint()
        if is_whole and not fits:
            # What follows hangs on this one: it is said once.
            yield f"event {expected} does not match its hash"
        before, is_whole = event.hash, is_whole and fits
    if referral.version != len(events):
        yield f"version {referral.version} after {len(events)} events"
    folded, row = fold(events), journal.projection(referral)
    for name, value in row.items():
        if folded.get(name) != value:
            # Names of fields only: their values may be personal.
            yield f"{name} differs from its events"


def problems(referrals: Iterable[Referral]) -> Iterator[tuple[Referral, str]]:
    """Every disagreement, referral by referral."""
    for referral in referrals:
        for problem in problems_of(referral):
            yield referral, problem


def with_events() -> "Iterable[Referral]":
    """All referrals with their events, in bounded memory."""
    return (
        Referral.objects.order_by("created_at", "pk")
        .prefetch_related(
            Prefetch("events", ReferralEvent.objects.order_by("sequence"))
        )
        .iterator(chunk_size=500)
    )
