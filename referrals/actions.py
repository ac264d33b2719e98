"""Everything that may be done to a referral: one verb each, guarded here.

Pages, programs, links and timers all call these verbs, so none of them can differ.
Each takes ``by`` (who), and most take ``at`` (when it happened; now, if not said),
``version`` (refuse if somebody changed the referral since) and ``key`` (a repeat
under the same key does nothing). Each refusal is a ``RefusedError`` with a reason
to show.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from care import actions as care
from care import disclosure
from care.models import Consent, Need, Person, Purpose
from directory.models import Organization, Service
from referrals import deliveries as delivered
from referrals import guards, journal, notices
from referrals.errors import (
    MissingReasonError,
    MoveNotAllowedError,
    TooLateError,
    WrongSideError,
)
from referrals.journal import Asked, Entry
from referrals.models import (
    CLOSED,
    OPEN,
    RECEIVER_ROLES,
    CancelReason,
    ContactAttempt,
    Message,
    Note,
    Priority,
    Referral,
    ReferralEvent,
    ReferralNumber,
    Side,
    Stage,
    Status,
)
from referrals.moving import (
    Changes,
    Guard,
    Step,
    Touch,
    asked,
    check_reason,
    check_status,
    hand_on,
    move,
    settle_need,
    tell,
    touch,
)
from referrals.parties import SYSTEM, Actor, Hand, hands_of
from referrals.states import MOVES, STAGES

Delivery = delivered.Delivery

UNDO_WITHIN = timedelta(minutes=10)

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 or O, 1, I or L: codes are read from paper and over the phone."""
CODE_LENGTH = 6

ANSWERS = ("T03", "T04")
"""The receiver's two answers: accept and decline."""
SYSTEM_STAGES = (Stage.DELIVERED, Stage.VIEWED, Stage.RESPONSE_OVERDUE)
"""Stages that nobody sets by hand."""


# --- The sender --------------------------------------------------------------


@transaction.atomic
def draft(
    need: Need,
    *,
    by: Actor,
    service: Service,
    sender: Organization,
    priority: Priority = Priority.ROUTINE,
    note: str = "",
    re_referral_of: Referral | None = None,
    at: datetime | None = None,
) -> Referral:
    """Begin a referral that only the sender's side sees until it is sent.

    Raises:
        WrongSideError: ``by`` may not send for this organization, or does not see
            this person.
    """
    at = at or timezone.now()
    referral = Referral(
        number=_next_number(at),
        short_code=_free_code(),
        person=need.person,
        need=need,
        service=service,
        sender=sender,
        receiver=service.organization,
        priority=priority,
        request_note=note.strip(),
        is_blind=need.is_sensitive,
        re_referral_of=re_referral_of,
        created_at=at,
    )
    hand = _drafting_hand(referral, by)
    referral.sent_by = hand.user
    referral.save(force_insert=True)
    journal.record(
        referral,
        Entry(
            kind=ReferralEvent.Kind.MOVE,
            transition=MOVES[None, Status.DRAFT].id,
            hand=hand,
            asked=asked(at),
        ),
    )
    return referral


def revise(
    referral: Referral,
    *,
    by: Actor,
    priority: Priority,
    note: str,
    at: datetime | None = None,
    version: int | None = None,
) -> Referral:
    """Change a draft before it is sent."""
    return touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.STAGE,
            sides=(Side.SENDER, Side.NETWORK),
            statuses=(Status.DRAFT,),
            changes={"priority": priority, "request_note": note.strip()},
        ),
        by=by,
        asked=asked(at, version),
    )


def send(
    referral: Referral,
    *,
    by: Actor,
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Send it: the receiver is told, and may read the copy made now.

    Raises:
        NotReadyError: the service takes no referrals, or it is not known whether
            contacting the person is safe.
        DisclosureDeniedError: no consent covers this receiver.
    """
    return move(
        referral,
        Step(to=Status.REQUESTED, stage=Stage.SENT, guard=guards.ready_to_send),
        by=by,
        asked=asked(at, version, key),
    )


def cancel(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Stop it, with a reason of ``CancelReason``.

    The sender may until work begins; after that the receiver alone.
    """
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.CANCELLED,
            reason=reason,
            text=text,
            changes=guards.ended(when.at),
            guard=guards.known_to_people(reason),
        ),
        by=by,
        asked=when,
    )


