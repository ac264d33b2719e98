import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Membership, User
from care.models import Consent, DataClass, Need, Person
from directory.models import Service
from referrals import starting
from referrals.models import Priority, Referral, ReferralEvent, Status
from search import indexing
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import (
    AreaCodeFactory,
    AttributeFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)
from tests.factories.referrals import ReferralFactory, member_of
from tests.integration.care.offices import ROLES, Doors

pytestmark = pytest.mark.django_db

SENDERS = {"coordinator", "supervisor", "organization_admin"}

AGREED: dict[str, Any] = {
    "reach": "named",
    "method": "paper",
    "signer_authority": "self",
    "language": "es",
    "until": "2027-06-30",
}


@pytest.fixture
def person() -> Person:
    return PersonFactory.create(given_name="Delia", family_name="Ochoa")


@pytest.fixture
def service() -> Service:
    return ServiceFactory.create(name="Rides to the doctor")


@pytest.fixture
def sender(person: Person) -> User:
    return member_of(person.kept_by)


@pytest.fixture
def browser(sender: User) -> Client:
    client = Client()
    client.force_login(sender)
    return client


@pytest.fixture
def draft(person: Person, service: Service, sender: User) -> Referral:
    return ReferralFactory.create(
        need=NeedFactory.create(person=person, category__code="rides.doctor"),
        service=service,
        sender_user=sender,
        consented=False,
    )


def at(step: str, referral: Referral) -> str:
    return reverse(f"referrals:{step}", args=[referral.number])


def typed_from(page: str, **changed: Any) -> dict[str, Any]:
    """The hidden fields of the page's form, with what somebody types."""
    hidden = dict(re.findall(r'type="hidden" name="(key|version)" value="(\w+)"', page))
    return {"priority": "routine", "note": ""} | hidden | changed


@pytest.mark.parametrize("who", ROLES)
def test_senders_start_a_referral_and_others_are_told_why_not(
    who: str, person: Person, service: Service
) -> None:
    client = Doors(person.kept_by).client(who)

    response = client.get(reverse("referrals:start", args=[service.pk]))

    # Any keeper of people may send; a stranger sees only their own.
    may = SENDERS | {"stranger"}
    expected = 200 if who in may else 302 if who == "signed out" else 403
    assert response.status_code == expected
    assert ("Ochoa" in response.content.decode()) == (who in SENDERS)


@pytest.mark.parametrize("who", ROLES)
def test_a_persons_needs_are_hidden_from_strangers(
    who: str, person: Person, service: Service
) -> None:
    client = Doors(person.kept_by).client(who)

    response = client.get(reverse("referrals:start_need", args=[service.pk, person.pk]))

    expected = 200 if who in SENDERS else 302 if who == "signed out" else 404
    assert response.status_code == expected


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("step", ["start_contact", "start_agreement", "start_check"])
def test_a_draft_is_hidden_from_all_but_the_sender(
    who: str, step: str, draft: Referral
) -> None:
    client = Doors(draft.sender).client(who)

    response = client.get(at(step, draft))

    may = SENDERS | {"network admin"}
    expected = 200 if who in may else 302 if who == "signed out" else 404
    assert response.status_code == expected


def test_a_service_that_takes_no_referrals_says_so(
    browser: Client, person: Person
) -> None:
    service = ServiceFactory.create(do_not_refer=True)

    page = browser.get(reverse("referrals:start", args=[service.pk]))

    assert page.status_code == 403
    assert "people call themselves" in page.content.decode()


def test_a_service_that_is_not_listed_is_hidden(browser: Client) -> None:
    service = ServiceFactory.create(status=Service.Status.DEFUNCT)

    page = browser.get(reverse("referrals:start", args=[service.pk]))

    assert page.status_code == 404


