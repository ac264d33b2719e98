"""One need asked of several: the first to accept has it, the others are let go.

Whatever moves a referral of a round calls ``go_on`` in the same transaction, so that
no verb, link, program or timer can leave a round half-done. Everybody locks in one
order: the person's consents, the round, its referrals, the need.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Notice, User
from care import disclosure
from care.models import Consent, Need, Person
from directory.models import Organization, Service
from referrals import guards, journal, round_notices
from referrals.actions.sending import draft, send
from referrals.errors import (
    DisclosureDeniedError,
    KeyReusedError,
    MissingReasonError,
    MoveNotAllowedError,
    NotReadyError,
    RefusedError,
    WrongSideError,
)
from referrals.journal import Asked, Entry
from referrals.lineup import FEWEST, MOST, Candidate, candidates_of, pool_of
from referrals.models import (
    SENDER_ROLES,
    CancelReason,
    Priority,
    Referral,
    ReferralEvent,
    Round,
    RoundPlace,
    Side,
    Status,
)
from referrals.models.finding import organizations_of
from referrals.moving import Step, asked, check_reason, hand_on, move
from referrals.parties import SYSTEM, Actor, Hand
from referrals.snapshot import is_cut_off
from referrals.states import SYSTEM_REASONS

LeftOut = RoundPlace.LeftOut
Mode, End = Round.Mode, Round.End

_UNSENT: dict[type[RefusedError], LeftOut] = {
    DisclosureDeniedError: LeftOut.CONSENT,
    MissingReasonError: LeftOut.DOES_NOT_FIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTerms:
    """How several are asked."""

    mode: Round.Mode
    priority: Priority = Priority.ROUTINE
    """How long each has to answer; in order, how long a turn is."""
    note: str = ""
    is_blind: bool = True


@transaction.atomic
def open_round(
    need: Need,
    services: Sequence[Service] = (),
    *,
    by: User,
    sender: Organization,
    terms: RoundTerms,
    at: datetime | None = None,
    key: str = "",
) -> Round:
    """Ask these services, all at once or in their order; a pool finds its own.

    Each is judged alone, as if it were asked alone: a service that may not be asked is
    left out and named on the round's page. A pool is blind whatever is said.

    Raises:
        WrongSideError: ``by`` may not send this person for this organization.
        MoveNotAllowedError: several are being asked for this need already.
        NotReadyError: too few or too many were chosen, or none may be asked.
    """
    when = asked(at, key=key)
    disclosure.hold(need.person)
    need = Need.objects.select_for_update().get(pk=need.pk)
    before = _opened_before(need, by, key)
    if before is not None:
        return before
    _check_opening(need, services, sender=sender, by=by, mode=terms.mode)
    opened = Round.objects.create(
        need=need,
        sender=sender,
        mode=terms.mode,
        priority=terms.priority,
        is_blind=terms.is_blind or terms.mode == Mode.POOL,
        request_note=terms.note.strip(),
        opened_by=by,
        opened_at=when.at,
        idempotency_key=key,
    )
    if terms.mode == Mode.POOL:
        found = pool_of(need, sender=sender, by=by, at=when.at)
    else:
        found = candidates_of(need, services, sender=sender, by=by, at=when.at)
    _line_up(opened, found)
    if not _ask(opened, when.at):
        raise NotReadyError(_none_can_be_asked(opened))
    _put_forward(opened)
    return opened


@transaction.atomic
def stop_round(
    stopped: Round,
    *,
    by: User,
    reason: str,
    text: str = "",
    at: datetime | None = None,
) -> Round:
    """Ask nobody any more, with a reason of ``CancelReason``; who was asked is told.

    Raises:
        MoveNotAllowedError: it has closed: somebody accepted, or nobody is left.
    """
    when = asked(at)
    stopped = lock(stopped)
    _check_side(stopped.sender, by)
    if not stopped.is_open:
        how = End(stopped.closed_how).label
        raise MoveNotAllowedError(_("This has closed already: %(how)s.") % {"how": how})
    check_reason(Status.CANCELLED, reason, text)
    if reason in SYSTEM_REASONS:
        raise MissingReasonError(_("Choose a reason."))
    _close(stopped, End.STOPPED, when.at)
    for referral in _waiting(stopped):
        _let_go(referral, by=by, reason=reason, text=text, at=when.at)
    if not _sends_for(by, stopped.sender):
        round_notices.closed(stopped, at=when.at)
    return stopped


@transaction.atomic
def next_in_line(late: Round, at: datetime) -> bool:
    """Let go whoever's time is over, and ask the next; False where there is none.

    For the timer: it may call this late, twice, or on two machines at once.
    """
    late = lock(late)
    if not Round.objects.turn_is_over(at).filter(pk=late.pk).exists():
        return False
    for referral in _waiting(late):
        _let_go(referral, by=SYSTEM, reason=CancelReason.NO_RESPONSE_EXPIRED, at=at)
    return True


def end_turns(at: datetime) -> int:
    """Ask the next in every round whose turn is over; return in how many."""
    late = list(Round.objects.turn_is_over(at).order_by("opened_at", "pk"))
    return sum(next_in_line(its, at) for its in late)


def go_on(referral: Referral, event: ReferralEvent, when: Asked) -> None:
    """What a round does when one of its referrals was answered or has ended.

    Whoever moved it holds the round's lock.
    """
    if referral.round_id is None or event.from_status != Status.REQUESTED:
        return
    its = Round.objects.select_related("need__person", "sender", "opened_by").get(
        pk=referral.round_id
    )
    if not its.is_open:
        return
    if referral.status == Status.ACCEPTED:
        its.winner = its.face = referral
        _close(its, End.ACCEPTED, when.at)
        for other in _waiting(its):
            _let_go(other, by=SYSTEM, reason=CancelReason.NOT_SELECTED, at=when.at)
        return
    if not _waiting(its) and not _ask(its, when.at):
        _close(its, End.EXHAUSTED, when.at)
        round_notices.closed(its, at=when.at)
        return
    _put_forward(its)


def ask_nobody_more(consent: Consent) -> None:
    """The person stopped it: in rounds under it, whose turn has not come is not asked.

    Who was asked under another agreement may still answer.
    """
    under = Referral.objects.filter(consent=consent).values("round")
    rounds = Round.objects.select_for_update().filter(pk__in=under).order_by("pk")
    for its in [one for one in rounds if one.is_open]:
        its.places.to_ask().update(left_out=LeftOut.CONSENT)
        its.request_note = ""
        its.save(update_fields=["request_note"])


@transaction.atomic
def look_at_round(seen: Round, *, by: User, at: datetime | None = None) -> None:
    """Remember that the sender has read how each of them ended."""
    when = asked(at)
    seen = lock(seen)
    round_notices.opened(seen, by, when.at)
    if _sends_for(by, seen.sender):
        for referral in seen.referrals.select_for_update().order_by("pk"):
            _inform(referral, hand_on(referral, by, (Side.SENDER,)), when)


@transaction.atomic
def inform_of_round(notice: Notice, at: datetime) -> None:
    """The notice of how a round closed has reached the sender: so has each end."""
    found = Round.objects.filter(pk=notice.subject).first()
    if found is None or not _sends_for(notice.user, found.sender):
        return
    found = lock(found)
    for referral in found.referrals.select_for_update().order_by("pk"):
        _inform(referral, Hand(side=Side.SYSTEM), Asked(at=at))


def lock(its: Round) -> Round:
    """Read the round again under a lock, after the consents under which it asks."""
    disclosure.hold(its.need.person)
    Round.objects.select_for_update().get(pk=its.pk)
    return Round.objects.select_related("need__person", "sender", "opened_by").get(
        pk=its.pk
    )


# --- Opening ------------------------------------------------------------------


def _opened_before(need: Need, by: User, key: str) -> Round | None:
    """What the same press opened, when it comes twice."""
    if not key:
        return None
    before = Round.objects.filter(opened_by=by, idempotency_key=key).first()
    if before is not None and before.need_id != need.pk:
        raise KeyReusedError
    return before


def _check_opening(
    need: Need,
    services: Sequence[Service],
    *,
    sender: Organization,
    by: User,
    mode: Round.Mode,
) -> None:
    _check_side(sender, by)
    if not Person.objects.visible_to(by).filter(pk=need.person_id).exists():
        raise WrongSideError(_("You may not send this person."))
    if Round.objects.still_open().filter(need=need).exists():
        raise MoveNotAllowedError(
            _("Several are being asked for this need already. Stop that first.")
        )
    chosen = len({service.pk for service in services})
    if mode != Mode.POOL and not FEWEST <= chosen <= MOST:
        raise NotReadyError(
            _("Choose from %(fewest)d to %(most)d services.")
            % {"fewest": FEWEST, "most": MOST}
        )
    if not need.person.contact_rule:
        raise NotReadyError(
            _("First ask whether it is safe to contact this person, and how.")
        )


def _line_up(opened: Round, found: Sequence[Candidate]) -> None:
    RoundPlace.objects.bulk_create(
        RoundPlace(
            round=opened,
            place=place,
            service=one.service,
            left_out=one.left_out(opened.request_note),
        )
        for place, one in enumerate(found, start=1)
    )


def _none_can_be_asked(opened: Round) -> str:
    left_out = [
        f"{place.service.name}: {place.get_left_out_display()}"
        for place in opened.places.select_related("service")
    ]
    if not left_out:
        return _("No office here takes open requests for this need.")
    return " ".join([_("None of them can be asked."), *left_out])


def _check_side(sender: Organization, by: User) -> None:
    if not (by.is_network_admin or _sends_for(by, sender)):
        raise WrongSideError(_("Only the sender or the network desk can do this."))


def _sends_for(by: User, sender: Organization) -> bool:
    return organizations_of(by, SENDER_ROLES).filter(organization=sender).exists()


# --- Asking, and letting go ---------------------------------------------------


def _ask(its: Round, at: datetime) -> bool:
    """Ask whoever's turn it is; False when nobody could be asked.

    In the name of whoever opened the round: that is what they asked for.
    """
    is_asked = False
    for place in its.places.to_ask().select_related("service__organization"):
        is_asked = _ask_one(its, place, at) or is_asked
        if is_asked and its.mode == Mode.IN_ORDER:
            break
    return is_asked


def _ask_one(its: Round, place: RoundPlace, at: datetime) -> bool:
    try:
        with transaction.atomic():
            place.referral = _send(its, place.service, at)
            place.save(update_fields=["referral"])
    except RefusedError as refused:
        place.referral = None
        place.left_out = _UNSENT.get(type(refused), LeftOut.NOT_SENT)
        place.save(update_fields=["left_out"])
        return False
    return True


def _send(its: Round, service: Service, at: datetime) -> Referral:
    by = its.opened_by
    if not by.is_active:
        raise WrongSideError(_("Only the sender or the network desk can do this."))
    begun = draft(
        its.need,
        by=by,
        service=service,
        sender=its.sender,
        priority=Priority(its.priority),
        note=its.request_note,
        within=its,
        at=at,
    )
    return send(begun, by=by, at=at)


def _waiting(its: Round) -> list[Referral]:
    """Those that have not answered, in the order in which they are locked."""
    waiting = its.referrals.select_for_update().filter(status=Status.REQUESTED)
    return list(waiting.order_by("pk"))


def _let_go(
    referral: Referral, *, by: Actor, reason: str, at: datetime, text: str = ""
) -> None:
    """Stop one, and take its copy back: it never accepted."""
    move(
        referral,
        Step(
            to=Status.CANCELLED,
            reason=reason,
            text=text,
            changes={**guards.ended(at), "snapshot": {}},
        ),
        by=by,
        asked=Asked(at=at),
    )


def _close(its: Round, how: Round.End, at: datetime) -> None:
    its.closed_at, its.closed_how, its.request_note = at, how, ""
    its.save()
    its.places.to_ask().update(left_out=LeftOut.NOT_NEEDED)


def _put_forward(its: Round) -> None:
    """Show the round as the first of those who may still answer."""
    asked_ = its.places.filter(referral__status=Status.REQUESTED)
    first = asked_.select_related("referral").order_by("place").first()
    if first is not None and first.referral_id != its.face_id:
        its.face = first.referral
        its.save(update_fields=["face"])


def _inform(referral: Referral, hand: Hand, when: Asked) -> None:
    if not referral.is_closed or referral.sender_informed_at is not None:
        return
    if not is_cut_off(referral, {Side.SENDER}):
        journal.record(
            referral,
            Entry(
                kind=ReferralEvent.Kind.LOOP,
                hand=hand,
                asked=when,
                changes={"sender_informed_at": when.at},
            ),
        )
