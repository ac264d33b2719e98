"""Handing a family its code, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from care import codes
from care.actions.keeping import Writer, check_writer, lock, user_of
from care.models import FamilyCode, Person


@transaction.atomic
def make_code(
    person: Person, *, by: Writer, code: str = "", at: datetime | None = None
) -> str:
    """Give the family a code, and return it: nobody can read it again.

    The one before opens nothing any more; a repeat with the same code changes nothing.
    """
    check_writer(by, person)
    at, code = at or timezone.now(), code or codes.new()
    lock(person)
    if FamilyCode.objects.filter(person=person, digest=codes.digest(code)).exists():
        return code
    _stop(person, by=by, at=at)
    FamilyCode.objects.create(
        person=person,
        digest=codes.digest(code),
        made_by=user_of(by),
        made_at=at,
        expires_at=at + codes.LASTS,
    )
    return code


@transaction.atomic
def stop_code(person: Person, *, by: Writer, at: datetime | None = None) -> None:
    """Let the family's code open nothing any more; a second call changes nothing."""
    check_writer(by, person)
    lock(person)
    _stop(person, by=by, at=at or timezone.now())


def code_used(code: FamilyCode, *, at: datetime | None = None) -> None:
    """Remember when the code let somebody in last."""
    used = at or timezone.now()
    FamilyCode.objects.filter(pk=code.pk).update(last_used_at=used)


def proof_failed(code: FamilyCode) -> None:
    """Count a wrong second proof; a code with too many opens nothing more."""
    FamilyCode.objects.filter(pk=code.pk).update(failures=F("failures") + 1)


def proof_given(code: FamilyCode) -> None:
    """Forget wrong proofs once the right one came."""
    FamilyCode.objects.filter(pk=code.pk).update(failures=0)


def _stop(person: Person, *, by: Writer, at: datetime) -> None:
    FamilyCode.objects.filter(person=person, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=user_of(by)
    )
