"""The pen: writes a change to a referral and its event, always both, in one place."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from referrals import pausing
from referrals.errors import KeyReusedError, StaleVersionError
from referrals.models import Referral, ReferralEvent
from referrals.parties import Hand

PROJECTED = (
    "status",
    "stage",
    "priority",
    "request_note_digest",
    "reason_code",
    "reason_text",
    "outcome",
    "deliveries",
    "review_on",
    "snapshot_digest",
    "is_blind",
    "basis",
    "consent_id",
    "assigned_to_id",
    "error_asked_by_id",
    "sharing_stopped_at",
    "sent_at",
    "due_at",
    "paused_at",
    "viewed_at",
    "answered_at",
    "accepted_at",
    "closed_at",
    "outcome_known_at",
    "sender_informed_at",
    "sender_acknowledged_at",
    "client_confirmed_at",
    "client_got_help",
)
"""What folding the events gives again. Of personal text only a digest is kept, so
that a withdrawn copy is gone, and a tampered one is noticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a change was asked for: when, against which version, under which key."""

    at: datetime
    version: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event to write: who did what, and the referral's fields after it."""

    kind: ReferralEvent.Kind
    hand: Hand
    asked: Asked
    changes: Mapping[str, Any] = field(default_factory=dict)
    transition: str = ""
    note: str = ""
    reason_code: str = ""
    reason_text: str = ""
    compensates: ReferralEvent | None = None


def lock(referral: Referral) -> Referral:
    """Read the referral again under a lock.

    Two people may press "Accept" at once, and the second must be refused, not
    recorded. (On SQLite the transaction itself is the lock.)
    """
    return Referral.objects.select_for_update().get(pk=referral.pk)


def is_repeat(referral: Referral, asked: Asked, *, wanted: str = "") -> bool:
    """Whether this very change was already made under the same key.

    Raises:
        KeyReusedError: the key belongs to another change.
        StaleVersionError: the referral has moved on since it was read.
    """
    if asked.key:
        before = ReferralEvent.objects.filter(
            referral=referral, idempotency_key=asked.key
        ).first()
        if before is not None:
            if wanted and before.to_status != wanted:
                raise KeyReusedError
            return True
    if asked.version is not None and asked.version != referral.version:
        raise StaleVersionError
    return False


def record(referral: Referral, entry: Entry) -> ReferralEvent:
    """Write the change and its event; the caller holds the lock.

    Whatever moves the stage moves the clock with it.
    """
    stage, at = entry.changes.get("stage", referral.stage), entry.asked.at
    changes = {**entry.changes, **pausing.follow(referral, stage, at)}
    before_status, before_stage = referral.status, referral.stage
    last = ReferralEvent.objects.filter(referral=referral).order_by("-sequence").first()
    for name, value in changes.items():
        setattr(referral, name, value)
    referral.version = (last.sequence if last else 0) + 1
    derived = _derived(entry, changes)
    for name, value in derived.items():
        setattr(referral, name, value)
    referral.save(update_fields=[*changes, "version", *derived])
    event = ReferralEvent(
        referral=referral,
        sequence=referral.version,
        kind=entry.kind,
        transition=entry.transition,
        from_status=before_status if last else "",
        to_status=referral.status,
        from_stage=before_stage if last else "",
        to_stage=referral.stage,
        by_side=entry.hand.side,
        by=entry.hand.user,
        by_name=entry.hand.name,
        by_link=entry.hand.link,
        by_organization=entry.hand.organization,
        by_role=entry.hand.role,
        on_behalf_of=entry.hand.on_behalf_of,
        evidence=entry.hand.evidence,
        reason_code=entry.reason_code,
        reason_text=entry.reason_text,
        note=entry.note,
        changes=_after(referral, changes),
        compensates=entry.compensates,
        occurred_at=entry.asked.at,
        idempotency_key=entry.asked.key,
        previous_hash=last.hash if last else "",
    )
    event.hash = event.fingerprint()
    event.save(force_insert=True)
    return event


def _derived(entry: Entry, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """What follows from any event, and is folded from none.

    The timers look at once: what was due may be so no longer, or sooner.
    """
    derived: dict[str, Any] = {"wake_at": entry.asked.at}
    if entry.kind == ReferralEvent.Kind.TIMER:
        derived["nudge"] = entry.reason_code
    elif entry.kind not in {ReferralEvent.Kind.VIEW, ReferralEvent.Kind.LOOP}:
        derived["nudge"] = ""
    # A timer that only tells of work that stands still has not moved it.
    if changes or entry.kind != ReferralEvent.Kind.TIMER:
        derived["changed_at"] = entry.asked.at
    return derived


def projection(referral: Referral) -> dict[str, Any]:
    """The referral's row, as folding its events must give it."""
    return {name: _plain(_value(referral, name)) for name in PROJECTED}


def _after(referral: Referral, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changed fields as kept in the event: plain values, no personal text."""
    names = {_projected_name(name) for name in changes}
    if referral.version == 1:
        names = set(PROJECTED)
    return {name: _plain(_value(referral, name)) for name in PROJECTED if name in names}


def _projected_name(name: str) -> str:
    if name in {"snapshot", "request_note"}:
        return f"{name}_digest"
    is_key = isinstance(Referral._meta.get_field(name), models.ForeignKey)
    return f"{name}_id" if is_key else name


def _value(referral: Referral, name: str) -> Any:
    if not name.endswith("_digest"):
        return getattr(referral, name)
    said = getattr(referral, name.removesuffix("_digest"))
    if not said:
        return ""
    text = json.dumps(said, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """As JSON holds it, and the same whichever database it comes back from."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bool() | int() | list() | None:
            return value
        case _:
            return str(value)
