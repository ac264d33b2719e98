"""Running the timers: late, twice, or on two machines at once, each fires once.

A referral is looked at when it was changed, and at its next moment: ``wake_at``. It
is derived, so a look at all of them (``everything``) puts right whatever a change of
hours or terms has moved.
"""

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from referrals import moving
from referrals.models import CLOSED, OPEN, Message, Referral, ReferralEvent, Side
from referrals.models.finding import ReferralQuerySet
from referrals.terms import Book
from referrals.timing import (
    PREFIX,
    REGISTERED,
    Firing,
    Look,
    Moment,
    Timer,
    is_timed,
    key_of,
)

logger = logging.getLogger(__name__)

CHUNK = 500
RETRY = timedelta(minutes=15)
"""How long one that went wrong is left alone."""

NOT_NEEDED = (
    "deliveries",
    "reason_text",
    "request_note",
    "snapshot",
)
"""Long fields, and personal ones, that no timer reads."""


@dataclass(slots=True)
class Tally:
    """How a run went: referrals looked at, and timers fired, by name."""

    looked: int = 0
    fired: dict[str, int] = field(default_factory=dict)
    failed: int = 0

    def count(self, timer: Timer) -> None:
        """Count one more firing."""
        self.fired[timer.name] = self.fired.get(timer.name, 0) + 1

    @property
    def total(self) -> int:
        """How many fired."""
        return sum(self.fired.values())


@dataclass(frozen=True, slots=True)
class Due:
    """A timer whose moment has come for a referral."""

    referral_id: UUID
    timer: Timer


def run(
    *, at: datetime | None = None, everything: bool = False, is_dry: bool = False
) -> Tally:
    """Fire whatever is due at that moment; dry: only count it."""
    at, tally = at or timezone.now(), Tally()
    if is_dry:
        for keys in _keys(_to_look_at(at, everything=everything)):
            page = list(_lean(Referral.objects.filter(pk__in=keys)))
            tally.looked += len(page)
            for one in _due_of(_looks(page, Book()), at)[0]:
                tally.count(one.timer)
        return tally
    book = Book()
    if everything:
        for keys in _keys(_timed()):
            _look_at(_timed().filter(pk__in=keys), at, book, tally)
    # What fired wakes at once, and is looked at again.
    while _look_at(_to_look_at(at).order_by("wake_at", "pk")[:CHUNK], at, book, tally):
        pass
    return tally


def _look_at(
    referrals: ReferralQuerySet, at: datetime, book: Book, tally: Tally
) -> bool:
    """Put these to sleep until their next moment, and fire what is due.

    False: there were none, or another machine has them in hand.
    """
    # Asked without a lock first: on SQLite the lock would hold everybody up.
    if not referrals.exists():
        return False
    with transaction.atomic():
        # What another machine holds is passed over. (On SQLite the transaction itself
        # is the lock.)
        taken = list(_lean(referrals).select_for_update(skip_locked=True, of=("self",)))
        due, sleeps = _due_of(_looks(taken, book), at)
        _put_to_sleep(taken, sleeps)
    tally.looked += len(taken)
    for one in due:
        _try(one, at, book, tally)
    return bool(taken)


def _try(one: Due, at: datetime, book: Book, tally: Tally) -> None:
    """Fire one; whatever goes wrong with it holds up no other."""
    try:
        if _fire(one.referral_id, one.timer, at, book):
            tally.count(one.timer)
    except Exception as error:  # noqa: BLE001 - said, and tried again later
        tally.failed += 1
        # The words of an error may hold what is personal.
        logger.error(
            "Timer %s of referral %s: %s",
            one.timer.name,
            one.referral_id,
            type(error).__name__,
        )
        Referral.objects.filter(pk=one.referral_id, wake_at__lte=at).update(
            wake_at=at + RETRY
        )


@transaction.atomic
def _fire(pk: UUID, timer: Timer, at: datetime, book: Book) -> bool:
    """One firing: lock, look again whether it is still due, act."""
    # A round is locked before its referrals, as whoever accepts does.
    moving.hold_round(Referral.objects.only("round", "person").get(pk=pk))
    referral = Referral.objects.select_for_update().get(pk=pk)
    look = _looks([referral], book)[0]
    moment = _pending(timer, look)
    if moment is None or not moment.is_due(at):
        return False
    key = key_of(timer.name, moment.anchor)
    timer.act(referral, Firing(timer=timer, key=key, at=at))
    if not referral.events.filter(idempotency_key=key).exists():
        # It would fire for ever.
        message = f"Timer {timer.name} writes no event under its key."
        raise NotImplementedError(message)
    return True