def test_from_a_service_to_a_sent_referral(
    browser: Client, person: Person, service: Service
) -> None:
    PersonFactory.create(kept_by=person.kept_by, family_name="Quill")
    Person.objects.filter(pk=person.pk).update(contact_rule="")
    kind = TaxonomyTermFactory.create(code="rides.doctor", name="Ride to the doctor")

    start = reverse("referrals:start", args=[service.pk])
    found = browser.post(start, {"q": "ochoa"}).content.decode()
    need = reverse("referrals:start_need", args=[service.pk, person.pk])
    assert need in found
    assert "Quill" not in found
    begun = browser.post(
        need, {"need": "new", "category": str(kind.pk), "words": "To the clinic."}
    )
    draft = Referral.objects.get()
    assert begun.headers["Location"] == at("draft", draft)
    assert browser.get(at("draft", draft)).headers["Location"] == at(
        "start_contact", draft
    )
    browser.post(at("start_contact", draft), {"contact_rule": "open"})
    assert browser.get(at("draft", draft)).headers["Location"] == at(
        "start_agreement", draft
    )
    browser.post(at("start_agreement", draft), AGREED)
    assert browser.get(at("draft", draft)).headers["Location"] == at(
        "start_check", draft
    )
    page = browser.get(at("start_check", draft)).content.decode()
    sent = browser.post(
        at("start_check", draft), typed_from(page, note="Walks with a cane.")
    )

    draft.refresh_from_db()
    assert sent.headers["Location"] == draft.get_absolute_url()
    assert draft.status == Status.REQUESTED
    assert draft.request_note == "Walks with a cane."
    assert draft.consent == Consent.objects.get(person=person)
    assert draft.need.words == "To the clinic."
    assert "Delia" not in sent.headers["Location"]


def test_pressing_send_twice_sends_once(browser: Client, draft: Referral) -> None:
    ConsentFactory.create(person=draft.person)
    page = browser.get(at("start_check", draft)).content.decode()
    typed = typed_from(page)

    first = browser.post(at("start_check", draft), typed)
    second = browser.post(at("start_check", draft), typed)

    assert first.headers["Location"] == second.headers["Location"]
    sent = ReferralEvent.objects.filter(to_status=Status.REQUESTED, kind="move")
    assert sent.count() == 1


def test_another_press_of_a_sent_draft_is_told_why_not(
    browser: Client, draft: Referral
) -> None:
    ConsentFactory.create(person=draft.person)
    page = browser.get(at("start_check", draft)).content.decode()
    browser.post(at("start_check", draft), typed_from(page))

    again = browser.post(
        at("start_check", draft), typed_from(page, key="another"), follow=True
    )

    assert "This referral is already" in again.content.decode()
    assert browser.get(at("start_check", draft)).status_code == 302


def test_a_draft_changed_by_somebody_else_is_not_sent_over(
    browser: Client, draft: Referral
) -> None:
    ConsentFactory.create(person=draft.person)
    page = browser.get(at("start_check", draft)).content.decode()

    refused = browser.post(
        at("start_check", draft), typed_from(page, version="9", note="My words")
    )

    assert refused.status_code == 400
    assert "Somebody has changed this referral" in refused.content.decode()
    assert "My words" in refused.content.decode()


def test_without_an_agreement_nothing_is_sent(browser: Client, draft: Referral) -> None:
    page = browser.get(at("start_check", draft)).content.decode()

    refused = browser.post(at("start_check", draft), typed_from(page, note="Please"))

    assert "Ask them, and write down that they agree" in page
    assert refused.status_code == 400
    assert "The person has not agreed to share this with" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_a_poor_fit_is_sent_only_with_a_word_why(
    browser: Client, draft: Referral
) -> None:
    ConsentFactory.create(person=draft.person)
    Service.objects.filter(pk=draft.service_id).update(minimum_age=60)
    Person.objects.filter(pk=draft.person_id).update(birth_date="1990-05-01")
    page = browser.get(at("start_check", draft)).content.decode()

    refused = browser.post(at("start_check", draft), typed_from(page))
    sent = browser.post(at("start_check", draft), typed_from(page, note="Disabled."))

    assert "1 thing does not fit" in page
    assert "· English<br>" in page
    assert "say why you send it all the same" in refused.content.decode()
    assert sent.status_code == 302


def test_a_live_agreement_is_not_asked_for_again(
    browser: Client, draft: Referral
) -> None:
    ConsentFactory.create(person=draft.person)

    assert browser.get(at("start_agreement", draft)).status_code == 302
    assert browser.get(at("draft", draft)).headers["Location"] == at(
        "start_check", draft
    )


