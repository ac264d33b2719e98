"""Writing down what people agreed to share, and that they stopped."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from care import disclosure
from care.actions.keeping import check_keeper, lock
from care.errors import BadTermsError
from care.models import (
    Consent,
    ConsentDataClass,
    ConsentPurpose,
    DataClass,
    Person,
    Purpose,
)
from care.signals import consent_revoked
from directory.models import Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTerms:
    """What was agreed: who may tell whom what, why, until when."""

    discloser: Organization
    recipients: Collection[Organization] = ()
    covers_network: bool = False
    purposes: Collection[Purpose] = (Purpose.REFERRAL,)
    data_classes: Collection[DataClass] = (
        DataClass.IDENTITY,
        DataClass.CONTACT,
        DataClass.SOCIAL_NEED,
    )
    expires_at: datetime
    valid_from: datetime | None = None
    signer_name: str = ""
    signer_authority: Consent.Authority = Consent.Authority.SELF
    method: Consent.Method = Consent.Method.PAPER
    language: str = "en"
    text_version: str = ""
    witness: str = ""
    note: str = ""


@transaction.atomic
def record_consent(
    person: Person,
    *,
    by: User,
    terms: ConsentTerms,
    at: datetime | None = None,
    key: str = "",
) -> Consent:
    """Write down what the person agreed to.

    A repeat under the same key returns what the first press wrote.

    Raises:
        BadTermsError: nobody to share with, nothing to share, or no end in sight.
    """
    check_keeper(by, person.kept_by)
    at = at or timezone.now()
    lock(person)
    before = Consent.objects.filter(person=person, recorded_by=by)
    if key and (written := before.filter(idempotency_key=key).first()):
        return written
    _check_terms(terms, at=at)
    consent = Consent.objects.create(
        person=person,
        discloser=terms.discloser,
        covers_network=terms.covers_network,
        valid_from=terms.valid_from or at,
        expires_at=terms.expires_at,
        signer_name=terms.signer_name,
        signer_authority=terms.signer_authority,
        method=terms.method,
        language=terms.language,
        text_version=terms.text_version,
        witness=terms.witness,
        note=terms.note,
        recorded_by=by,
        recorded_at=at,
        idempotency_key=key,
    )
    consent.recipients.set(terms.recipients)
    ConsentPurpose.objects.bulk_create(
        ConsentPurpose(consent=consent, purpose=purpose)
        for purpose in sorted(set(terms.purposes))
    )
    ConsentDataClass.objects.bulk_create(
        ConsentDataClass(consent=consent, data_class=data_class)
        for data_class in sorted(set(terms.data_classes))
    )
    return consent


@transaction.atomic
def revoke_consent(
    consent: Consent, *, by: User, how: str, at: datetime | None = None
) -> Consent:
    """Stop sharing from this moment on; a second call changes nothing.

    The packages above hear of it in the same transaction: an unanswered referral
    under this consent is stopped, and a running one stops sharing.
    """
    # All of the person's, as whoever shares does: two stops at once take turns.
    disclosure.hold(consent.person)
    consent = Consent.objects.get(pk=consent.pk)
    check_keeper(by, consent.person.kept_by)
    if consent.revoked_at is not None:
        return consent
    consent.revoked_at = at or timezone.now()
    consent.revoked_by = by
    consent.revoked_how = how.strip()
    consent.save(update_fields=["revoked_at", "revoked_by", "revoked_how"])
    consent_revoked.send(sender=Consent, consent=consent, at=consent.revoked_at)
    return consent


def _check_terms(terms: ConsentTerms, *, at: datetime) -> None:
    if not terms.recipients and not terms.covers_network:
        raise BadTermsError(_("Say with whom the person agrees to share."))
    if not terms.purposes or not terms.data_classes:
        raise BadTermsError(_("Say what the person agrees to share, and why."))
    if terms.expires_at <= (terms.valid_from or at):
        raise BadTermsError(_("A consent must end after it begins."))
