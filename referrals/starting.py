"""Beginning and sending a referral from its pages: twice pressed, once done."""

from django.db import transaction

from accounts.models import User
from care import actions as care
from care.models import Need, Person
from directory.models import Organization, Service, TaxonomyTerm
from referrals import actions
from referrals.models import Priority, Referral, Status


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
    need: Need, *, by: User, service: Service, sender: Organization
) -> Referral:
    """Go on with the draft that there is for this, or begin one."""
    Need.objects.select_for_update().get(pk=need.pk)
    begun = (
        Referral.objects.visible_to(by)
        .drafts()
        .filter(need=need, service=service, sender=sender)
    )
    return begun.first() or actions.draft(
        need,
        by=by,
        service=service,
        sender=sender,
        priority=Priority(need.urgency)
        if need.urgency in Priority.values
        else Priority.ROUTINE,
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
