"""Writing down needs, and where they stand."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from care.actions.keeping import Writer, check_keeper, check_writer, lock, user_of
from care.errors import SettledNeedError
from care.models import Need, Person
from care.sensitive import sensitive_class
from directory.models import TaxonomyTerm


@transaction.atomic
def add_need(
    person: Person,
    *,
    by: Writer,
    category: TaxonomyTerm,
    words: str = "",
    urgency: Need.Urgency = Need.Urgency.ROUTINE,
    at: datetime | None = None,
    key: str = "",
) -> Need:
    """Write down what a person needs; private kinds are marked sensitive.

    A repeat under the same key returns what the first press wrote.
    """
    check_writer(by, person)
    lock(person)
    before = Need.objects.filter(person=person, opened_by=user_of(by))
    if key and (written := before.filter(idempotency_key=key).first()):
        return written
    return Need.objects.create(
        person=person,
        category=category,
        words=words.strip(),
        urgency=urgency,
        is_sensitive=sensitive_class(category.code) is not None,
        opened_by=user_of(by),
        opened_at=at or timezone.now(),
        idempotency_key=key,
    )


@transaction.atomic
def withdraw_need(need: Need, *, by: User, at: datetime | None = None) -> Need:
    """The person no longer wants help with this; a second call changes nothing.

    Raises:
        SettledNeedError: help came before; that stays written.
    """
    check_keeper(by, need.person.kept_by)
    if Need.objects.select_for_update().get(pk=need.pk).status == Need.Status.MET:
        raise SettledNeedError(_("This need has been met since."))
    return settle_need(need, status=Need.Status.WITHDRAWN, at=at)


@transaction.atomic
def settle_need(need: Need, *, status: Need.Status, at: datetime | None = None) -> Need:
    """Say where the need stands over all tries; the referrals package decides it."""
    need = Need.objects.select_for_update().get(pk=need.pk)
    if need.status == status:
        return need
    closes = status in {Need.Status.MET, Need.Status.WITHDRAWN}
    need.status = status
    need.closed_at = (at or timezone.now()) if closes else None
    need.save(update_fields=["status", "closed_at"])
    return need
