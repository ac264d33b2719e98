"""What may be done to people, needs and consents: one verb each, guarded here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from care.errors import (
    BadTermsError,
    NotYoursError,
    SettledNeedError,
    StalePersonError,
)
from care.models import (
    KEEPS_PEOPLE,
    AccessEntry,
    Consent,
    ConsentDataClass,
    ConsentPurpose,
    DataClass,
    Need,
    Person,
    PersonPhone,
    Purpose,
)
from care.sensitive import sensitive_class
from care.signals import consent_revoked
from directory import places
from directory.models import Organization, TaxonomyTerm


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What is written down about a person; the words are Person's own fields."""

    given_name: str
    family_name: str
    called: str = ""
    pronouns: str = ""
    birth_date: date | None = None
    language: str = "en"
    needs_interpreter: bool = False
    email: str = ""
    address: str = ""
    town: str = ""
    state: str = ""
    postal_code: str = ""
    payers: tuple[str, ...] = ()
    contact_rule: str = ""
    safe_hours: str = ""
    code_word: str = ""
    contact_note: str = ""
    what_matters: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneDetails:
    """One number, in the order in which to try it."""

    number: str
    whose: str = ""
    may_leave_voicemail: bool | None = None
    may_text: bool | None = None
    safe_hours: str = ""


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
def keep_person(
    *,
    by: User,
    organization: Organization,
    details: PersonDetails,
    phones: Iterable[PhoneDetails] = (),
    at: datetime | None = None,
    key: str = "",
) -> Person:
    """Write down a new person, kept by one organization under its next number.

    A repeat under the same key returns whom the first press wrote down.
    """
    _check_keeper(by, organization)
    # The organization's row is locked so that two people at once get two numbers.
    Organization.objects.select_for_update().get(pk=organization.pk)
    before = Person.objects.filter(kept_by=organization, created_by=by)
    if key and (kept := before.filter(idempotency_key=key).first()):
        return kept
    last = Person.objects.filter(kept_by=organization).aggregate(
        last=Max("kept_number")
    )["last"]
    at = at or timezone.now()
    person = Person(
        kept_by=organization,
        kept_number=(last or 0) + 1,
        created_by=by,
        created_at=at,
        idempotency_key=key,
    )
    _set_details(person, details)
    _write_person(person, at=at)
    _write_phones(person, phones)
    return person


@transaction.atomic
def change_person(
    person: Person,
    *,
    by: User,
    details: PersonDetails,
    phones: Iterable[PhoneDetails] | None = None,
    unchanged_since: datetime | None = None,
    at: datetime | None = None,
) -> Person:
    """Correct what is written; phones stay as they are when none are given.

    What earlier referrals disclosed does not change: they hold copies.

    Raises:
        StalePersonError: somebody has written something else since the moment when
            the person was read.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    _check_keeper(by, person.kept_by)
    given = _phones_of(person) if phones is None else list(phones)
    before = (_details_of(person), _phones_of(person))
    _set_details(person, details)
    if unchanged_since not in {None, person.changed_at}:
        # The same words pressed twice are no quarrel.
        if before == (_details_of(person), given):
            return person
        raise StalePersonError(person.changed_at)
    _write_person(person, at=at or timezone.now())
    if phones is not None:
        person.phones.all().delete()
        _write_phones(person, given)
    return person


@transaction.atomic
def add_need(
    person: Person,
    *,
    by: User,
    category: TaxonomyTerm,
    words: str = "",
    urgency: Need.Urgency = Need.Urgency.ROUTINE,
    at: datetime | None = None,
    key: str = "",
) -> Need:
    """Write down what a person needs; private kinds are marked sensitive.

    A repeat under the same key returns what the first press wrote.
    """
    _check_keeper(by, person.kept_by)
    _lock(person)
    before = Need.objects.filter(person=person, opened_by=by)
    if key and (written := before.filter(idempotency_key=key).first()):
        return written
    return Need.objects.create(
        person=person,
        category=category,
        words=words.strip(),
        urgency=urgency,
        is_sensitive=sensitive_class(category.code) is not None,
        opened_by=by,
        opened_at=at or timezone.now(),
        idempotency_key=key,
    )


@transaction.atomic
def withdraw_need(need: Need, *, by: User, at: datetime | None = None) -> Need:
    """The person no longer wants help with this; a second call changes nothing.

    Raises:
        SettledNeedError: help came before; that stays written.
    """
    _check_keeper(by, need.person.kept_by)
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
    _check_keeper(by, person.kept_by)
    at = at or timezone.now()
    _lock(person)
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
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    _check_keeper(by, consent.person.kept_by)
    if consent.revoked_at is not None:
        return consent
    consent.revoked_at = at or timezone.now()
    consent.revoked_by = by
    consent.revoked_how = how.strip()
    consent.save(update_fields=["revoked_at", "revoked_by", "revoked_how"])
    consent_revoked.send(sender=Consent, consent=consent, at=consent.revoked_at)
    return consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One reading of a person's data by somebody of another organization."""

    user: User
    organization: Organization | None
    purpose: Purpose
    data_classes: Collection[DataClass]
    basis: str = ""
    referral_number: str = ""
    is_permitted: bool = True


