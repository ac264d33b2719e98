"""Before sending: what fits, what does not, what nobody knows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from care.models import DataClass, Need
from directory.models import Service, ServicePayer
from referrals import checks
from referrals.checks import Check, Subject, Verdict
from referrals.models import Status
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import (
    AreaCodeFactory,
    LanguageFactory,
    ServiceAreaFactory,
    ServiceFactory,
)
from tests.factories.referrals import (
    NOW,
    MemberFactory,
    ReferralFactory,
    member_of,
)

pytestmark = pytest.mark.django_db

FITS, NOT, UNKNOWN = Verdict.FITS, Verdict.DOES_NOT_FIT, Verdict.NOT_KNOWN


def need_of(**person: Any) -> Need:
    need: Need = NeedFactory.create(person=PersonFactory.create(**person))
    return need


def checked(need: Need, service: Service, *, by: User | None = None) -> Check:
    return checks.check(
        need,
        service,
        sender=need.person.kept_by,
        by=by or MemberFactory.create(),
        at=NOW,
    )


def verdict(check: Check, subject: Subject) -> Verdict:
    (found,) = [one for one in check.findings if one.subject == subject]
    assert found.words
    return found.verdict


def said(check: Check, subject: Subject) -> str:
    (found,) = [one for one in check.findings if one.subject == subject]
    return found.words


@pytest.mark.parametrize(
    ("served", "home", "expected"),
    [
        ([], ["us-ca-019"], UNKNOWN),
        (["us-ca-019"], [], UNKNOWN),
        (["us-ca-019"], ["us", "us-ca", "us-ca-019", "us-93721"], FITS),
        (["us"], ["us", "us-ca"], FITS),
        (["us-93638"], ["us", "us-ca", "us-ca-019", "us-93721"], NOT),
    ],
)
def test_place(served: list[str], home: list[str], expected: Verdict) -> None:
    service = ServiceFactory.create()
    for code in served:
        AreaCodeFactory.create(
            service_area=ServiceAreaFactory.create(service=service), code=code
        )

    check = checked(need_of(area_codes=home, town="Fresno"), service)

    assert verdict(check, Subject.PLACE) == expected


@pytest.mark.parametrize(
    ("youngest", "oldest", "born", "expected"),
    [
        (None, None, None, FITS),
        (60, None, None, UNKNOWN),
        (60, None, date(1966, 11, 10), FITS),
        (60, None, date(1966, 11, 11), NOT),
        (None, 17, date(2010, 1, 1), FITS),
        (18, 64, date(1950, 1, 1), NOT),
        (0, None, date(2026, 1, 1), FITS),
    ],
)
def test_age(
    youngest: int | None, oldest: int | None, born: date | None, expected: Verdict
) -> None:
    service = ServiceFactory.create(minimum_age=youngest, maximum_age=oldest)

    check = checked(need_of(birth_date=born), service)

    assert verdict(check, Subject.AGE) == expected


@pytest.mark.parametrize(
    ("spoken", "interpreters", "language", "expected"),
    [
        ([], "", "en", FITS),
        (["hmn"], "", "en", FITS),
        (["es"], "", "es", FITS),
        (["es"], "", "hmn", NOT),
        (["es"], "By phone, any language", "hmn", FITS),
        (["es"], "A volunteer for Hmong on Mondays", "hmn", FITS),
        (["es"], "Spanish only", "hmn", UNKNOWN),
        (["es"], "None", "hmn", UNKNOWN),
        ([], "", "hmn", UNKNOWN),
    ],
)
def test_language(
    spoken: list[str], interpreters: str, language: str, expected: Verdict
) -> None:
    service = ServiceFactory.create(interpretation_services=interpreters)
    for code in spoken:
        LanguageFactory.create(service=service, code=code)

    check = checked(need_of(language=language), service)

    assert verdict(check, Subject.LANGUAGE) == expected


@pytest.mark.parametrize(
    ("taken", "covered", "expected"),
    [
        ([], ["medicaid"], UNKNOWN),
        (["free", "private"], [], FITS),
        (["medicaid"], ["medicaid"], FITS),
        (["medicaid"], ["va"], NOT),
        (["medicaid"], [], UNKNOWN),
        (["self", "sliding"], ["medicaid"], UNKNOWN),
        (["medicaid", "sliding"], ["va"], UNKNOWN),
    ],
)
def test_payer(taken: list[str], covered: list[str], expected: Verdict) -> None:
    service = ServiceFactory.create()
    for payer in taken:
        ServicePayer.objects.create(service=service, payer=payer)

    check = checked(need_of(payers=covered), service)

    assert verdict(check, Subject.PAYER) == expected


@pytest.mark.parametrize(
    ("status", "days", "expected"),
    [
        ("", None, UNKNOWN),
        ("capacity", 3, FITS),
        ("no-capacity", 30, NOT),
        ("capacity", 31, UNKNOWN),
        ("waitlist", 1, UNKNOWN),
        ("additional-assessment-required", 1, UNKNOWN),
    ],
)
def test_room_is_known_for_a_month(
    status: str, days: int | None, expected: Verdict
) -> None:
    service = ServiceFactory.create(
        capacity_status=status,
        capacity_said_at=None if days is None else NOW - timedelta(days=days),
    )

    check = checked(need_of(), service)

    assert verdict(check, Subject.ROOM) == expected


@pytest.mark.parametrize(
    ("closed", "expected"),
    [({}, FITS), ({"do_not_refer": True}, NOT), ({"is_approved": False}, NOT)],
)
def test_open_to_referrals(closed: dict[str, bool], expected: Verdict) -> None:
    check = checked(need_of(), ServiceFactory.create(**closed))

    assert verdict(check, Subject.REFERRALS) == expected


@pytest.mark.parametrize(
    ("status", "said"),
    [("met", "has been met since"), ("withdrawn", "no longer wants help")],
)
def test_a_settled_need_stands_in_the_way(status: str, said: str) -> None:
    need = need_of()
    ConsentFactory.create(person=need.person)
    need.status = status

    check = checked(need, ServiceFactory.create())

    (stop,) = check.stops
    assert stop.subject == Subject.NEED
    assert said in stop.words
    assert not check.may_be_sent


def test_consent_stands_in_the_way_until_it_is_given() -> None:
    need, service = need_of(), ServiceFactory.create()

    without = checked(need, service)
    ConsentFactory.create(person=need.person)
    with_consent = checked(need, service)

    assert verdict(without, Subject.CONSENT) == NOT
    assert not without.may_be_sent
    assert verdict(with_consent, Subject.CONSENT) == FITS
    assert with_consent.may_be_sent


def test_inside_one_organization_nobody_is_asked() -> None:
    need = need_of()
    service = ServiceFactory.create(organization=need.person.kept_by)

    assert verdict(checked(need, service), Subject.CONSENT) == FITS


@pytest.mark.parametrize(
    ("how", "words", "expected"),
    [("", "", UNKNOWN), ("By phone: Zapotec, ASL", "Zapotec", UNKNOWN)],
)
def test_who_needs_an_interpreter_for_english_is_not_told_that_it_fits(
    how: str, words: str, expected: Verdict
) -> None:
    need = need_of(language="en", needs_interpreter=True)

    check = checked(need, ServiceFactory.create(interpretation_services=how))

    assert verdict(check, Subject.LANGUAGE) == expected
    assert words in said(check, Subject.LANGUAGE)


def test_a_place_that_nobody_knows_is_named() -> None:
    service = ServiceFactory.create()
    AreaCodeFactory.create(
        service_area=ServiceAreaFactory.create(service=service), code="us-ca-019"
    )

    check = checked(need_of(postal_code="99998", area_codes=[]), service)

    assert "We do not know where 99998 is." in said(check, Subject.PLACE)


def test_an_age_is_counted_on_the_day_here() -> None:
    # Still the evening before the birthday; in Greenwich it is the day itself.
    evening = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)
    need = need_of(birth_date=date(1966, 11, 11))
    service = ServiceFactory.create(minimum_age=60)

    check = checks.check(
        need,
        service,
        sender=need.person.kept_by,
        by=MemberFactory.create(),
        at=evening,
    )

    assert verdict(check, Subject.AGE) == NOT


def asked_before(check: Check) -> checks.Finding:
    (found,) = [one for one in check.findings if one.subject == Subject.ALREADY_OPEN]
    return found


def test_the_same_asked_again_is_shown_to_follow_and_needs_a_word_why() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    by = member_of(referral.sender)

    found = asked_before(checked(referral.need, referral.service, by=by))

    assert (found.verdict, found.referral) == (NOT, referral)
    assert referral.number in found.words


def test_another_need_asked_of_the_same_service_is_shown_to_follow() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    other = NeedFactory.create(person=referral.person)

    found = asked_before(
        checked(other, referral.service, by=member_of(referral.sender))
    )

    assert (found.verdict, found.referral) == (UNKNOWN, referral)


def test_the_same_need_open_elsewhere_is_shown_to_follow() -> None:
    referral = ReferralFactory.create(
        status=Status.REQUESTED, service__organization__name="Milepost", at=NOW
    )
    by = member_of(referral.sender)

    found = asked_before(checked(referral.need, ServiceFactory.create(), by=by))

    assert (found.verdict, found.referral) == (UNKNOWN, referral)
    assert "asked of Milepost on November 10, 2026" in found.words


def test_a_sealed_referral_of_another_office_is_not_named_beside_a_name() -> None:
    need = NeedFactory.create(category__code="health.substance-use", is_sensitive=True)
    service = ServiceFactory.create()
    ConsentFactory.create(
        person=need.person, recipients=[service.organization], shares=DataClass
    )
    sealed = ReferralFactory.create(
        need=need, service=service, status=Status.REQUESTED, consented=False
    )
    by = member_of(sealed.receiver)

    found = asked_before(checked(sealed.need, sealed.service, by=by))

    assert sealed.is_blind
    assert found.verdict == FITS


def test_many_services_ask_as_much_as_one() -> None:
    need = need_of(area_codes=["us-ca-019"])
    ConsentFactory.create(person=need.person)
    services = [ServiceFactory.create() for _one in range(6)]
    for service in services:
        AreaCodeFactory.create(
            service_area=ServiceAreaFactory.create(service=service), code="us-ca-019"
        )
        LanguageFactory.create(service=service, code="es")
    asked: dict[str, Any] = {
        "sender": need.person.kept_by,
        "by": MemberFactory.create(),
        "at": NOW,
    }

    with CaptureQueriesContext(connection) as one:
        checks.check_each(need, services[:1], **asked)
    with CaptureQueriesContext(connection) as six:
        found = checks.check_each(need, services, **asked)

    assert len(six) == len(one)
    assert found == [checks.check(need, each, **asked) for each in services]


@pytest.mark.parametrize("status", [Status.REJECTED, Status.DRAFT])
def test_an_ended_or_unsent_one_is_not(status: Status) -> None:
    referral = ReferralFactory.create(status=status)
    by = member_of(referral.sender)

    check = checked(referral.need, referral.service, by=by)

    assert verdict(check, Subject.ALREADY_OPEN) == FITS


def test_a_referral_that_the_viewer_may_not_see_is_not_given_away() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)

    check = checked(referral.need, referral.service)

    assert verdict(check, Subject.ALREADY_OPEN) == FITS


def test_findings_are_sorted_by_what_they_say() -> None:
    check = checked(need_of(), ServiceFactory.create(do_not_refer=True))

    assert {one.subject for one in check.does_not_fit} == {
        Subject.CONSENT,
        Subject.REFERRALS,
    }
    assert {one.subject for one in check.not_known} == {
        Subject.PLACE,
        Subject.PAYER,
        Subject.ROOM,
    }
    assert len(check.fits) == 3


def test_a_poor_fit_may_still_be_sent() -> None:
    need = need_of(birth_date=date(2000, 1, 1))
    ConsentFactory.create(person=need.person)

    check = checked(need, ServiceFactory.create(minimum_age=60))

    assert check.does_not_fit
    assert check.may_be_sent