def acknowledge(
    referral: Referral, *, by: Actor, at: datetime | None = None
) -> Referral:
    """The sender has read how it ended."""
    return touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.LOOP,
            sides=(Side.SENDER,),
            statuses=CLOSED,
            guard=_acknowledged,
        ),
        by=by,
        asked=asked(at),
    )


# --- The receiver ------------------------------------------------------------


def accept(
    referral: Referral,
    *,
    by: Actor,
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Take it on: whoever is first wins, and a sealed name opens."""
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.ACCEPTED,
            stage=Stage.ACCEPTED,
            changes={"answered_at": when.at, "accepted_at": when.at},
            guard=guards.holder_on_acceptance,
        ),
        by=by,
        asked=when,
    )


def decline(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Say that the service cannot help, and why: the sender acts on the reason.

    The reason is one of ``RejectReason``; "another reason" needs words too.
    """
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.REJECTED,
            reason=reason,
            text=text,
            changes={"answered_at": when.at, **guards.ended(when.at)},
        ),
        by=by,
        asked=when,
    )


@transaction.atomic
def undo(
    referral: Referral, *, by: Actor, at: datetime | None = None, key: str = ""
) -> Referral:
    """Take back the last accept or decline, within ten minutes, if nothing followed.

    The history keeps both: this writes an event that compensates the other.

    Raises:
        TooLateError: ten minutes have passed, or something followed.
    """
    when = asked(at, key=key)
    referral = journal.lock(referral)
    if journal.is_repeat(referral, when, wanted=Status.REQUESTED):
        return referral
    hand = hand_on(referral, by, (Side.RECEIVER,))
    answer = undoable(referral, at=when.at)
    if answer is None:
        raise TooLateError(
            _("An answer can be taken back for ten minutes, if nothing followed it.")
        )
    event = journal.record(
        referral,
        Entry(
            kind=ReferralEvent.Kind.UNDO,
            hand=hand,
            asked=when,
            compensates=answer,
            changes=_before(answer),
        ),
    )
    settle_need(referral, when)
    tell(referral, event)
    return referral


def undoable(referral: Referral, *, at: datetime | None = None) -> ReferralEvent | None:
    """Return the receiver's answer that may still be taken back, if there is one."""
    at = at or timezone.now()
    answer = (
        ReferralEvent.objects.filter(referral=referral)
        # Somebody's look, or a delivered notice, is not an act that follows.
        .exclude(kind__in=[ReferralEvent.Kind.VIEW, ReferralEvent.Kind.LOOP])
        .order_by("-sequence")
        .first()
    )
    if answer is None or answer.transition not in ANSWERS:
        return None
    if answer.by_side != Side.RECEIVER or at - answer.occurred_at > UNDO_WITHIN:
        return None
    talked = Message.objects.filter(referral=referral, sent_at__gt=answer.occurred_at)
    again = Referral.objects.filter(re_referral_of=referral)
    return None if talked.exists() or again.exists() else answer


def start(
    referral: Referral,
    *,
    by: Actor,
    stage: Stage = Stage.CONTACT_ATTEMPTED,
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Begin work on an accepted referral."""
    return move(
        referral,
        Step(to=Status.IN_PROGRESS, stage=stage),
        by=by,
        asked=asked(at, version, key),
    )


def hold(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    review_on: date | None,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Pause it until a day to look again, at most 30 days ahead."""
    return move(
        referral,
        Step(
            to=Status.ON_HOLD,
            reason=reason,
            text=text,
            changes={"review_on": review_on},
            guard=guards.paused_until(review_on, reason),
        ),
        by=by,
        asked=asked(at, version, key),
    )


def resume(
    referral: Referral,
    *,
    by: Actor,
    stage: Stage = Stage.CONTACTED,
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Go on with a referral that was on hold."""
    return move(
        referral,
        Step(to=Status.IN_PROGRESS, stage=stage),
        by=by,
        asked=asked(at, version, key),
    )


def complete(
    referral: Referral,
    *,
    by: Actor,
    outcome: str,
    deliveries: Sequence[Delivery],
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Say how it ended, with an ``Outcome``, and what the person got."""
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.COMPLETED,
            note=note,
            changes=guards.ended(when.at),
            guard=guards.ended_with(outcome, deliveries),
        ),
        by=by,
        asked=when,
    )