def test_an_agreement_that_lacks_something_keeps_what_was_typed(
    browser: Client, draft: Referral
) -> None:
    refused = browser.post(
        at("start_agreement", draft),
        AGREED
        | {"method": "verbal-attested", "note": "She nodded", "until": "2020-01-01"},
    )

    page = refused.content.decode()
    assert refused.status_code == 400
    assert "Name who heard it." in page
    assert "This day has passed." in page
    assert "She nodded" in page
    assert not Consent.objects.exists()


def test_a_private_need_is_agreed_with_its_receiver_alone(
    browser: Client, person: Person, service: Service, sender: User
) -> None:
    need = NeedFactory.create(
        person=person, category__code="safety.abuse", is_sensitive=True
    )
    draft = ReferralFactory.create(
        need=need, service=service, sender_user=sender, consented=False
    )

    page = browser.get(at("start_agreement", draft)).content.decode()
    wide = browser.post(at("start_agreement", draft), AGREED | {"reach": "network"})
    browser.post(at("start_agreement", draft), AGREED)

    assert "Safety from violence" in page
    assert "Every office of the network" not in page
    assert wide.status_code == 400
    consent = Consent.objects.get()
    assert list(consent.recipients.all()) == [draft.receiver]
    assert consent.data_classes.filter(data_class=DataClass.VICTIM_SERVICES).exists()


def test_the_same_words_twice_are_one_need_and_one_draft(
    browser: Client, person: Person, service: Service
) -> None:
    kind = TaxonomyTermFactory.create(code="rides.doctor")
    address = reverse("referrals:start_need", args=[service.pk, person.pk])
    typed = {"need": "new", "category": str(kind.pk), "words": "A ride"}

    browser.post(address, typed)
    browser.post(address, typed)

    assert Need.objects.count() == Referral.objects.count() == 1


def test_a_need_that_stands_there_is_chosen(
    browser: Client, person: Person, service: Service
) -> None:
    need = NeedFactory.create(person=person, urgency="urgent")
    address = reverse("referrals:start_need", args=[service.pk, person.pk])

    browser.post(address, {"need": str(need.pk)})

    draft = Referral.objects.get()
    assert draft.need == need
    assert draft.priority == Priority.URGENT


def test_another_persons_need_cannot_be_slipped_in(
    browser: Client, person: Person, service: Service
) -> None:
    other = NeedFactory.create()
    address = reverse("referrals:start_need", args=[service.pk, person.pk])

    refused = browser.post(address, {"need": str(other.pk)})

    assert refused.status_code == 400
    assert not Referral.objects.exists()


def test_a_new_need_says_of_what_kind_it_is(
    browser: Client, person: Person, service: Service
) -> None:
    address = reverse("referrals:start_need", args=[service.pk, person.pk])

    refused = browser.post(address, {"need": "new", "words": "Help"})

    assert refused.status_code == 400
    assert "Choose the kind of help." in refused.content.decode()


def test_somebody_new_is_written_down_on_the_way(
    browser: Client, service: Service, person: Person
) -> None:
    response = browser.post(
        reverse("referrals:start_new_person", args=[service.pk]),
        {
            "given_name": "Ana",
            "family_name": "Lor",
            "language": "hmn",
            "phones-TOTAL_FORMS": "0",
            "phones-INITIAL_FORMS": "0",
        },
    )

    ana = Person.objects.get(given_name="Ana")
    assert ana.kept_by == person.kept_by
    assert response.headers["Location"] == reverse(
        "referrals:start_need", args=[service.pk, ana.pk]
    )


def test_titles_and_addresses_of_the_steps_carry_no_name(
    browser: Client, draft: Referral
) -> None:
    for step in ("start_contact", "start_agreement", "start_check"):
        page = browser.get(at(step, draft)).content.decode()
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert "Ochoa" not in title
        assert "Ochoa" not in " ".join(re.findall(r'(?:href|action)="([^"]*)"', page))