def log_look(person: Person, *, look: Look, at: datetime | None = None) -> AccessEntry:
    """Write in the access log who read what, and why."""
    return AccessEntry.objects.create(
        person=person,
        user=look.user,
        organization=look.organization,
        purpose=look.purpose,
        data_classes=sorted(look.data_classes),
        basis=look.basis,
        is_permitted=look.is_permitted,
        referral_number=look.referral_number,
        at=at or timezone.now(),
    )


def log_person_look(
    person: Person, *, by: User, at: datetime | None = None
) -> AccessEntry | None:
    """Log that somebody opened the person's page; None when it is their own."""
    roles = Membership.objects.filter(user=by, role__in=KEEPS_PEOPLE)
    if roles.filter(organization=person.kept_by_id).exists():
        return None
    membership = roles.select_related("organization").first()
    return log_look(
        person,
        look=Look(
            user=by,
            organization=membership.organization if membership else None,
            purpose=Purpose.COORDINATION,
            data_classes=[
                DataClass.IDENTITY,
                DataClass.CONTACT,
                DataClass.SOCIAL_NEED,
            ],
            basis="network" if by.is_network_admin else "consent",
        ),
        at=at,
    )


def _check_keeper(user: User, organization: Organization) -> None:
    if user.is_network_admin:
        return
    keeps = Membership.objects.filter(
        user=user, organization=organization, role__in=KEEPS_PEOPLE
    )
    if not keeps.exists():
        raise NotYoursError(
            _("Only the organization that keeps this person may change this.")
        )


def _check_terms(terms: ConsentTerms, *, at: datetime) -> None:
    if not terms.recipients and not terms.covers_network:
        raise BadTermsError(_("Say with whom the person agrees to share."))
    if not terms.purposes or not terms.data_classes:
        raise BadTermsError(_("Say what the person agrees to share, and why."))
    if terms.expires_at <= (terms.valid_from or at):
        raise BadTermsError(_("A consent must end after it begins."))


def _lock(person: Person) -> None:
    """Hold the person's row, so that a second press finds what the first wrote."""
    Person.objects.select_for_update().get(pk=person.pk)


def _set_details(person: Person, details: PersonDetails) -> None:
    for field in fields(details):
        value = getattr(details, field.name)
        setattr(person, field.name, list(value) if field.name == "payers" else value)
    _set_place(person)


def _write_person(person: Person, *, at: datetime) -> None:
    person.changed_at = at
    person.save()


def _details_of(person: Person) -> PersonDetails:
    written = {one.name: getattr(person, one.name) for one in fields(PersonDetails)}
    return PersonDetails(**written | {"payers": tuple(person.payers)})


def _phones_of(person: Person) -> list[PhoneDetails]:
    names = [one.name for one in fields(PhoneDetails)]
    return [
        PhoneDetails(**{name: getattr(phone, name) for name in names})
        for phone in person.phones.all()
    ]


def _set_place(person: Person) -> None:
    """Resolve town and ZIP offline; an unknown place is kept as it was written."""
    person.latitude = person.longitude = None
    person.area_codes = []
    town = ", ".join(part for part in (person.town, person.state) if part)
    for text in filter(None, (person.postal_code, town)):
        try:
            place = places.find(text)
        except places.PlaceNotFoundError:
            continue
        person.latitude, person.longitude = place.latitude, place.longitude
        person.area_codes = sorted(place.area_codes)
        person.town = person.town or place.town
        person.state = person.state or place.state
        return


def _write_phones(person: Person, phones: Iterable[PhoneDetails]) -> None:
    PersonPhone.objects.bulk_create(
        PersonPhone(
            person=person,
            position=position,
            number=phone.number,
            whose=phone.whose,
            may_leave_voicemail=phone.may_leave_voicemail,
            may_text=phone.may_text,
            safe_hours=phone.safe_hours,
        )
        for position, phone in enumerate(phones)
    )
