"""Writing down what people agreed to share, and that they stopped."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from care import disclosure
from care.actions.keeping import Writer, check_writer, lock, user_of
from care.errors import BadTermsError
from care.models import (
    Consent,
    ConsentDataClass,
    ConsentPurpose,
    ConsentStop,
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
    by: Writer,
    terms: ConsentTerms,
    at: datetime | None = None,
    key: str = "",
) -> Consent:
    """Write down what the person agreed to.

    A repeat under the same key returns what the first press wrote.

    Raises:
        BadTermsError: nobody to share with, nothing to share, or no end in sight.
    """
    check_writer(by, person)
    at = at or timezone.now()
    lock(person)
    before = Consent.objects.filter(person=person, recorded_by=user_of(by))
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
        recorded_by=user_of(by),
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
    consent: Consent, *, by: Writer, how: str, at: datetime | None = None
) -> Consent:
    """Stop sharing from this moment on; a second call changes nothing.

    The packages above hear of it in the same transaction: an unanswered referral
    under this consent is stopped, and a running one stops sharing.
    """
    # All of the person's, as whoever shares does: two stops at once take turns.
    disclosure.hold(consent.person)
    consent = Consent.objects.get(pk=consent.pk)
    check_writer(by, consent.person)
    if consent.revoked_at is not None:
        return consent
    consent.revoked_at = at or timezone.now()
    consent.revoked_by = user_of(by)
    consent.revoked_how = how.strip()
    consent.save(update_fields=["revoked_at", "revoked_by", "revoked_how"])
    consent_revoked.send(
        sender=Consent, consent=consent, at=consent.revoked_at, only=None
    )
    return consent


@transaction.atomic
def stop_sharing_with(
    person: Person,
    receiver: Organization,
    *,
    by: Writer,
    how: str,
    at: datetime | None = None,
) -> None:
    """Stop sharing with one receiver, under whatever was agreed; the rest stays.

    An agreement that names nobody else is stopped as a whole.
    """
    check_writer(by, person)
    at = at or timezone.now()
    disclosure.hold(person)
    live = Consent.objects.live(at).filter(person=person)
    for consent in live.prefetch_related("recipients", "stops"):
        named = {one.pk for one in consent.recipients.all()}
        if not consent.covers_network and named == {receiver.pk}:
            revoke_consent(consent, by=by, how=how, at=at)
        elif consent.covers_network or receiver.pk in named:
            _stop_one(consent, receiver, by=by, how=how, at=at)


def _stop_one(
    consent: Consent, receiver: Organization, *, by: Writer, how: str, at: datetime
) -> None:
    if any(stop.organization_id == receiver.pk for stop in consent.stops.all()):
        return
    ConsentStop.objects.create(
        consent=consent,
        organization=receiver,
        by=user_of(by),
        how=how.strip(),
        at=at,
    )
    consent_revoked.send(sender=Consent, consent=consent, at=at, only=receiver)


def _check_terms(terms: ConsentTerms, *, at: datetime) -> None:
    if not terms.recipients and not terms.covers_network:
        raise BadTermsError(_("Say with whom the person agrees to share."))
    if not terms.purposes or not terms.data_classes:
        raise BadTermsError(_("Say what the person agrees to share, and why."))
    if terms.expires_at <= (terms.valid_from or at):
        raise BadTermsError(_("A consent must end after it begins."))