def test_the_persons_page_shows_each_try(
    browser: Client, person: Person, sender: User
) -> None:
    referral = ReferralFactory.create(
        need=NeedFactory.create(person=person),
        sender_user=sender,
        status=Status.ACCEPTED,
    )

    page = browser.get(person.get_absolute_url()).content.decode()

    assert referral.get_absolute_url() in page
    assert f"{referral.receiver.name} accepted." in page
    assert 'data-at="2"' in page


def test_the_persons_page_asks_the_same_for_any_number_of_referrals(
    browser: Client, person: Person, sender: User
) -> None:
    address = person.get_absolute_url()
    ReferralFactory.create(need__person=person, sender_user=sender)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for _number in range(4):
        ReferralFactory.create(
            need__person=person, sender_user=sender, status=Status.COMPLETED
        )

    with CaptureQueriesContext(connection) as many:
        browser.get(address)

    assert len(many) == len(few)


def test_the_first_step_asks_the_same_for_any_number_of_people(
    browser: Client, person: Person, service: Service
) -> None:
    address = reverse("referrals:start", args=[service.pk])
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for _number in range(8):
        NeedFactory.create(person=PersonFactory.create(kept_by=person.kept_by))

    with CaptureQueriesContext(connection) as many:
        browser.get(address)

    assert len(many) == len(few)


@pytest.mark.parametrize("ask", ["get", "post"])
@pytest.mark.parametrize(
    "step", ["draft", "start_contact", "start_agreement", "start_check"]
)
def test_the_pages_of_sending_are_hidden_from_the_receiver(step: str, ask: str) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    client = Client()
    client.force_login(member_of(referral.receiver, Membership.Role.RECEIVER))

    response = getattr(client, ask)(at(step, referral))

    # 405 where the address takes no post from anybody.
    assert response.status_code in {404, 405}
    assert referral.person.family_name not in response.content.decode()


@pytest.fixture
def nearby(
    draft: Referral, tmp_path: Path, settings: Settings
) -> Callable[..., Service]:
    """Lists services that help with the draft's need, and fills the index anew."""
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"

    def listed(name: str, **facts: Any) -> Service:
        service: Service = ServiceFactory.create(name=name, **facts)
        AreaCodeFactory.create(service_area__service=service, code="us-ca")
        AttributeFactory.create(link_id=service.pk, taxonomy_term=draft.need.category)
        indexing.rebuild()
        return service

    return listed


def misfit(draft: Referral) -> None:
    ConsentFactory.create(person=draft.person)
    Service.objects.filter(pk=draft.service_id).update(minimum_age=60)
    Person.objects.filter(pk=draft.person_id).update(birth_date="1990-05-01")


def test_what_does_not_fit_comes_with_the_next_best(
    browser: Client, draft: Referral, nearby: Callable[..., Service]
) -> None:
    misfit(draft)
    other = nearby("Volunteer drivers")

    page = browser.get(at("start_check", draft)).content.decode()

    assert "1 other from the same search fits better." in page
    assert "Volunteer drivers" in page
    assert reverse("referrals:start_instead", args=[draft.number, other.pk]) in page
    assert f"Send to {draft.receiver.name} all the same" in page


def test_what_fits_comes_without(
    browser: Client, draft: Referral, nearby: Callable[..., Service]
) -> None:
    ConsentFactory.create(person=draft.person)
    nearby("Volunteer drivers")

    page = browser.get(at("start_check", draft)).content.decode()

    assert "Volunteer drivers" not in page
    assert "all the same" not in page


def test_without_an_engine_the_check_still_stands(
    browser: Client, draft: Referral, settings: Settings, tmp_path: Path
) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "never filled"
    misfit(draft)

    page = browser.get(at("start_check", draft))

    assert page.status_code == 200
    assert "The search cannot be reached just now" in page.content.decode()


