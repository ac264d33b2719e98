"""Who looked at a person, as far as it is the reader's to know."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from care import actions as care
from care.models import AccessEntry, DataClass, Person, Purpose
from referrals import actions
from referrals.models import Referral, Status
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import OrganizationFactory
from tests.factories.referrals import ReferralFactory, member_of, network_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return PersonFactory.create()


def page_of(person: Person) -> str:
    browser = Client()
    browser.force_login(member_of(person.kept_by, Membership.Role.COORDINATOR))
    page = browser.get(person.get_absolute_url()).content.decode()
    return page.partition("Who looked")[2].partition("</section>")[0]


def looked_at(referral: Referral) -> str:
    """Let somebody of the receiver look; say who."""
    receiver = member_of(referral.receiver)
    actions.mark_viewed(referral, by=receiver)
    return str(receiver)


def test_a_receivers_look_names_them_and_the_referral(person: Person) -> None:
    referral = ReferralFactory.create(need__person=person, status=Status.ACCEPTED)

    who = looked_at(referral)

    page = page_of(person)
    assert who in page
    assert referral.receiver.name in page
    assert f"Referral {referral.number}" in page


def test_looks_by_way_of_another_offices_referral_are_not_told(person: Person) -> None:
    partner = OrganizationFactory.create()
    ConsentFactory.create(
        person=person, purposes=[Purpose.REFERRAL, Purpose.COORDINATION]
    )
    theirs = ReferralFactory.create(
        need=NeedFactory.create(person=person),
        sender=partner,
        status=Status.REQUESTED,
    )

    who = looked_at(theirs)

    page = page_of(person)
    assert theirs.number not in page
    assert theirs.receiver.name not in page
    assert who not in page


def test_looks_after_the_person_stopped_sharing_tell_nothing(person: Person) -> None:
    referral = ReferralFactory.create(need__person=person, status=Status.IN_PROGRESS)
    before = looked_at(referral)
    (consent,) = person.consents.all()
    care.revoke_consent(
        consent,
        by=member_of(person.kept_by),
        how="She called",
        at=timezone.now() + timedelta(seconds=1),
    )

    referral.refresh_from_db()
    after = member_of(referral.receiver)
    actions.mark_viewed(referral, by=after, at=timezone.now() + timedelta(seconds=2))

    page = page_of(person)
    assert before in page
    assert str(after) not in page


def test_looks_by_way_of_a_mistake_are_told(person: Person) -> None:
    referral = ReferralFactory.create(need__person=person, status=Status.REQUESTED)
    who = looked_at(referral)
    sender = referral.sender
    referral.refresh_from_db()
    actions.report_error(referral, by=member_of(sender), reason="wrong-receiver")
    referral.refresh_from_db()
    actions.enter_in_error(referral, by=member_of(sender), reason="wrong-receiver")

    assert who in page_of(person)


def test_the_desks_looks_and_those_by_agreement_are_told(person: Person) -> None:
    partner = OrganizationFactory.create()
    ConsentFactory.create(
        person=person,
        covers_network=False,
        recipients=[partner],
        purposes=[Purpose.COORDINATION],
    )
    readers = [network_admin(), member_of(partner)]
    for reader in readers:
        care.log_person_look(person, by=reader)

    page = page_of(person)

    assert all(str(reader) in page for reader in readers)


def test_a_refused_reading_is_no_look(person: Person) -> None:
    stranger = member_of(OrganizationFactory.create())
    care.log_look(
        person,
        look=care.Look(
            user=stranger,
            organization=None,
            purpose=Purpose.COORDINATION,
            data_classes=[DataClass.IDENTITY],
            is_permitted=False,
        ),
    )

    assert str(stranger) not in page_of(person)


@pytest.mark.parametrize("address", ["referral", "slip", "say", "note", "draft"])
def test_whoever_opens_what_is_not_theirs_is_written_down_and_told_nothing(
    address: str,
) -> None:
    referral = ReferralFactory.create(status=Status.ACCEPTED)
    office = OrganizationFactory.create()
    stranger = member_of(office)
    browser = Client()
    browser.force_login(stranger)

    hidden = browser.get(reverse(f"referrals:{address}", args=[referral.number]))
    nothing = browser.get(reverse(f"referrals:{address}", args=["26-99999"]))

    refused = AccessEntry.objects.get()
    assert hidden.status_code == nothing.status_code == 404
    assert _without_numbers(hidden.content) == _without_numbers(nothing.content)
    assert (refused.person, refused.user) == (referral.person, stranger)
    assert (refused.organization, refused.is_permitted) == (office, False)
    assert (refused.referral_number, refused.data_classes) == (referral.number, [])


def _without_numbers(page: bytes) -> str:
    """A page without what differs by the address that was asked for."""
    text = re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1", page.decode())
    return re.sub(r"\d\d-\d{5}", "", text)


def test_the_senders_own_draft_has_no_slip_and_that_is_no_refusal() -> None:
    draft = ReferralFactory.create()
    browser = Client()
    browser.force_login(member_of(draft.sender))

    answer = browser.get(reverse("referrals:slip", args=[draft.number]))

    assert answer.status_code == 404
    assert not AccessEntry.objects.exists()


def test_a_refused_visit_is_not_counted_among_the_receivers_looks() -> None:
    referral = ReferralFactory.create(status=Status.ACCEPTED)
    browser = Client()
    browser.force_login(member_of(referral.receiver, Membership.Role.COORDINATOR))
    browser.get(referral.get_absolute_url())
    assert not AccessEntry.objects.get().is_permitted

    browser.force_login(member_of(referral.sender))

    page = browser.get(referral.get_absolute_url()).content.decode()
    assert "Looked at by the receiver" not in page


@pytest.mark.parametrize("form", ["say", "note"])
def test_a_page_shown_again_after_a_refusal_is_another_look(form: str) -> None:
    referral = ReferralFactory.create(status=Status.ACCEPTED)
    browser = Client()
    browser.force_login(member_of(referral.receiver))

    answer = browser.post(
        reverse(f"referrals:{form}", args=[referral.number]), {"text": " "}
    )

    assert answer.status_code == 422
    assert referral.need.person.family_name in answer.content.decode()
    assert AccessEntry.objects.filter(referral_number=referral.number).count() == 1