def _due_of(
    looks: Collection[Look], at: datetime
) -> tuple[list[Due], dict[UUID, datetime | None]]:
    """What is due now; of the referrals where nothing is, when the next moment is."""
    due: list[Due] = []
    sleeps: dict[UUID, datetime | None] = {}
    for look in looks:
        moments = list(_moments(look, at))
        now = [timer for timer, moment in moments if moment.at <= at]
        due += [Due(look.referral.pk, timer) for timer in now]
        if not now:
            sleeps[look.referral.pk] = min(
                (moment.at for _timer, moment in moments), default=None
            )
    return due, sleeps


def _moments(look: Look, at: datetime) -> Iterator[tuple[Timer, Moment]]:
    """What is due, and what is still to come."""
    if not is_timed(look.referral):
        return
    for timer in REGISTERED.values():
        moment = _pending(timer, look)
        if moment is not None and (moment.until is None or at < moment.until):
            yield timer, moment


def _pending(timer: Timer, look: Look) -> Moment | None:
    """The timer's moment here, unless it has fired for it."""
    referral = look.referral
    if referral.status not in timer.statuses or not is_timed(referral):
        return None
    moment = timer.when(look)
    if moment is None or look.fired_at(timer.name, moment.anchor) is not None:
        return None
    return moment


def _put_to_sleep(
    taken: Collection[Referral], sleeps: dict[UUID, datetime | None]
) -> None:
    """Write when to look again; those with something due stay awake."""
    moved = [
        (wake_at, one.pk)
        for one in taken
        if one.pk in sleeps and one.wake_at != (wake_at := sleeps[one.pk])
    ]
    if moved:
        # Of many, ``bulk_update`` takes longer to write its sentence than all the rest.
        table, columns = Referral._meta.db_table, ("wake_at", "id")
        # Any: the types think of relations too.
        fields: list[Any] = [Referral._meta.get_field(name) for name in columns]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET wake_at = %s WHERE id = %s",  # noqa: S608 - our own names
                [
                    [
                        field.get_db_prep_save(value, connection)
                        for field, value in zip(fields, row, strict=True)
                    ]
                    for row in moved
                ],
            )


def _looks(referrals: Collection[Referral], book: Book) -> list[Look]:
    """What timers need to know of these: a handful of queries, however many."""
    if not referrals:
        return []
    book.learn(referrals)
    fired = _fired(referrals)
    said = dict(
        Message.objects.filter(referral__in=referrals)
        .values_list("referral_id")
        .annotate(Max("sent_at"))
    )
    stopped = _ended_by_sender(referrals)
    return [
        Look(
            referral=referral,
            receiver=book.receiver(referral),
            sender=book.sender(referral),
            fired=fired.get(referral.pk, {}),
            said_at=said.get(referral.pk),
            is_ended_by_sender=referral.pk in stopped,
        )
        for referral in referrals
    ]


def _fired(referrals: Collection[Referral]) -> dict[UUID, dict[str, datetime]]:
    fired: dict[UUID, dict[str, datetime]] = {}
    for pk, key, at in ReferralEvent.objects.filter(
        referral__in=referrals, idempotency_key__startswith=PREFIX
    ).values_list("referral_id", "idempotency_key", "occurred_at"):
        fired.setdefault(pk, {})[key] = at
    return fired


def _ended_by_sender(referrals: Collection[Referral]) -> set[UUID]:
    ended = [one for one in referrals if one.is_closed]
    if not ended:
        return set()
    ends = ReferralEvent.objects.filter(
        referral__in=ended,
        kind=ReferralEvent.Kind.MOVE,
        to_status__in=CLOSED,
        by_side=Side.SENDER,
    )
    return set(ends.values_list("referral_id", flat=True))


def _timed() -> ReferralQuerySet:
    """What ``is_timed`` says of one, of many."""
    return Referral.objects.filter(
        Q(status__in=OPEN)
        | Q(status__in=CLOSED, sender_acknowledged_at__isnull=True)
        # Those to be put to sleep for good.
        | Q(wake_at__isnull=False)
    )


def _to_look_at(at: datetime, *, everything: bool = False) -> ReferralQuerySet:
    return _timed() if everything else Referral.objects.filter(wake_at__lte=at)


def _lean(referrals: ReferralQuerySet) -> ReferralQuerySet:
    return referrals.select_related("consent").defer(*NOT_NEEDED)


def _keys(referrals: ReferralQuerySet) -> Iterator[list[UUID]]:
    """All of their keys, page after page, in their order."""
    after: dict[str, UUID] = {}
    ordered = referrals.order_by("pk")
    while page := list(ordered.filter(**after).values_list("pk", flat=True)[:CHUNK]):
        yield page
        after = {"pk__gt": page[-1]}