def fail(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Say that it was tried and did not work out, with a ``FailReason``.

    Raises:
        TooFewAttemptsError: "could not reach" without enough logged tries.
    """
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.FAILED,
            reason=reason,
            text=text,
            changes=guards.ended(when.at),
            guard=guards.tried_enough(reason),
        ),
        by=by,
        asked=when,
    )


def set_stage(
    referral: Referral,
    *,
    by: Actor,
    stage: str,
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Say how far the work is, without leaving the status."""
    return touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.STAGE,
            sides=(Side.RECEIVER,),
            draft_sides=(Side.SENDER, Side.NETWORK),
            statuses=tuple(STAGES),
            note=note,
            guard=_reached_stage(stage),
        ),
        by=by,
        asked=asked(at, version, key),
    )


@transaction.atomic
def log_contact(
    referral: Referral,
    *,
    by: Actor,
    channel: str,
    result: str,
    note: str = "",
    at: datetime | None = None,
    key: str = "",
) -> Referral:
    """Write down a try to reach the person; the first one begins the work."""
    when = asked(at, key=key)
    referral = journal.lock(referral)
    if journal.is_repeat(referral, when):
        return referral
    hand = hand_on(referral, by, (Side.RECEIVER,))
    check_status(referral, (Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD))
    _check_contact(channel, result)
    reached = result == ContactAttempt.Result.REACHED
    stage = Stage.CONTACTED if reached else Stage.CONTACT_ATTEMPTED
    if referral.status == Status.ACCEPTED:
        referral = start(referral, by=by, stage=stage, at=when.at)
    ContactAttempt.objects.create(
        referral=referral,
        by=_writer(hand),
        channel=channel,
        result=result,
        note=note.strip(),
        at=when.at,
    )
    journal.record(
        referral,
        Entry(
            kind=ReferralEvent.Kind.CONTACT,
            hand=hand,
            asked=when,
            # Codes only: what was said to the person stays out of the events.
            note=f"{channel} {result}",
            changes={"stage": _stage_after(referral, stage)},
        ),
    )
    return referral


def assign(
    referral: Referral,
    *,
    by: Actor,
    to: User | None,
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Give it to a colleague, or to nobody."""
    return touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.ASSIGN,
            sides=(Side.RECEIVER,),
            statuses=OPEN,
            guard=_given_to(to),
        ),
        by=by,
        asked=asked(at, version, key),
    )


# --- Both sides --------------------------------------------------------------


@transaction.atomic
def mark_viewed(
    referral: Referral, *, by: User, at: datetime | None = None
) -> Referral:
    """Remember that somebody opened the referral's page.

    The receiver's first look moves the stage, and each of its looks is logged as a
    reading of the person's data; the sender's look at an ended referral closes the
    loop. Safe to call at each visit.
    """
    when = asked(at)
    referral = journal.lock(referral)
    for hand in hands_of(referral, by):
        if hand.side == Side.SENDER:
            _sender_looks(referral, hand, when)
        else:
            _reader_looks(referral, hand, when)
    return referral


@transaction.atomic
def say(
    referral: Referral,
    *,
    by: Actor,
    text: str,
    needs_answer: bool = False,
    at: datetime | None = None,
) -> Message:
    """Write to the other side; with ``needs_answer`` the referral waits for them.

    The sender's next message ends the wait.
    """
    when = asked(at)
    referral = journal.lock(referral)
    hand = hand_on(referral, by, (Side.SENDER, Side.RECEIVER, Side.NETWORK))
    if referral.sent_at is None:
        raise MoveNotAllowedError(_("This referral has not been sent yet."))
    if not text.strip():
        raise MissingReasonError(_("Write a message first."))
    asks = needs_answer and hand.side == Side.RECEIVER
    message = Message.objects.create(
        referral=referral,
        by=_writer(hand),
        organization=hand.on_behalf_of or hand.organization,
        text=text.strip(),
        needs_answer=asks,
        sent_at=when.at,
    )
    _wait_or_go_on(referral, hand, when, asks=asks)
    transaction.on_commit(
        partial(notices.said, referral, message, side=hand.side), robust=True
    )
    return message


@transaction.atomic
def note(
    referral: Referral, *, by: User, text: str, at: datetime | None = None
) -> Note:
    """Keep a note that only the writer's own organization reads."""
    referral = journal.lock(referral)
    hand = hand_on(referral, by, (Side.RECEIVER, Side.SENDER))
    if hand.organization is None:
        raise WrongSideError(_("Notes belong to an organization."))
    if not text.strip():
        raise MissingReasonError(_("Write a note first."))
    return Note.objects.create(
        referral=referral,
        by=by,
        organization=hand.organization,
        text=text.strip(),
        written_at=at or timezone.now(),
    )


# --- Mistakes, and the system itself -----------------------------------------


def report_error(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> Referral:
    """Say that it should never have existed; a second person must agree."""
    check_reason(Status.ENTERED_IN_ERROR, reason, text)
    return touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.ERROR_ASKED,
            sides=(Side.SENDER, Side.NETWORK),
            statuses=tuple(
                status for status in Status if status != Status.ENTERED_IN_ERROR
            ),
            note=text,
            reason=reason,
            guard=_called_a_mistake,
        ),
        by=by,
        asked=asked(at, version),
    )


