"""Before sending: what fits, what does not, what nobody knows."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from care.models import Need
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
        ("no-capacity", 14, NOT),
        ("capacity", 15, UNKNOWN),
        ("waitlist", 1, UNKNOWN),
        ("additional-assessment-required", 1, UNKNOWN),
    ],
)
def test_room_is_known_for_two_weeks(
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


def test_an_open_referral_to_the_same_service_is_shown_to_follow() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    by = member_of(referral.sender)

    check = checked(referral.need, referral.service, by=by)

    (found,) = [one for one in check.findings if one.subject == Subject.ALREADY_OPEN]
    assert (found.verdict, found.referral) == (UNKNOWN, referral)
    assert referral.number in found.words


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
