"""What is disclosed, and what stays sealed until a receiver accepts."""

from datetime import UTC, date, datetime

import pytest

from care.models import DataClass, Need
from referrals import actions, snapshot
from referrals.models import Referral, Side, Status
from tests.factories.care import (
    ConsentFactory,
    NeedFactory,
    PersonFactory,
    PersonPhoneFactory,
)
from tests.factories.directory import TaxonomyTermFactory
from tests.factories.referrals import NOW, ReferralFactory, member_of

pytestmark = pytest.mark.django_db

RECEIVER = [Side.RECEIVER]


@pytest.fixture
def need() -> Need:
    person = PersonFactory.create(
        given_name="Rosario",
        family_name="Vega",
        birth_date=date(1948, 11, 11),
        language="es",
        town="Malaga",
        postal_code="93725",
        payers=["medicaid"],
        code_word="tamales",
    )
    PersonPhoneFactory.create(person=person, may_leave_voicemail=False)
    return NeedFactory.create(
        person=person,
        category=TaxonomyTermFactory.create(code="health.counseling"),
        words="I cannot sleep.",
        is_sensitive=True,
    )


def sent(need: Need, status: Status = Status.REQUESTED) -> Referral:
    ConsentFactory.create(
        person=need.person,
        shares=[DataClass.IDENTITY, DataClass.CONTACT, DataClass.BEHAVIORAL],
    )
    return ReferralFactory.create(
        need=need, status=status, at=NOW, consented=False, note="Speak slowly."
    )


def test_a_sealed_referral_says_only_what_decides(need: Need) -> None:
    shared = snapshot.seen_by(sent(need), RECEIVER)

    assert not shared.is_open
    assert (shared.need, shared.age_band) == ("health.counseling", "70s")
    assert (shared.town, shared.postal_code) == ("Malaga", "93725")
    assert (shared.language, shared.payers) == ("es", ("medicaid",))
    sealed = {getattr(shared, name) for name in snapshot.OPEN_FIELDS}
    assert sealed == {"", None, ()}


@pytest.mark.parametrize("side", [Side.SENDER, Side.NETWORK])
def test_the_other_sides_read_it_whole(need: Need, side: Side) -> None:
    shared = snapshot.seen_by(sent(need), [side])

    assert shared.is_open
    assert shared.name == "Rosario Vega"


@pytest.mark.parametrize(
    "status", [Status.ACCEPTED, Status.COMPLETED, Status.FAILED, Status.ON_HOLD]
)
def test_acceptance_opens_it(need: Need, status: Status) -> None:
    shared = snapshot.seen_by(sent(need, status), RECEIVER)

    assert shared.is_open
    assert (shared.name, shared.age) == ("Rosario Vega", 77)
    assert shared.birth_date == date(1948, 11, 11)
    assert shared.phones[0].may_leave_voicemail is False
    assert (shared.words, shared.request_note) == ("I cannot sleep.", "Speak slowly.")


def test_declining_keeps_it_sealed(need: Need) -> None:
    assert not snapshot.seen_by(sent(need, Status.REJECTED), RECEIVER).is_open


def test_taking_acceptance_back_seals_it_again(need: Need) -> None:
    referral = sent(need, Status.ACCEPTED)

    back = actions.undo(referral, by=member_of(referral.receiver), at=NOW)

    assert not snapshot.seen_by(back, RECEIVER).is_open


def test_an_everyday_need_is_open_from_the_start() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)

    assert snapshot.seen_by(referral, RECEIVER).is_open


def test_a_receiver_reads_the_copy_and_never_the_living_record() -> None:
    referral = ReferralFactory.create(status=Status.ACCEPTED)
    was = referral.person.family_name
    referral.person.family_name = "Changed"
    referral.person.save()

    found = Referral.objects.get(pk=referral.pk)

    assert was in snapshot.seen_by(found, RECEIVER).name


def test_a_draft_shows_its_writer_the_person_as_written_now() -> None:
    referral = ReferralFactory.create()

    shared = snapshot.seen_by(referral, [Side.SENDER])

    assert shared.name == referral.person.full_name


def test_a_withdrawn_copy_is_empty_for_everybody() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    assert referral.consent is not None
    actions.stop_sharing(referral.consent, at=NOW)

    shared = snapshot.seen_by(Referral.objects.get(pk=referral.pk), list(Side))

    assert shared == snapshot.Shared(is_open=False)


@pytest.mark.parametrize(
    ("age", "band"), [(None, ""), (0, "0-9"), (9, "0-9"), (40, "40s"), (103, "100s")]
)
def test_a_band_tells_an_age_as_a_stranger_may_know_it(
    age: int | None, band: str
) -> None:
    assert snapshot.age_band(age) == band


def test_nobody_is_a_year_older_on_the_evening_before_their_birthday(
    need: Need,
) -> None:
    evening = datetime(2026, 11, 11, 2, 0, tzinfo=UTC)

    copy = snapshot.make(need, request_note="", at=evening)

    assert (copy["age"], copy["age_band"]) == (77, "70s")
