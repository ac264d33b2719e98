"""Beginning and sending a referral from its pages: twice pressed, once done."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from care import actions as care
from care.models import Need, Person
from directory.models import Organization, Service, TaxonomyTerm
from referrals import actions
from referrals.actions import RoundTerms
from referrals.errors import MoveNotAllowedError
from referrals.models import ErrorReason, Priority, Referral, Round, Status


@transaction.atomic
def need_of(
    person: Person,
    *,
    by: User,
    category: TaxonomyTerm,
    words: str,
    urgency: Need.Urgency,
) -> Need:
    """Write the need down, unless the same words stand there already."""
    # The person's row is locked so that a second press finds what the first wrote.
    Person.objects.select_for_update().get(pk=person.pk)
    same = person.needs.unresolved().filter(category=category, words=words.strip())
    return same.first() or care.add_need(
        person, by=by, category=category, words=words, urgency=urgency
    )


@transaction.atomic
def draft_of(
    need: Need,
    *,
    by: User,
    service: Service,
    sender: Organization,
    re_referral_of: Referral | None = None,
) -> Referral:
    """Go on with the draft that there is for this, or begin one."""
    Need.objects.select_for_update().get(pk=need.pk)
    begun = _begun(need, by=by, service=service, sender=sender)
    return begun or actions.draft(
        need,
        by=by,
        service=service,
        sender=sender,
        re_referral_of=re_referral_of,
        priority=Priority(need.urgency)
        if need.urgency in Priority.values
        else Priority.ROUTINE,
    )


@transaction.atomic
def instead(
    referral: Referral, *, by: User, service: Service, priority: Priority, note: str
) -> Referral:
    """Go on with another service; the draft is given up, what was typed goes along.

    Raises:
        RefusedError: it is no draft any more.
    """
    referral = Referral.objects.select_for_update().get(pk=referral.pk)
    need, sender = referral.need, referral.sender
    if referral.service_id == service.pk:
        return referral
    begun = _begun(need, by=by, service=service, sender=sender)
    if referral.status == Status.ENTERED_IN_ERROR and begun is not None:
        return begun
    if referral.status != Status.DRAFT:
        raise MoveNotAllowedError(_("This was sent already, so it stays as it is."))
    other = draft_of(
        need,
        by=by,
        service=service,
        sender=sender,
        re_referral_of=referral.re_referral_of,
    )
    actions.revise(other, by=by, priority=priority, note=note)
    actions.enter_in_error(referral, by=by, reason=ErrorReason.WRONG_RECEIVER)
    return other


@transaction.atomic
def several(
    referral: Referral,
    services: Sequence[Service],
    *,
    by: User,
    terms: RoundTerms,
    key: str,
) -> Round:
    """Ask several instead of one; the draft is given up for a round.

    Raises:
        RefusedError: it was sent already, or none may be asked.
    """
    referral = Referral.objects.select_for_update().get(pk=referral.pk)
    is_draft = referral.status == Status.DRAFT
    again = Round.objects.filter(opened_by=by, idempotency_key=key)
    if not is_draft and not (key and again.exists()):
        raise MoveNotAllowedError(_("This was sent already, so it stays as it is."))
    its = actions.open_round(
        referral.need, services, by=by, sender=referral.sender, terms=terms, key=key
    )
    if is_draft:
        actions.enter_in_error(referral, by=by, reason=ErrorReason.DUPLICATE_ENTRY)
    return its


def _begun(
    need: Need, *, by: User, service: Service, sender: Organization
) -> Referral | None:
    return (
        Referral.objects.visible_to(by)
        .drafts()
        .filter(need=need, service=service, sender=sender)
        .first()
    )


@transaction.atomic
def send(
    referral: Referral,
    *,
    by: User,
    priority: Priority,
    note: str,
    key: str,
    version: int | None = None,
) -> Referral:
    """Write the last words into the draft and send it; a repeat sends nothing.

    Raises:
        RefusedError: it may not be sent; the draft stays as it was.
    """
    referral = Referral.objects.select_for_update().get(pk=referral.pk)
    if referral.status == Status.DRAFT:
        actions.revise(referral, by=by, priority=priority, note=note, version=version)
    return actions.send(referral, by=by, key=key)
