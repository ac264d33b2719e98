"""What a person's page shows of referrals: each try, and what happened."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from care.models import Person
from care.panels import Door, Happening, Panel, Tag, Try
from referrals.models import CLOSED, Referral, ReferralEvent, Status
from referrals.parties import Viewer, viewer_of
from referrals.presenters import who
from referrals.presenters.words import (
    STATE_LOOKS,
    due_tag,
    sharing_stopped_tag,
    state_tag,
)
from referrals.snapshot import is_cut_off, is_sealed, known_until

HOPS = {
    Status.REQUESTED: 1,
    Status.ACCEPTED: 2,
    Status.IN_PROGRESS: 3,
    Status.ON_HOLD: 3,
    Status.COMPLETED: 4,
}
"""How many of the four boards are behind a referral."""


def panel(person: Person, user: User, at: datetime) -> Panel:
    """The referrals that the viewer may see, the newest first: three queries."""
    viewer = viewer_of(user)
    found = (
        Referral.objects.visible_to(user)
        .with_parties()
        .filter(person=person)
        .prefetch_related("events__by")
        .order_by("-created_at")
    )
    # Beside a name, the number of a sealed referral would tell whose it is.
    known = [one for one in found if not is_sealed(one, viewer.sides(one))]
    # A mistake counts nowhere, but whoever looked by way of it has looked.
    referrals = [one for one in known if one.status != Status.ENTERED_IN_ERROR]
    return Panel(
        tries=tuple(_try(one, viewer, at) for one in referrals),
        story=tuple(told for one in referrals for told in _story(one, viewer)),
        doors=tuple(
            Door(one.number, known_until(one, viewer.sides(one))) for one in known
        ),
    )


def _try(referral: Referral, viewer: Viewer, at: datetime) -> Try:
    stopped = is_cut_off(referral, viewer.sides(referral))
    tag = (
        sharing_stopped_tag()
        if stopped
        else due_tag(referral, at) or state_tag(referral)
    )
    return Try(
        need_id=referral.need_id,
        url=referral.get_absolute_url(),
        number=referral.number,
        party=referral.receiver.name,
        tag=Tag(tag.tone, tag.icon, tag.words),
        hops=0 if stopped else HOPS.get(Status(referral.status), 0),
        at=referral.sent_at or referral.created_at,
        is_open=not stopped and referral.status not in CLOSED,
        is_late=not stopped and referral.is_overdue(at),
    )


def _story(referral: Referral, viewer: Viewer) -> Iterator[Happening]:
    until = known_until(referral, viewer.sides(referral))
    for event in sorted(referral.events.all(), key=lambda one: one.sequence):
        if until is not None and event.occurred_at > until:
            return
        words = _told(referral, event)
        if words:
            yield Happening(
                at=event.occurred_at,
                icon=_icon(event),
                who=who.mover(event),
                words=words,
                url=referral.get_absolute_url(),
                link=referral.number,
            )


def _icon(event: ReferralEvent) -> str:
    if event.kind == ReferralEvent.Kind.UNDO:
        return "undo"
    return STATE_LOOKS[Status(event.to_status)][1]


def _told(referral: Referral, event: ReferralEvent) -> str:
    receiver = {"receiver": referral.receiver.name}
    if event.kind == ReferralEvent.Kind.UNDO:
        return _("%(receiver)s took the answer back.") % receiver
    if event.kind != ReferralEvent.Kind.MOVE:
        return ""
    if event.to_status == Status.DRAFT and referral.sent_at is not None:
        return ""
    return {
        Status.DRAFT: _("A referral to %(receiver)s was begun."),
        Status.REQUESTED: _("Sent to %(receiver)s."),
        Status.ACCEPTED: _("%(receiver)s accepted."),
        Status.IN_PROGRESS: _("%(receiver)s went to work on it."),
        Status.ON_HOLD: _("%(receiver)s put it on hold."),
        Status.COMPLETED: _("%(receiver)s said how it ended."),
        Status.REJECTED: _("%(receiver)s declined."),
        Status.FAILED: _("%(receiver)s could not complete it."),
        Status.CANCELLED: _("The referral to %(receiver)s was stopped."),
        Status.ENTERED_IN_ERROR: "",
    }[Status(event.to_status)] % receiver
