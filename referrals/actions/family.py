"""What a family does itself: ask for help, and say whether help came."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from care import actions as care
from care import disclosure, likeness
from care.actions import Family
from care.models import Consent, Need, Person, Purpose
from directory.models import Organization, Service, TaxonomyTerm
from referrals import notices, own_requests
from referrals.actions.sending import draft, send
from referrals.errors import NotReadyError
from referrals.models import Priority, Referral, ReferralEvent, Side, Status
from referrals.moving import Touch, asked, opened, settle_need, touch
from referrals.parties import Actor

LASTS = timedelta(days=365)
"""How long what a family agreed to runs, unless it stops it."""
HOW = "own request"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequest:
    """All that somebody said who asks for help themselves."""

    service: Service
    details: care.PersonDetails
    phones: tuple[care.PhoneDetails, ...]
    category: TaxonomyTerm
    words: str
    urgency: Need.Urgency
    signer_name: str = ""
    signer_authority: Consent.Authority = Consent.Authority.SELF
    language: str = "en"
    """The language in which they agreed."""
    text_version: str = ""
    code: str
    """The code that they will follow it with; a repeat with it asks for nothing."""


@transaction.atomic
def ask(request: OwnRequest, *, at: datetime | None = None) -> Referral:
    """Write down person, need and consent, and send the referral: all or nothing.

    The network's desk keeps the person and is the sender. It is told when somebody
    like this one is written down already; the family is not.

    Raises:
        NotReadyError: this service is not asked this way.
    """
    at = at or timezone.now()
    desk = own_requests.desk()
    if desk is None or not own_requests.is_open_for(request.service):
        raise NotReadyError(_("Please call them: this cannot be asked here."))
    key = own_requests.key_of(request.code)
    twins = _alike(request, desk)
    person = care.keep_person(
        by=care.NEWCOMER,
        organization=desk,
        details=request.details,
        phones=request.phones,
        at=at,
        key=key,
    )
    sent = Referral.objects.filter(person=person).first()
    if sent is not None:
        return sent
    family = Family(person)
    referral = _sent(request, family, desk, at)
    care.make_code(person, by=family, code=request.code, at=at)
    if twins:
        notices.alike(referral, at=at)
    return referral


def _sent(
    request: OwnRequest, family: Family, desk: Organization, at: datetime
) -> Referral:
    person = family.person
    need = care.add_need(
        person,
        by=family,
        category=request.category,
        words=request.words,
        urgency=request.urgency,
        at=at,
    )
    care.record_consent(
        person,
        by=family,
        terms=care.ConsentTerms(
            discloser=desk,
            recipients=[request.service.organization],
            purposes=[Purpose.REFERRAL],
            data_classes=sorted(disclosure.classes_for(need)),
            expires_at=at + LASTS,
            signer_name=request.signer_name,
            signer_authority=request.signer_authority,
            method=Consent.Method.OWN_REQUEST,
            language=request.language,
            text_version=request.text_version,
        ),
        at=at,
    )
    begun = draft(
        need,
        by=family,
        service=request.service,
        sender=desk,
        priority=_priority(request.urgency),
        at=at,
    )
    return send(begun, by=family, at=at)


def _priority(urgency: Need.Urgency) -> Priority:
    return Priority.URGENT if urgency == Need.Urgency.URGENT else Priority.ROUTINE


def _alike(request: OwnRequest, desk: Organization) -> list[likeness.Likeness]:
    return likeness.alike(
        Person.objects.filter(kept_by=desk),
        likeness.Described(
            given_name=request.details.given_name,
            family_name=request.details.family_name,
            called=request.details.called,
            birth_date=request.details.birth_date,
            phones=tuple(phone.number for phone in request.phones),
        ),
    )


@transaction.atomic
def confirm(
    referral: Referral, *, by: Actor, got_help: bool, at: datetime | None = None
) -> Referral:
    """The family says whether help came; the last word counts.

    "No" tells the sender, and the need is looked after again.

    Raises:
        WrongSideError: ``by`` is not this referral's family.
        MoveNotAllowedError: nobody has said yet that it is done.
    """
    when = asked(at)
    referral = opened(referral, by=by)
    if referral.client_got_help is got_help:
        return referral
    referral = touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.CONFIRMED,
            sides=(Side.CLIENT,),
            statuses=(Status.COMPLETED,),
            changes={"client_confirmed_at": when.at, "client_got_help": got_help},
        ),
        by=by,
        asked=when,
    )
    settle_need(referral, when)
    if not got_help:
        notices.denied(referral, at=when.at)
    return referral


@transaction.atomic
def share_no_more(
    person: Person,
    *,
    by: Family,
    receiver: Organization | None,
    at: datetime | None = None,
) -> None:
    """Stop sharing at once: with one receiver, or with everybody."""
    at = at or timezone.now()
    if receiver is not None:
        care.stop_sharing_with(person, receiver, by=by, how=HOW, at=at)
        return
    disclosure.hold(person)
    for consent in list(Consent.objects.live(at).filter(person=person)):
        care.revoke_consent(consent, by=by, how=HOW, at=at)
