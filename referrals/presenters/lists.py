"""The inbox and the sent list: tabs with counts, rows, pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals.models import OPEN, Status
from referrals.models.finding import (
    STOPPED_BEFORE_END,
    WITHDRAWN,
    ReferralQuerySet,
)
from referrals.parties import Viewer
from referrals.presenters.rows import Row, rows_of, with_last_words

PER_PAGE = 25
MOST_FOUND = 50
"""How many referrals a search shows; a fuller name finds fewer."""


@dataclass(frozen=True, slots=True)
class Tab:
    """Referrals in some states, how many, and what an empty one says."""

    slug: str
    label: str
    statuses: tuple[Status, ...]
    order: tuple[str, ...]
    empty: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of referrals, as its page shows it."""

    tabs: tuple[Tab, ...]
    tab: Tab
    rows: list[Row]
    page: Page | None  # type: ignore[type-arg]  # rows, by now
    overdue: int
    due_today: int


CALLED_A_MISTAKE_BEFORE = Q(
    status=Status.ENTERED_IN_ERROR, closed_at__lt=F("sharing_stopped_at")
)
"""Left every list before the person stopped sharing, and does not come back."""

AT_WORK = (Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD)
ENDED = (Status.COMPLETED, Status.REJECTED, Status.FAILED, Status.CANCELLED)


def inbox_tabs() -> tuple[Tab, ...]:
    """What a receiver works through."""
    return (
        Tab(
            "answer",
            _("Needs answer"),
            (Status.REQUESTED,),
            ("due_at", "sent_at"),
            _("Nothing waits for you. New requests appear here."),
        ),
        Tab(
            "progress",
            _("In progress"),
            AT_WORK,
            ("review_on", "known_change_at"),
            _("Nothing is under way. What you accept appears here."),
        ),
        Tab(
            "closed",
            _("Closed"),
            ENDED,
            ("-known_closed_at",),
            _("Nothing has ended yet. What is done or declined is kept here."),
        ),
    )


def sent_tabs() -> tuple[Tab, ...]:
    """What a sender follows."""
    return (
        Tab(
            "waiting",
            _("Waiting"),
            (Status.REQUESTED,),
            ("due_at", "sent_at"),
            _("Nobody owes you an answer. What you send appears here."),
        ),
        Tab(
            "progress",
            _("In progress"),
            AT_WORK,
            ("review_on", "known_change_at"),
            _("Nothing is under way. What is accepted appears here."),
        ),
        Tab(
            "closed",
            _("Closed"),
            ENDED,
            ("-known_closed_at",),
            _("Nothing has ended yet. Every end, good or bad, is told here."),
        ),
        Tab(
            "drafts",
            _("Drafts"),
            (Status.DRAFT,),
            ("-known_change_at",),
            _("No drafts. Find a service, and press “Refer somebody”."),
        ),
    )


def as_the_desk_knows(referrals: ReferralQuerySet) -> ReferralQuerySet:
    """Referrals, each under the state that it is in."""
    return referrals.annotate(
        known_status=F("status"),
        known_closed_at=F("closed_at"),
        known_change_at=F("changed_at"),
    )


def as_receivers_know(referrals: ReferralQuerySet) -> ReferralQuerySet:
    """Referrals, each under the state that the receiver may know of.

    What the person took back before it was accepted has ended for the receiver.
    """
    return _as_known(referrals, unless=WITHDRAWN)


def as_senders_know(referrals: ReferralQuerySet) -> ReferralQuerySet:
    """Referrals, each under the state that the sender may know of.

    Once the person stopped sharing, it has ended for the sender, whatever follows.
    """
    return _as_known(referrals, unless=STOPPED_BEFORE_END)


def _as_known(referrals: ReferralQuerySet, *, unless: Q) -> ReferralQuerySet:
    """Where the person stopped sharing, what follows shows not even by its place."""

    def known(field: str) -> Case:
        return Case(When(unless, then=F("sharing_stopped_at")), default=F(field))

    return referrals.annotate(
        known_status=Case(
            When(CALLED_A_MISTAKE_BEFORE, then=F("status")),
            When(unless, then=Value(Status.CANCELLED.value)),
            default=F("status"),
            output_field=CharField(),
        ),
        known_closed_at=known("closed_at"),
        known_change_at=known("changed_at"),
    )


def listing(
    referrals: ReferralQuerySet,
    tabs: Sequence[Tab],
    viewer: Viewer,
    *,
    chosen: str,
    order: Sequence[str],
    page: str,
    at: datetime,
    opened: str = "",
) -> Listing:
    """One tab's page of rows: a constant number of queries, whatever it holds.

    The referrals carry the ``known_status`` under which this reader knows them.
    """
    # Any: the types know nothing of an annotation made elsewhere.
    known: Any = referrals
    counts: dict[str, int] = dict(
        known.order_by()
        .values_list("known_status")
        .annotate(how_many=Count("pk", distinct=True))
    )
    counted = tuple(
        replace(tab, count=sum(counts.get(status, 0) for status in tab.statuses))
        for tab in tabs
    )
    tab = next((one for one in counted if one.slug == chosen), counted[0])
    found = with_last_words(
        known.filter(known_status__in=tab.statuses).order_by(
            *(order or tab.order), "number"
        )
    )
    shown = Paginator(found, PER_PAGE).get_page(page)
    return Listing(
        tabs=counted,
        tab=tab,
        rows=rows_of(shown.object_list, viewer, at=at, opened=opened),
        page=shown if shown.paginator.num_pages > 1 else None,
        **_pressing(referrals, at),
    )


def _pressing(referrals: ReferralQuerySet, at: datetime) -> dict[str, int]:
    late = referrals.overdue(at).count()
    today_ends = timezone.localtime(at).replace(hour=23, minute=59, second=59)
    due = referrals.on_the_clock().filter(due_at__gte=at, due_at__lte=today_ends)
    return {"overdue": late, "due_today": due.count()}


def search_rows(
    referrals: ReferralQuerySet, viewer: Viewer, *, at: datetime
) -> list[Row]:
    """What a search found, open ones first, newest first."""
    # Any: the types know nothing of annotations made elsewhere.
    known: Any = referrals
    found: Any = with_last_words(known.order_by("-known_change_at"))[:MOST_FOUND]
    ended = {one.pk for one in found if one.known_status not in OPEN}
    rows = rows_of(found, viewer, at=at)
    return sorted(rows, key=lambda row: row.referral.pk in ended)
