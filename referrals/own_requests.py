"""Whom a family may ask itself, from the public page, and who looks after it."""

from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from care.codes import plain
from care.models import DataClass, Person
from care.sensitive import sensitive_class
from directory.models import Organization, Service, TaxonomyTerm
from directory.presenters import terms_of
from referrals.models import Referral, Status
from referrals.models.finding import ReferralQuerySet


def desk() -> Organization | None:
    """The office that keeps families who ask themselves; None: they call."""
    try:
        named = UUID(settings.NETWORK_DESK)
    except ValueError:
        return None
    return Organization.objects.filter(pk=named, removed_at__isnull=True).first()


def is_open_for(service: Service) -> bool:
    """Whether a family may ask this service in writing, without an account.

    Never where people flee from violence: what is typed stays on a computer that
    somebody else may read. There, one calls.
    """
    if service.do_not_refer or desk() is None:
        return False
    if not Service.objects.listed().filter(pk=service.pk).exists():
        return False
    codes = [term.code for term in terms_of([service.pk]).get(service.pk, [])]
    return DataClass.VICTIM_SERVICES not in map(sensitive_class, codes)


def kinds_of(service: Service) -> list[TaxonomyTerm]:
    """The kinds of help that this service gives, or, where it says none, all roots."""
    ids = [term.pk for term in terms_of([service.pk]).get(service.pk, [])]
    known = TaxonomyTerm.objects.filter(removed_at__isnull=True).exclude(code="")
    own = list(known.filter(pk__in=ids).order_by("code"))
    return own or [
        term
        for term in known.filter(parent__isnull=True).order_by("code")
        if sensitive_class(term.code) != DataClass.VICTIM_SERVICES
    ]


def key_of(code: str) -> str:
    """Under which key a request is written: its code's keyed hash, never the code."""
    return salted_hmac("referrals.own", plain(code), algorithm="sha256").hexdigest()


def requests_of(person: Person) -> ReferralQuerySet:
    """What was asked for this person, as the family itself may know it: all of it."""
    return (
        Referral.objects.filter(person=person, sent_at__isnull=False)
        .exclude(status=Status.ENTERED_IN_ERROR)
        .with_parties()
        .order_by("-sent_at")
    )