def enter_in_error(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Mark it as one that never should have existed: kept for audit, not counted.

    Raises:
        SecondPersonNeededError: the receiver has opened it, and nobody else on the
            sender's side or at the network desk has called it a mistake.
    """
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.ENTERED_IN_ERROR,
            reason=reason,
            text=text,
            changes={**guards.ended(when.at), "outcome": ""},
            guard=guards.two_people_agree,
        ),
        by=by,
        asked=when,
    )


@transaction.atomic
def stop_sharing(consent: Consent, *, at: datetime) -> None:
    """Obey a consent that was stopped, at once.

    What waits for an answer is cancelled and its copy withdrawn; what runs goes on
    between person and agency, but nothing more is shared here.
    """
    for referral in Referral.objects.filter(consent=consent).still_open():
        if referral.status == Status.REQUESTED:
            cancel(referral, by=SYSTEM, reason=CancelReason.CONSENT_REVOKED, at=at)
        found = journal.lock(referral)
        withdrawn: Changes = {"snapshot": {}} if found.accepted_at is None else {}
        journal.record(
            found,
            Entry(
                kind=ReferralEvent.Kind.SHARING,
                hand=Hand(side=Side.SYSTEM),
                asked=Asked(at=at),
                changes={"sharing_stopped_at": at, **withdrawn},
            ),
        )


# --- What only these verbs need ----------------------------------------------


def _next_number(at: datetime) -> str:
    """Count the year's referrals: 26-00001, 26-00002."""
    year = timezone.localtime(at).year
    ReferralNumber.objects.get_or_create(year=year)
    series = ReferralNumber.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{year % 100:02}-{series.last:05}"


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
        if not Referral.objects.filter(short_code=code).exists():
            return code


def _drafting_hand(referral: Referral, by: Actor) -> Hand:
    """The sender's own people, or the network desk; and only for people they see."""
    hand = hand_on(referral, by, (Side.SENDER, Side.NETWORK))
    writer = _writer(hand)
    seen = Person.objects.visible_to(writer).filter(pk=referral.person_id)
    if not seen.exists():
        raise WrongSideError(_("You may not send this person."))
    return hand


def _writer(hand: Hand) -> User:
    if hand.user is None:
        raise WrongSideError(_("Only people can do this."))
    return hand.user


def _acknowledged(referral: Referral, _hand: Hand, when: Asked) -> Changes:
    return {
        "sender_informed_at": referral.sender_informed_at or when.at,
        "sender_acknowledged_at": referral.sender_acknowledged_at or when.at,
    }


def _before(answer: ReferralEvent) -> Changes:
    """The referral's fields as they were before the answer that is taken back."""
    fields = (
        "answered_at",
        "accepted_at",
        "closed_at",
        "outcome_known_at",
        "sender_informed_at",
    )
    before: dict[str, object] = dict.fromkeys(fields)
    if "assigned_to_id" in answer.changes:
        before["assigned_to"] = None
    return {
        "status": Status.REQUESTED,
        "stage": answer.from_stage,
        "reason_code": "",
        "reason_text": "",
        **before,
    }


def _reached_stage(stage: str) -> Guard:
    def guard(referral: Referral, hand: Hand, _when: Asked) -> Changes:
        known = stage in STAGES[Status(referral.status)]
        if not known or (stage in SYSTEM_STAGES and hand.side != Side.SYSTEM):
            raise MissingReasonError(_("Choose a stage that fits the referral."))
        return {"stage": stage}

    return guard


def _stage_after(referral: Referral, stage: Stage) -> str:
    """A call moves early stages on, and never moves a later one back."""
    early = {Stage.CONTACT_ATTEMPTED, Stage.AWAITING_INFORMATION}
    return stage if referral.stage in early else referral.stage


def _check_contact(channel: str, result: str) -> None:
    known = (
        channel in ContactAttempt.Channel.values
        and result in ContactAttempt.Result.values
    )
    if not known:
        raise MissingReasonError(_("Say how you tried, and how it went."))


def _given_to(colleague: User | None) -> Guard:
    def guard(referral: Referral, _hand: Hand, _when: Asked) -> Changes:
        if colleague is not None:
            members = Membership.objects.filter(
                user=colleague,
                organization=referral.receiver_id,
                role__in=RECEIVER_ROLES,
            )
            if not members.exists():
                raise WrongSideError(_("They do not answer referrals here."))
        stage = Stage(referral.stage)
        if colleague is not None and stage == Stage.ACCEPTED:
            stage = Stage.ASSIGNED
        return {"assigned_to": colleague, "stage": stage}

    return guard


def _called_a_mistake(_referral: Referral, hand: Hand, _when: Asked) -> Changes:
    return {"error_asked_by": _writer(hand)}


def _sender_looks(referral: Referral, hand: Hand, when: Asked) -> None:
    if referral.is_closed and referral.sender_informed_at is None:
        journal.record(
            referral,
            Entry(
                kind=ReferralEvent.Kind.LOOP,
                hand=hand,
                asked=when,
                changes={"sender_informed_at": when.at},
            ),
        )


def _reader_looks(referral: Referral, hand: Hand, when: Asked) -> None:
    if hand.side == Side.RECEIVER and referral.viewed_at is None:
        waits = referral.stage in {Stage.SENT, Stage.DELIVERED}
        journal.record(
            referral,
            Entry(
                kind=ReferralEvent.Kind.VIEW,
                hand=hand,
                asked=when,
                changes={
                    "viewed_at": when.at,
                    "stage": Stage.VIEWED if waits else referral.stage,
                },
            ),
        )
    if hand.side == Side.RECEIVER and referral.receiver_id == referral.sender_id:
        return
    care.log_look(
        referral.person,
        look=care.Look(
            user=_writer(hand),
            organization=hand.organization,
            purpose=Purpose.REFERRAL,
            data_classes=disclosure.classes_for(referral.need),
            basis=referral.basis or "network",
            referral_number=referral.number,
        ),
        at=when.at,
    )


def _wait_or_go_on(referral: Referral, hand: Hand, when: Asked, *, asks: bool) -> None:
    """A question stops the receiver's work, and the sender's answer resumes it."""
    stage = referral.stage
    goes_on = {Status.REQUESTED: Stage.VIEWED, Status.IN_PROGRESS: Stage.CONTACTED}
    resumed = goes_on.get(Status(referral.status))
    if resumed is None:
        return
    if asks:
        stage = Stage.AWAITING_INFORMATION
    elif hand.side == Side.SENDER and stage == Stage.AWAITING_INFORMATION:
        stage = resumed
    if stage != referral.stage:
        journal.record(
            referral,
            Entry(
                kind=ReferralEvent.Kind.STAGE,
                hand=hand,
                asked=when,
                changes={"stage": stage},
            ),
        )
