"""Before sending: does this service fit this person, as far as anybody knows?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from care import disclosure
from care.models import Need, Person, Purpose
from directory.models import (
    AreaCode,
    Language,
    Organization,
    Service,
    ServicePayer,
)
from referrals.models import Referral

ROOM_IS_KNOWN_FOR = timedelta(days=14)
"""How long an agency's word about its room counts."""

OPEN_TO_ANYBODY = frozenset({ServicePayer.Payer.SELF, ServicePayer.Payer.SLIDING})
"""Ways to pay that need no cover: whether the person can is to be asked."""


class Verdict(StrEnum):
    """What a finding says."""

    FITS = "fits"
    DOES_NOT_FIT = "does-not-fit"
    NOT_KNOWN = "not-known"


class Subject(StrEnum):
    """What was looked at."""

    PLACE = "place"
    AGE = "age"
    LANGUAGE = "language"
    PAYER = "payer"
    ROOM = "room"
    REFERRALS = "referrals"
    ALREADY_OPEN = "already-open"
    CONSENT = "consent"
    NEED = "need"


STOPS = frozenset({Subject.CONSENT, Subject.NEED, Subject.REFERRALS})
"""What forbids sending where it does not fit; the rest needs a word why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and why it is so."""

    subject: Subject
    verdict: Verdict
    words: str
    referral: Referral | None = None
    """The open referral to follow, where there is one that the viewer may see."""