def test_one_press_goes_on_with_another_and_keeps_what_was_typed(
    browser: Client, draft: Referral, nearby: Callable[..., Service]
) -> None:
    misfit(draft)
    other = nearby("Volunteer drivers")
    page = browser.get(at("start_check", draft)).content.decode()
    address = reverse("referrals:start_instead", args=[draft.number, other.pk])
    typed = typed_from(page, priority="urgent", note="Walks with a cane.")

    gone_on = browser.post(address, typed)
    again = browser.post(address, typed)

    begun = Referral.objects.drafts().get()
    draft.refresh_from_db()
    assert gone_on.headers["Location"] == at("draft", begun)
    assert again.headers["Location"] == at("draft", begun)
    assert begun.service == other
    assert begun.request_note == "Walks with a cane."
    assert begun.priority == Priority.URGENT
    assert draft.status == Status.ENTERED_IN_ERROR
    assert not mail.outbox


def test_what_follows_a_refusal_still_follows_it(draft: Referral, sender: User) -> None:
    refused = ReferralFactory.create(
        need=draft.need, sender_user=sender, status=Status.REJECTED
    )
    second = starting.draft_of(
        draft.need,
        by=sender,
        service=ServiceFactory.create(),
        sender=draft.sender,
        re_referral_of=refused,
    )

    third = starting.instead(
        second,
        by=sender,
        service=ServiceFactory.create(),
        priority=Priority.ROUTINE,
        note="",
    )

    assert third.re_referral_of == refused


def test_what_was_sent_is_not_given_up_for_another(
    browser: Client, draft: Referral, nearby: Callable[..., Service]
) -> None:
    ConsentFactory.create(person=draft.person)
    page = browser.get(at("start_check", draft)).content.decode()
    browser.post(at("start_check", draft), typed_from(page))
    other = nearby("Volunteer drivers")

    refused = browser.post(
        reverse("referrals:start_instead", args=[draft.number, other.pk]),
        typed_from(page),
        follow=True,
    )

    assert "This was sent already" in refused.content.decode()
    assert not Referral.objects.filter(service=other).exists()


@pytest.mark.parametrize("who", ROLES)
def test_only_the_sender_goes_on_with_another(who: str, draft: Referral) -> None:
    other = ServiceFactory.create()
    client = Doors(draft.sender).client(who)

    response = client.post(
        reverse("referrals:start_instead", args=[draft.number, other.pk])
    )

    may = SENDERS | {"network admin"}
    expected = 302 if who in may | {"signed out"} else 404
    assert response.status_code == expected
    assert Referral.objects.filter(service=other).exists() == (who in may)


def test_the_search_that_led_here_is_the_same_that_is_asked(
    browser: Client,
    draft: Referral,
    service: Service,
    nearby: Callable[..., Service],
) -> None:
    misfit(draft)
    nearby("Stretcher van")
    other = nearby("Volunteer drivers")
    found_by = {"q": "volunteer", "near": "93721"}
    listed = browser.get(reverse("directory:service", args=[service.pk]), found_by)
    way_in = reverse("referrals:start", args=[service.pk])
    browser.get(way_in, found_by)

    page = browser.get(at("start_check", draft)).content.decode()
    browser.post(reverse("referrals:start_instead", args=[draft.number, other.pk]))

    assert f"{way_in}?near=93721&amp;q=volunteer" in listed.content.decode()
    assert "From the same search, “volunteer” near" in page
    assert page.index("Volunteer drivers") < page.index("Stretcher van")
    assert browser.session["searches"][str(other.pk)] == ["volunteer", "93721"]


def test_an_open_referral_is_told_where_the_person_is_chosen(
    browser: Client, person: Person, service: Service, sender: User
) -> None:
    page = reverse("referrals:start", args=[service.pk])
    before = browser.get(page).content.decode()
    asked = ReferralFactory.create(
        need__person=person,
        service=service,
        sender_user=sender,
        status=Status.REQUESTED,
    )

    after = browser.get(page).content.decode()

    assert "Already open" not in before
    assert f"Follow that one, No. {asked.number}" in after


def test_the_same_need_open_elsewhere_can_be_followed_or_withdrawn(
    browser: Client, draft: Referral, sender: User
) -> None:
    elsewhere = ReferralFactory.create(
        need=draft.need, sender_user=sender, status=Status.REQUESTED
    )

    page = browser.get(at("start_check", draft)).content.decode()

    assert elsewhere.get_absolute_url() in page
    assert reverse("referrals:act", args=[elsewhere.number, "cancel"]) in page
