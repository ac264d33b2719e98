"""Before sending: does this service fit this person, as far as anybody knows?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from care.models import Need, Person
from care.words import full_day, language_name
from directory.models import Organization, Service, ServicePayer
from directory.models.service import CAPACITY_LASTS
from referrals.known import Known, known_of
from referrals.models import Referral
from search.documents.languages import NAMES
from search.language import fold

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
    need: Need,
    service: Service,
    *,
    sender: Organization,
    by: User | None,
    at: datetime,
    is_own_request: bool = False,
) -> Check:
    """Look at everything that is known now; a constant number of queries."""
    (found,) = check_each(
        need, [service], sender=sender, by=by, at=at, is_own_request=is_own_request
    )
    return found


def check_each(
    need: Need,
    services: Sequence[Service],
    *,
    sender: Organization,
    by: User | None,
    at: datetime,
    is_own_request: bool = False,
) -> list[Check]:
    """Look at each service, in their order; as many queries as for one.

    Without ``by`` it is the sender that looks: nobody sits before the screen.
    """
    known = known_of(
        need, services, sender=sender, by=by, at=at, is_own_request=is_own_request
    )
    return [_check(need, service, known[service.pk], at) for service in services]


def _check(need: Need, service: Service, known: Known, at: datetime) -> Check:
    person = need.person
    return Check(
        (
            *_settled(need),
            _consent(service, known),
            _referrals(service, known),
            _place(person, known),
            _age(person, service, timezone.localdate(at)),
            _language(person, service, known),
            _payer(person, known),
            _room(service, at),
            _already_open(need, service, known),
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


def _consent(service: Service, known: Known) -> Finding:
    decision = known.decision
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


def _referrals(service: Service, known: Known) -> Finding:
    if known.is_listed and not service.do_not_refer:
        return Finding(Subject.REFERRALS, Verdict.FITS, _("Open to referrals."))
    words = (
        _("They take no referrals through Waypost.")
        if service.do_not_refer
        else _("This service is not listed any more.")
    )
    return Finding(Subject.REFERRALS, Verdict.DOES_NOT_FIT, words)


def _place(person: Person, known: Known) -> Finding:
    codes = known.area_codes
    home = person.town or person.postal_code
    if not codes:
        words = _("They do not say which places they serve.")
        return Finding(Subject.PLACE, Verdict.NOT_KNOWN, words)
    if not person.area_codes:
        words = (
            _("We do not know where %(place)s is.") % {"place": home}
            if home
            else _("We do not know where the person lives.")
        )
        return Finding(Subject.PLACE, Verdict.NOT_KNOWN, words)
    if codes.isdisjoint(person.area_codes):
        words = _("%(place)s is outside the area they serve.") % {"place": home}
        return Finding(Subject.PLACE, Verdict.DOES_NOT_FIT, words)
    words = _("They serve %(place)s.") % {"place": home}
    return Finding(Subject.PLACE, Verdict.FITS, words)


def _age(person: Person, service: Service, today: date) -> Finding:
    lowest, highest = service.minimum_age, service.maximum_age
    age = person.age(today)
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


ANY_LANGUAGE = ("any language", "all languages", "every language")


def _language(person: Person, service: Service, known: Known) -> Finding:
    # Directories leave English out, as everybody has it; not its interpreters.
    is_english = person.language == "en" and not person.needs_interpreter
    if is_english or person.language in known.languages:
        words = _("They speak the person's language.")
        return Finding(Subject.LANGUAGE, Verdict.FITS, words)
    if how := service.interpretation_services:
        words = _("They work with interpreters: %(how)s") % {"how": how}
        verdict = Verdict.FITS if _is_named(person.language, how) else Verdict.NOT_KNOWN
        return Finding(Subject.LANGUAGE, verdict, words)
    if not known.languages or person.language == "en":
        words = (
            _("They do not say whether they have interpreters.")
            if person.needs_interpreter
            else _("They do not say which languages they speak.")
        )
        return Finding(Subject.LANGUAGE, Verdict.NOT_KNOWN, words)
    words = _("They do not list the person's language.")
    return Finding(Subject.LANGUAGE, Verdict.DOES_NOT_FIT, words)


def _is_named(code: str, how: str) -> bool:
    """Whether words about interpreters name the language, or all of them."""
    said = fold(how)
    names = (NAMES.get(code, code), language_name(code))
    return any(fold(name) in said for name in (*names, *ANY_LANGUAGE))


def _payer(person: Person, known: Known) -> Finding:
    taken = known.payers
    if ServicePayer.Payer.FREE in taken:
        return Finding(Subject.PAYER, Verdict.FITS, _("Free."))
    if not taken:
        words = _("They do not say who pays.")
        return Finding(Subject.PAYER, Verdict.NOT_KNOWN, words)
    shared = [taken[payer] for payer in person.payers if payer in taken]
    if shared:
        words = _("They take %(payers)s.") % {"payers": ", ".join(shared)}
        return Finding(Subject.PAYER, Verdict.FITS, words)
    words = _("They take: %(payers)s.") % {"payers": ", ".join(taken.values())}
    is_closed = person.payers and OPEN_TO_ANYBODY.isdisjoint(taken)
    verdict = Verdict.DOES_NOT_FIT if is_closed else Verdict.NOT_KNOWN
    return Finding(Subject.PAYER, verdict, words)


def _room(service: Service, at: datetime) -> Finding:
    said_at = service.capacity_said_at
    if not service.capacity_status or said_at is None:
        words = _("They have not said whether they take new people.")
        return Finding(Subject.ROOM, Verdict.NOT_KNOWN, words)
    if at - said_at > CAPACITY_LASTS:
        words = _("What they said about room is too old to count: ask.")
        return Finding(Subject.ROOM, Verdict.NOT_KNOWN, words)
    verdicts = {
        Service.CapacityStatus.CAPACITY: Verdict.FITS,
        Service.CapacityStatus.FULL: Verdict.DOES_NOT_FIT,
    }
    status = Service.CapacityStatus(service.capacity_status)
    words = service.capacity_note or str(status.label)
    return Finding(Subject.ROOM, verdicts.get(status, Verdict.NOT_KNOWN), words)


def _already_open(need: Need, service: Service, known: Known) -> Finding:
    asked = known.asked
    if asked is None:
        words = _("Not asked before, or already answered.")
        return Finding(Subject.ALREADY_OPEN, Verdict.FITS, words)
    if asked.service_id != service.pk:
        words = _("The same was asked of %(receiver)s on %(day)s, and is still open.")
        return Finding(
            Subject.ALREADY_OPEN,
            Verdict.NOT_KNOWN,
            words
            % {
                "receiver": asked.receiver.name,
                "day": full_day(asked.sent_at or asked.created_at),
            },
            referral=asked,
        )
    words = _("Referral %(number)s to them is still open. Follow that one.") % {
        "number": asked.number
    }
    # Asked twice for the same, they answer one and the other is lost.
    is_same = asked.need_id == need.pk
    verdict = Verdict.DOES_NOT_FIT if is_same else Verdict.NOT_KNOWN
    return Finding(Subject.ALREADY_OPEN, verdict, words, referral=asked)