@dataclass(frozen=True, slots=True)
class Check:
    """Everything found for one person, one need and one service."""

    findings: tuple[Finding, ...]

    @property
    def fits(self) -> tuple[Finding, ...]:
        """What fits."""
        return self._with(Verdict.FITS)

    @property
    def does_not_fit(self) -> tuple[Finding, ...]:
        """What stands in the way."""
        return self._with(Verdict.DOES_NOT_FIT)

    @property
    def not_known(self) -> tuple[Finding, ...]:
        """What is to be settled by asking."""
        return self._with(Verdict.NOT_KNOWN)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What forbids sending."""
        return tuple(one for one in self.does_not_fit if one.subject in STOPS)

    @property
    def may_be_sent(self) -> bool:
        """Whether the rules let it be sent; a poor fit may be, with a word why."""
        return not self.stops

    def _with(self, verdict: Verdict) -> tuple[Finding, ...]:
        return tuple(found for found in self.findings if found.verdict == verdict)


def check(
    need: Need, service: Service, *, sender: Organization, by: User, at: datetime
) -> Check:
    """Look at everything that is known now; a constant number of queries."""
    person = need.person
    return Check(
        (
            *_settled(need),
            _consent(need, service, sender, at),
            _referrals(service),
            _place(person, service),
            _age(person, service, at),
            _language(person, service),
            _payer(person, service),
            _room(service, at),
            _already_open(need, service, by),
        )
    )


def _settled(need: Need) -> Iterator[Finding]:
    """That a need still waits goes without saying; that it does not, must be said."""
    settled = {
        Need.Status.MET: _("This need has been met since."),
        Need.Status.WITHDRAWN: _("The person no longer wants help with this."),
    }
    words = settled.get(Need.Status(need.status))
    if words is not None:
        yield Finding(Subject.NEED, Verdict.DOES_NOT_FIT, words)


def _consent(
    need: Need, service: Service, sender: Organization, at: datetime
) -> Finding:
    decision = disclosure.decide(
        disclosure.Disclosure(
            person=need.person,
            sender=sender,
            receiver=service.organization,
            purpose=Purpose.REFERRAL,
            data_classes=disclosure.classes_for(need),
        ),
        at=at,
    )
    receiver = {"receiver": service.organization.name}
    if decision.consent is not None:
        return Finding(
            Subject.CONSENT,
            Verdict.FITS,
            _("The person agreed to share with %(receiver)s.") % receiver,
        )
    if decision.is_permitted:
        return Finding(
            Subject.CONSENT, Verdict.FITS, _("It stays in your organization.")
        )
    return Finding(
        Subject.CONSENT,
        Verdict.DOES_NOT_FIT,
        _("The person has not agreed to share this with %(receiver)s.") % receiver,
    )


def _referrals(service: Service) -> Finding:
    listed = Service.objects.listed().filter(pk=service.pk).exists()
    if listed and not service.do_not_refer:
        return Finding(Subject.REFERRALS, Verdict.FITS, _("Open to referrals."))
    words = (
        _("They take no referrals through Waypost.")
        if service.do_not_refer
        else _("This service is not listed any more.")
    )
    return Finding(Subject.REFERRALS, Verdict.DOES_NOT_FIT, words)


def _place(person: Person, service: Service) -> Finding:
    codes = set(
        AreaCode.objects.filter(
            Q(service_area__service=service)
            | Q(service_area__service_at_location__service=service),
            service_area__removed_at__isnull=True,
        ).values_list("code", flat=True)
    )
    home = person.town or person.postal_code
    if not codes:
        words = _("They do not say which places they serve.")
        return Finding(Subject.PLACE, Verdict.NOT_KNOWN, words)
    if not person.area_codes:
        words = _("We do not know where the person lives.")
        return Finding(Subject.PLACE, Verdict.NOT_KNOWN, words)
    if codes.isdisjoint(person.area_codes):
        words = _("%(place)s is outside the area they serve.") % {"place": home}
        return Finding(Subject.PLACE, Verdict.DOES_NOT_FIT, words)
    words = _("They serve %(place)s.") % {"place": home}
    return Finding(Subject.PLACE, Verdict.FITS, words)


def _age(person: Person, service: Service, at: datetime) -> Finding:
    lowest, highest = service.minimum_age, service.maximum_age
    age = person.age(at.date())
    if lowest is None and highest is None:
        return Finding(Subject.AGE, Verdict.FITS, _("They name no age limit."))
    limits = _age_limits(lowest, highest)
    if age is None:
        words = _("%(limits)s We do not know the person's age.") % {"limits": limits}
        return Finding(Subject.AGE, Verdict.NOT_KNOWN, words)
    inside = (lowest or 0) <= age and (highest is None or age <= highest)
    words = _("%(limits)s The person is %(age)d.") % {"limits": limits, "age": age}
    verdict = Verdict.FITS if inside else Verdict.DOES_NOT_FIT
    return Finding(Subject.AGE, verdict, words)


def _age_limits(lowest: int | None, highest: int | None) -> str:
    if highest is None:
        return _("They take people %(age)d and older.") % {"age": lowest}
    if lowest is None:
        return _("They take people up to %(age)d.") % {"age": highest}
    return _("They take people from %(lowest)d to %(highest)d.") % {
        "lowest": lowest,
        "highest": highest,
    }


def _language(person: Person, service: Service) -> Finding:
    spoken = set(
        Language.objects.filter(
            Q(service=service) | Q(location__service_at_locations__service=service),
            removed_at__isnull=True,
        ).values_list("code", flat=True)
    )
    # Directories leave English out, as everybody has it.
    if person.language in spoken | {"en"}:
        words = _("They speak the person's language.")
        return Finding(Subject.LANGUAGE, Verdict.FITS, words)
    if service.interpretation_services:
        words = _("They work with interpreters: %(how)s") % {
            "how": service.interpretation_services
        }
        return Finding(Subject.LANGUAGE, Verdict.FITS, words)
    if not spoken:
        words = _("They do not say which languages they speak.")
        return Finding(Subject.LANGUAGE, Verdict.NOT_KNOWN, words)
    words = _("They do not list the person's language.")
    return Finding(Subject.LANGUAGE, Verdict.DOES_NOT_FIT, words)


def _payer(person: Person, service: Service) -> Finding:
    taken = {
        payer.payer: payer.get_payer_display()
        for payer in ServicePayer.objects.filter(service=service)
    }
    if ServicePayer.Payer.FREE in taken:
        return Finding(Subject.PAYER, Verdict.FITS, _("Free."))
    if not taken:
        words = _("They do not say who pays.")
        return Finding(Subject.PAYER, Verdict.NOT_KNOWN, words)
    shared = [str(taken[payer]) for payer in person.payers if payer in taken]
    if shared:
        words = _("They take %(payers)s.") % {"payers": ", ".join(shared)}
        return Finding(Subject.PAYER, Verdict.FITS, words)
    words = _("They take: %(payers)s.") % {
        "payers": ", ".join(str(label) for label in taken.values())
    }
    is_closed = person.payers and OPEN_TO_ANYBODY.isdisjoint(taken)
    verdict = Verdict.DOES_NOT_FIT if is_closed else Verdict.NOT_KNOWN
    return Finding(Subject.PAYER, verdict, words)


def _room(service: Service, at: datetime) -> Finding:
    said_at = service.capacity_said_at
    if not service.capacity_status or said_at is None:
        words = _("They have not said whether they take new people.")
        return Finding(Subject.ROOM, Verdict.NOT_KNOWN, words)
    if at - said_at > ROOM_IS_KNOWN_FOR:
        words = _("What they said about room is more than two weeks old: ask.")
        return Finding(Subject.ROOM, Verdict.NOT_KNOWN, words)
    verdicts = {
        Service.CapacityStatus.CAPACITY: Verdict.FITS,
        Service.CapacityStatus.FULL: Verdict.DOES_NOT_FIT,
    }
    status = Service.CapacityStatus(service.capacity_status)
    words = service.capacity_note or str(status.label)
    return Finding(Subject.ROOM, verdicts.get(status, Verdict.NOT_KNOWN), words)


def _already_open(need: Need, service: Service, by: User) -> Finding:
    # Only what the viewer may see: another agency's referral is not given away.
    asked = (
        Referral.objects.visible_to(by)
        .still_open()
        # One that goes on unseen is neither to follow nor to be told of.
        .filter(person=need.person_id, service=service, sharing_stopped_at__isnull=True)
        .order_by("-created_at")
        .first()
    )
    if asked is None:
        words = _("Not asked before, or already answered.")
        return Finding(Subject.ALREADY_OPEN, Verdict.FITS, words)
    words = _("Referral %(number)s to them is still open. Follow that one.") % {
        "number": asked.number
    }
    return Finding(Subject.ALREADY_OPEN, Verdict.NOT_KNOWN, words, referral=asked)
