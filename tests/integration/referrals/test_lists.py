"""The inbox and the sent list: who sees what, and how it is found."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from care import actions as care
from care.models import DataClass
from directory.models import Organization, Service
from referrals import actions
from referrals.models import Referral, Status
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import ServiceFactory
from tests.factories.referrals import ReferralFactory, member_of, network_admin
from tests.integration.care.offices import ROLES, Doors

pytestmark = pytest.mark.django_db

INBOX = reverse("referrals:inbox")
SENT = reverse("referrals:sent")
LISTS = [INBOX, SENT]


@pytest.fixture
def service() -> Service:
    return ServiceFactory.create()


@pytest.fixture
def office(service: Service) -> Organization:
    return service.organization


@pytest.fixture
def receiver(office: Organization) -> User:
    return member_of(office, Membership.Role.RECEIVER)


@pytest.fixture
def browser(client: Client, receiver: User) -> Client:
    client.force_login(receiver)
    return client


def arrived(service: Service, *, status: str = "requested") -> Referral:
    person = PersonFactory.create(given_name="Delia", family_name="Ochoa")
    need = NeedFactory.create(person=person, category__code="rides.doctor")
    return ReferralFactory.create(need=need, service=service, status=status)


def arrived_blind(service: Service) -> Referral:
    person = PersonFactory.create(given_name="Delia", family_name="Ochoa")
    need = NeedFactory.create(
        person=person, category__code="safety.crisis", is_sensitive=True
    )
    ConsentFactory.create(
        person=person,
        shares=(DataClass.IDENTITY, DataClass.CONTACT, DataClass.BEHAVIORAL),
    )
    return ReferralFactory.create(
        need=need, service=service, status="requested", consented=False
    )


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("page", LISTS)
def test_lists_open_to_whoever_works_for_an_office(who: str, page: str) -> None:
    office = ServiceFactory.create().organization

    response = Doors(office).client(who).get(page)

    hidden = {"steward", "nobody's"}
    expected = 302 if who == "signed out" else 404 if who in hidden else 200
    assert response.status_code == expected


@pytest.mark.parametrize("who", ROLES)
def test_only_those_who_answer_see_what_arrived(who: str, service: Service) -> None:
    referral = arrived(service)

    response = Doors(service.organization).client(who).get(INBOX)

    answering = {"receiver", "supervisor", "organization_admin", "network admin"}
    assert (referral.number in response.content.decode()) == (who in answering)


@pytest.mark.parametrize("who", ROLES)
def test_only_senders_see_what_was_sent(who: str, service: Service) -> None:
    referral = arrived(service)

    response = Doors(referral.sender).client(who).get(SENT)

    senders = {"coordinator", "supervisor", "organization_admin"}
    assert (referral.number in response.content.decode()) == (who in senders)


def test_a_draft_is_in_nobodys_inbox(browser: Client, service: Service) -> None:
    draft = ReferralFactory.create(service=service)

    for tab in ("answer", "progress", "closed"):
        text = browser.get(INBOX, {"tab": tab}).content.decode()
        assert draft.number not in text


def test_a_row_names_nobody_by_full_name(browser: Client, service: Service) -> None:
    arrived(service)

    text = browser.get(INBOX).content.decode()

    assert "D. O." in text
    assert "Ochoa" not in text


def test_a_private_request_shows_no_initials(browser: Client, service: Service) -> None:
    arrived_blind(service)

    text = browser.get(INBOX).content.decode()

    assert "Not named yet" in text
    assert "D. O." not in text


def test_tabs_count_what_they_hold(browser: Client, service: Service) -> None:
    for status in ("requested", "requested", "accepted", "rejected"):
        arrived(service, status=status)

    tabs = browser.get(INBOX).context["listing"].tabs

    assert [(tab.slug, tab.count) for tab in tabs] == [
        ("answer", 2),
        ("progress", 1),
        ("closed", 1),
    ]


def test_mistakes_are_in_no_list(browser: Client, service: Service) -> None:
    mistake = arrived(service, status="entered-in-error")

    text = browser.get(INBOX, {"tab": "closed"}).content.decode()

    assert mistake.number not in text


def test_an_empty_inbox_says_what_will_be_there(browser: Client) -> None:
    response = browser.get(INBOX)

    assert "Nothing waits for you" in response.content.decode()


def test_accepting_from_a_row_leads_back_and_offers_to_undo(
    browser: Client, service: Service
) -> None:
    referral = arrived(service)
    accept = reverse("referrals:act", args=[referral.number, "accept"])

    response = browser.post(accept, {"next": "inbox"}, follow=True)

    referral.refresh_from_db()
    assert referral.status == Status.ACCEPTED
    assert response.redirect_chain == [(INBOX, 302)]
    assert "Undo, until" in response.content.decode()


def test_undo_is_offered_for_ten_minutes_only(
    browser: Client, service: Service, receiver: User
) -> None:
    referral = arrived(service)
    ago = timezone.now() - timedelta(minutes=11)
    actions.accept(referral, by=receiver, at=ago)

    assert "Undo, until" not in browser.get(INBOX).content.decode()


def test_a_row_opens_for_the_reason(browser: Client, service: Service) -> None:
    referral = arrived(service)

    text = browser.get(INBOX, {"decline": referral.number}).content.decode()

    assert "Decline and tell the sender" in text
    assert "data-open" in text


@pytest.mark.parametrize("sought", ["ochoa", "Delia Ochoa", "delia"])
def test_a_name_is_found_without_being_in_an_address(
    browser: Client, service: Service, sought: str
) -> None:
    arrived(service)
    arrived(service, status="accepted")

    response = browser.post(INBOX, {"q": sought})

    assert response.status_code == 200
    assert len(response.context["found"]) == 2


def test_a_name_in_the_address_is_not_looked_for(
    browser: Client, service: Service
) -> None:
    arrived(service)

    response = browser.get(INBOX, {"q": "Nobody"})

    assert len(response.context["listing"].rows) == 1


def test_one_find_by_number_or_code_opens_at_once(
    browser: Client, service: Service
) -> None:
    referral = arrived(service)
    arrived(service)

    by_number = browser.post(INBOX, {"q": referral.number})
    by_code = browser.post(INBOX, {"q": referral.short_code.lower()})

    assert by_number.headers["Location"] == referral.get_absolute_url()
    # Whoever types the code of a slip has the person before them.
    came_in = f"{referral.get_absolute_url()}came-in/"
    assert by_code.headers["Location"] == came_in


def test_a_name_that_opens_on_acceptance_cannot_be_guessed(
    browser: Client, service: Service
) -> None:
    arrived_blind(service)

    assert browser.post(INBOX, {"q": "Ochoa"}).context["found"] == []


def test_nobody_finds_what_others_received(browser: Client) -> None:
    elsewhere = arrived(ServiceFactory.create())

    assert browser.post(INBOX, {"q": elsewhere.number}).context["found"] == []


def test_senders_find_their_drafts_by_name(client: Client, service: Service) -> None:
    draft = arrived(service, status="draft")
    client.force_login(member_of(draft.sender, Membership.Role.COORDINATOR))

    response = client.post(SENT, {"q": "ochoa"})

    assert response.headers["Location"] == draft.get_absolute_url()


def test_choices_stay_in_the_address(browser: Client) -> None:
    response = browser.post(INBOX, {"who": "me", "order": "newest", "tab": "progress"})

    assert response.headers["Location"] == f"{INBOX}?tab=progress&who=me&order=newest"


def test_the_list_narrows_to_what_i_have(
    browser: Client, service: Service, receiver: User
) -> None:
    mine, others = arrived(service), arrived(service)
    actions.assign(mine, by=receiver, to=receiver)

    text = browser.get(INBOX, {"who": "me"}).content.decode()

    assert mine.number in text
    assert others.number not in text


@pytest.mark.parametrize("page", ["0", "-3", "99", "many"])
def test_a_page_that_is_not_there_shows_one_that_is(
    browser: Client, service: Service, page: str
) -> None:
    arrived(service)

    assert len(browser.get(INBOX, {"page": page}).context["listing"].rows) == 1


def queries_of(browser: Client, page: str, **asked: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(page, asked).status_code == 200
    return len(queries)


def test_the_inbox_asks_the_same_of_the_database_whatever_it_holds(
    browser: Client, service: Service
) -> None:
    talk(arrived(service))
    before = queries_of(browser, INBOX)
    for _more in range(4):
        talk(arrived(service))
        arrived_blind(service)

    assert queries_of(browser, INBOX) == before


def talk(referral: Referral) -> None:
    actions.say(referral, by=member_of(referral.sender), text="Please ring twice.")


def test_drafts_too_ask_the_same_whatever_there_is(
    client: Client, service: Service
) -> None:
    draft = arrived(service, status="draft")
    client.force_login(member_of(draft.sender))
    before = queries_of(client, SENT, tab="drafts")
    for _more in range(3):
        ReferralFactory.create(service=service, need__person__kept_by=draft.sender)

    assert queries_of(client, SENT, tab="drafts") == before


def test_the_last_word_stands_in_the_row(browser: Client, service: Service) -> None:
    talk(arrived(service))

    assert "Please ring twice." in browser.get(INBOX).content.decode()


def test_the_network_desk_looks_and_is_offered_no_answer(
    client: Client, service: Service
) -> None:
    referral = arrived(service)
    client.force_login(network_admin())

    text = client.get(INBOX).content.decode()

    assert referral.number in text
    assert "/accept/" not in text


def test_a_sender_is_told_of_an_end_not_read_yet(
    client: Client, service: Service
) -> None:
    referral = arrived(service, status="rejected")
    sender = member_of(referral.sender)
    client.force_login(sender)

    new = client.get(SENT, {"tab": "closed"}).content.decode()
    actions.acknowledge(referral, by=sender)
    read = client.get(SENT, {"tab": "closed"}).content.decode()

    assert "New: read how it ended" in new
    assert "New: read how it ended" not in read


def test_what_goes_on_after_sharing_stopped_shows_in_no_list_of_the_sender(
    client: Client, service: Service, receiver: User
) -> None:
    referral = arrived(service, status="in-progress")
    sender = member_of(referral.sender)
    assert referral.consent is not None
    care.revoke_consent(referral.consent, by=sender, how="by phone")
    client.force_login(sender)

    before = client.get(SENT, {"tab": "closed"}).content.decode()
    actions.fail(referral, by=receiver, reason="lost-contact")
    after = client.get(SENT, {"tab": "closed"}).content.decode()

    for text in (before, after):
        assert referral.number in text
        assert "The person stopped sharing" in text
        assert "New: read how it ended" not in text
        assert "Lost contact" not in text


def test_the_last_word_of_a_private_request_stays_closed(
    browser: Client, service: Service, receiver: User
) -> None:
    referral = arrived_blind(service)
    talk(referral)
    actions.decline(referral, by=receiver, reason="no-capacity")

    text = browser.get(INBOX, {"tab": "closed"}).content.decode()

    assert "Please ring twice." not in text
    assert "Messages open when you accept." in text


def test_an_answer_pressed_twice_is_given_once(
    browser: Client, service: Service
) -> None:
    referral = arrived(service)
    row = browser.get(INBOX).context["listing"].rows[0]

    for _press in range(2):
        browser.post(
            reverse("referrals:act", args=[referral.number, "accept"]),
            {"next": "inbox", "key": row.key},
        )

    said = [str(one) for one in browser.get(INBOX).context["messages"]]
    assert said == ["Accepted. The sender has been told."] * 2


def test_forms_of_a_row_carry_their_keys(browser: Client, service: Service) -> None:
    referral = arrived(service)

    answer = browser.get(INBOX, {"decline": referral.number})

    text = answer.content.decode()
    assert f'name="key" value="{answer.context["listing"].rows[0].key}"' in text
    assert f'name="key" value="{answer.context["decline"]["key"].value()}"' in text


@pytest.mark.parametrize("who", ROLES)
def test_a_service_offers_to_refer_to_those_who_send(
    who: str, service: Service
) -> None:
    page = Doors(service.organization).client(who).get(service.get_absolute_url())

    sends = who in {"coordinator", "supervisor", "organization_admin", "stranger"}
    assert ("Refer somebody" in page.content.decode()) is sends


def test_counts_rows_and_pages_agree_that_a_clock_stands(
    browser: Client, service: Service
) -> None:
    long_ago = timezone.now() - timedelta(days=30)
    person = PersonFactory.create()
    referral = ReferralFactory.create(
        need=NeedFactory.create(person=person),
        service=service,
        status="requested",
        at=long_ago,
    )
    sender = member_of(referral.sender)
    seen_by_sender = Client()
    seen_by_sender.force_login(sender)

    def told() -> list[bool]:
        pages = [
            browser.get(INBOX),
            seen_by_sender.get(SENT),
            browser.get(referral.get_absolute_url()),
            seen_by_sender.get(referral.get_absolute_url()),
            seen_by_sender.get(person.get_absolute_url()),
        ]
        found = [page.content.decode().lower() for page in pages]
        assert all(("clock stopped" in one) != ("overdue" in one) for one in found)
        return ["overdue" in one for one in found]

    assert told() == [True] * 5

    actions.say(
        referral,
        by=member_of(service.organization),
        text="Which clinic?",
        needs_answer=True,
        at=long_ago,
    )
    assert told() == [False] * 5

    actions.say(referral, by=sender, text="The wound clinic.")
    inbox = browser.get(INBOX).content.decode().lower()
    assert "overdue" not in inbox
    assert "clock stopped" not in inbox
