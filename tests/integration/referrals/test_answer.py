"""Answering without an account: every page, in every state, and what it tells."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from care import actions as care
from care.models import AccessEntry
from referrals import actions, letters, links
from referrals.models import AnswerLink, ContactAttempt, Letter, Message, Referral
from tests.factories.care import NeedFactory, PersonFactory, PersonPhoneFactory
from tests.factories.directory import ServiceFactory
from tests.factories.referrals import ReferralFactory, member_of, network_admin

pytestmark = pytest.mark.django_db

PLANTED = (
    "Delia",
    "Ochoa",
    "418 Persimmon Court",
    "555-0157",
    "I cannot drive.",
    "Ring twice.",
    "Her sister answers.",
)
"""What nobody reads before the office accepted."""


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def play(status: str = "requested") -> Referral:
    """A referral of Delia Ochoa to an office with an address."""
    person = PersonFactory.create(
        given_name="Delia",
        family_name="Ochoa",
        address="418 Persimmon Court",
        town="Del Rey",
    )
    PersonPhoneFactory.create(person=person, number="(559) 555-0157")
    return ReferralFactory.create(
        need=NeedFactory.create(
            person=person, category__name="A ride", words="I cannot drive."
        ),
        service=ServiceFactory.create(name="Rides", email="office@example.org"),
        status=status,
        note="Ring twice.",
    )


def sender_of(referral: Referral) -> User:
    assert referral.sent_by is not None
    return referral.sent_by


def linked(status: str = "requested") -> AnswerLink:
    referral = play(status)
    return links.make(
        referral,
        by=sender_of(referral),
        to="office@example.org",
        at=timezone.now(),
    )


def page_of(link: AnswerLink) -> str:
    return reverse("referrals:answer", args=[links.token_of(link)])


def press(link: AnswerLink, verb: str, **typed: Any) -> tuple[int, str]:
    """Press a button of the page as it stands; its answer."""
    link.referral.refresh_from_db()
    said = {"name": "Rosa Lima", "version": link.referral.version, **typed}
    response = Client().post(page_of(link), {"verb": verb, **said})
    return response.status_code, response.content.decode()


def state_of(link: AnswerLink) -> str:
    return Referral.objects.get(pk=link.referral_id).status


def assert_nothing_planted(said: str) -> None:
    assert [word for word in PLANTED if word in said] == []


DECLINED = {"decline-reason": "no-capacity", "decline-text": "Try Milepost."}
DONE = {
    "complete-outcome": "services-received",
    "complete-what": "Two rides",
    "complete-on": "2026-11-09",
}


class TestOpening:
    def test_it_shows_the_least_and_changes_nothing(self) -> None:
        link = linked()
        actions.say(
            link.referral, by=sender_of(link.referral), text="Her sister answers."
        )
        events = link.referral.events.count()

        said = Client().get(page_of(link)).content.decode()

        for word in ("A ride", "Del Rey", "Rides", link.referral.number):
            assert word in said
        assert_nothing_planted(said)
        assert link.referral.events.count() == events
        assert not AccessEntry.objects.exists()
        link.refresh_from_db()
        assert link.last_used_at is None

    def test_it_is_kept_by_nobody(self) -> None:
        for address in (
            page_of(linked()),
            reverse("referrals:answer_code"),
            reverse("referrals:answer", args=["made-up"]),
        ):
            response = Client().get(address)

            assert "no-store" in response["Cache-Control"]
            assert response["X-Robots-Tag"] == "noindex, nofollow"
            assert response["Referrer-Policy"] == "strict-origin"
            assert b'name="robots" content="noindex' in response.content

    def test_all_that_opens_nothing_looks_alike(self) -> None:
        expired, stopped, unshared, other = linked(), linked(), linked(), linked()
        AnswerLink.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
        actions.stop_link(stopped, by=sender_of(stopped.referral))
        consent = unshared.referral.consent
        assert consent is not None
        care.revoke_consent(consent, by=sender_of(unshared.referral), how="phone")
        tokens = [links.token_of(one) for one in (expired, stopped, unshared)]
        tokens += ["made-up", links.token_of(other)[:-1]]

        pages = []
        for token in tokens:
            cache.clear()
            for browser in (Client().get, Client().post):
                response = browser(reverse("referrals:answer", args=[token]))
                assert response.status_code == 404
                pages.append(re.sub(token, "", response.content.decode()))

        assert len({re.sub(r'value="[^"]*"', "", page) for page in pages}) == 1
        assert_nothing_planted(pages[0])

    def test_somebody_signed_in_is_not_locked_out(self, settings: Settings) -> None:
        settings.MFA_REQUIRED = True
        browser = Client()
        browser.force_login(member_of(play().receiver))

        assert browser.get(page_of(linked())).status_code == 200
        assert browser.get(reverse("referrals:answer_code")).status_code == 200

    @pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
    def test_what_has_ended_says_so_and_no_more(self, status: str) -> None:
        link = linked(status)

        said = Client().get(page_of(link)).content.decode()

        assert "Nothing more to do" in said
        assert "A ride" not in said
        assert_nothing_planted(said)

    @pytest.mark.parametrize("status", ["accepted", "in-progress", "on-hold"])
    def test_after_they_accepted_opening_still_shows_nobody(self, status: str) -> None:
        link = linked(status)
        looks = AccessEntry.objects.count()

        said = Client().get(page_of(link)).content.decode()

        assert "Show name and phone" in said
        assert_nothing_planted(said)
        assert AccessEntry.objects.count() == looks


class TestAnswering:
    def test_yes_opens_the_person_and_logs_it(self) -> None:
        link = linked()

        status, said = press(link, "accept")

        assert status == 200
        assert state_of(link) == "accepted"
        for word in ("Delia Ochoa", "418 Persimmon Court", "555-0157", "Ring twice."):
            assert word in said
        look = AccessEntry.objects.get()
        assert (look.user, look.organization) == (None, link.organization)
        answered = link.referral.events.get(transition="T03")
        assert (answered.by_name, answered.by_link) == ("Rosa Lima", link)
        link.refresh_from_db()
        assert link.last_used_at is not None

    def test_pressed_twice_it_is_accepted_once(self) -> None:
        link = linked()
        version = link.referral.version

        for _press in range(2):
            status, said = press(link, "accept", version=version)
            assert status == 200
            assert "Delia Ochoa" in said

        assert link.referral.events.filter(transition="T03").count() == 1

    def test_undone_it_may_be_accepted_again(self) -> None:
        link = linked()
        press(link, "accept")

        status, said = press(link, "undo")
        assert (status, state_of(link)) == (200, "requested")
        assert_nothing_planted(said)

        press(link, "accept")
        assert state_of(link) == "accepted"

    def test_a_no_ends_it_but_for_ten_minutes(self) -> None:
        link = linked()

        _status, said = press(link, "decline", **DECLINED)

        assert state_of(link) == "rejected"
        assert "Undo our answer" in said
        assert "A ride" not in said
        assert_nothing_planted(said)
        link.referral.refresh_from_db()
        assert link.referral.reason_text == "Try Milepost."
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            said = Client().get(page_of(link)).content.decode()
            status, _said = press(link, "undo")
        assert "Undo our answer" not in said
        assert (status, state_of(link)) == (409, "rejected")

    def test_a_question_stops_the_clock_and_is_sent_once(self) -> None:
        link = linked()
        typed = {"ask-text": "Does she use a walker?", "version": 2}

        for _press in range(2):
            status, said = press(link, "ask", **typed)
            assert status == 200

        message = Message.objects.get()
        assert (message.text, message.by_name) == (
            "Does she use a walker?",
            "Rosa Lima",
        )
        link.referral.refresh_from_db()
        assert link.referral.is_paused
        assert_nothing_planted(said)

    def test_the_reply_waits_with_the_name(self) -> None:
        link = linked()
        press(link, "ask", **{"ask-text": "Does she use a walker?"})
        actions.say(
            link.referral, by=sender_of(link.referral), text="Her sister answers."
        )

        said = Client().get(page_of(link)).content.decode()
        assert "They have written to you" in said
        assert_nothing_planted(said)

        _status, said = press(link, "accept")
        assert "Her sister answers." in said

    def test_how_it_ended_is_said_weeks_later(self) -> None:
        link = linked()
        press(link, "accept")

        with time_machine.travel(timezone.now() + timedelta(days=60)):
            day = timezone.localdate().isoformat()
            status, said = press(link, "complete", **(DONE | {"complete-on": day}))

        assert (status, state_of(link)) == (200, "completed")
        assert "Nothing more to do" in said
        assert_nothing_planted(said)

    def test_a_try_and_a_failure(self) -> None:
        link = linked("accepted")

        status, _said = press(
            link, "try", **{"try-channel": "phone", "try-result": "no-answer"}
        )
        assert (status, state_of(link)) == (200, "in-progress")
        assert ContactAttempt.objects.get().by_name == "Rosa Lima"

        status, said = press(link, "fail", **{"fail-reason": "could-not-contact"})
        assert (status, state_of(link)) == (409, "in-progress")
        assert "needs 3 tries" in said
        press(link, "fail", **{"fail-reason": "client-declined"})
        assert state_of(link) == "failed"

    def test_the_person_is_shown_to_whoever_says_their_name(self) -> None:
        link = linked("accepted")

        status, said = press(link, "show", name=" ")
        assert status == 422
        assert_nothing_planted(said)

        status, said = press(link, "show")
        assert status == 200
        assert "Delia Ochoa" in said
        assert AccessEntry.objects.count() == 1

    @pytest.mark.parametrize(
        ("verb", "typed"),
        [
            ("accept", {"name": ""}),
            ("accept", {"name": "x" * 151}),
            ("accept", {"version": "many"}),
            ("decline", {}),
            ("decline", {"decline-reason": "because"}),
            ("ask", {"ask-text": " "}),
        ],
    )
    def test_what_is_missing_is_asked_again(
        self, verb: str, typed: dict[str, str]
    ) -> None:
        link = linked()

        status, said = press(link, verb, **typed)

        assert (status, state_of(link)) == (422, "requested")
        assert "Something is missing" in said
        assert_nothing_planted(said)

    def test_what_was_typed_is_not_lost(self) -> None:
        _status, said = press(linked(), "decline", **{"decline-text": "Try Milepost."})

        assert "Try Milepost." in said
        assert 'value="Rosa Lima"' in said

    @pytest.mark.parametrize("verb", ["show", "complete", "try", "fail", "undo"])
    def test_nothing_of_later_can_be_done_before(self, verb: str) -> None:
        link = linked()
        typed = DONE | {
            "try-channel": "phone",
            "try-result": "reached",
            "fail-reason": "client-declined",
        }

        status, said = press(link, verb, **typed)

        assert (status, state_of(link)) == (409, "requested")
        assert_nothing_planted(said)
        assert not AccessEntry.objects.exists()

    def test_somebody_else_was_first(self) -> None:
        link = linked()
        version = link.referral.version
        actions.decline(
            link.referral, by=member_of(link.organization), reason="no-capacity"
        )

        status, said = press(link, "accept", version=version)

        assert status == 409
        assert "does not open again" in said
        assert_nothing_planted(said)

    def test_a_button_that_is_none_does_nothing(self) -> None:
        link = linked()

        assert press(link, "steal")[0] == 302
        assert state_of(link) == "requested"

    def test_the_wrong_office_ends_it(self) -> None:
        link = linked()

        status, said = press(link, "wrong-office", name="")

        assert (status, state_of(link)) == (200, "requested")
        assert "Thank you for saying so" in said
        assert Client().get(page_of(link)).status_code == 404

    def test_a_form_from_elsewhere_is_refused(self) -> None:
        link = linked()
        browser = Client(enforce_csrf_checks=True)

        typed = {"verb": "accept", "name": "Rosa Lima"}
        assert browser.post(page_of(link), typed).status_code == 403
        assert state_of(link) == "requested"


class TestCodes:
    def test_the_code_on_paper_leads_to_the_link(self) -> None:
        referral = play()
        link = actions.make_link(referral, by=sender_of(referral), on_paper=True)
        typed = {"code": links.code_of(link).lower()}

        response = Client().post(reverse("referrals:answer_code"), typed)

        assert response["Location"] == page_of(link)

    @pytest.mark.parametrize("typed", ["", "ABCDEF", "ABCDEFGH", "ñ" * 40, "a b"])
    def test_an_unknown_code_is_asked_again(self, typed: str) -> None:
        response = Client().post(reverse("referrals:answer_code"), {"code": typed})

        assert response.status_code == 422

    def test_guessing_is_slowed_down(self) -> None:
        address = reverse("referrals:answer_code")
        referral = play()
        for _try in range(5):
            Client().post(address, {"code": "ABCDEF"})

        right = Client().post(address, {"code": referral.short_code})
        made_up = Client().post(reverse("referrals:answer", args=["made-up"]))
        said = Client().post(
            reverse("referrals:came"), {"code": referral.short_code, "name": "Rosa"}
        )

        assert {right.status_code, made_up.status_code, said.status_code} == {429}

    def test_one_link_is_not_pressed_without_end(self) -> None:
        link = linked()
        codes = [press(link, "show")[0] for _press in range(61)]

        assert codes[0] == 409
        assert codes[-1] == 429

    def test_the_slip_says_that_they_came_and_shows_nothing(self) -> None:
        referral = play()
        browser = Client()

        asked = browser.post(
            reverse("referrals:answer_code"), {"code": referral.short_code}
        )
        said = browser.post(
            reverse("referrals:came"),
            {
                "code": referral.short_code,
                "name": "Rosa Lima",
                "outcome": "services-received",
                "what": "A ride",
            },
        )

        for response in (asked, said):
            assert response.status_code == 200
            words = response.content.decode()
            assert_nothing_planted(words)
            for kept in ("Rides", "Del Rey", referral.receiver.name, referral.number):
                assert kept not in words
        referral.refresh_from_db()
        assert referral.status == "completed"
        assert not AccessEntry.objects.exists()
        browser.force_login(sender_of(referral))
        story = browser.get(referral.get_absolute_url()).content.decode()
        assert "with the code on the slip" in story
        assert "Rosa Lima" in story

    def test_an_end_without_words_is_asked_again(self) -> None:
        referral = play()
        typed = {
            "code": referral.short_code,
            "name": "Rosa Lima",
            "outcome": "services-received",
        }

        response = Client().post(reverse("referrals:came"), typed)

        assert response.status_code == 409
        referral.refresh_from_db()
        assert referral.status == "requested"

    def test_by_get_one_begins_with_the_code(self) -> None:
        response = Client().get(reverse("referrals:came"))

        assert response["Location"] == reverse("referrals:answer_code")


class TestLetters:
    def test_it_goes_to_the_address_and_names_nobody(
        self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        referral = play("draft")

        with django_capture_on_commit_callbacks(execute=True):
            actions.send(referral, by=sender_of(referral))

        sent = mail.outbox[-1]
        assert sent.to == ["office@example.org"]
        words = f"{sent.subject} {sent.body}"
        assert referral.number in words
        assert_nothing_planted(words)
        for kept in ("A ride", "Rides", "Del Rey", referral.sender.name):
            assert kept not in words
        address = re.search(r"/answer/\S+", str(sent.body))
        assert address is not None
        assert Client().get(address[0]).status_code == 200

    def test_none_is_lost_when_the_mail_server_is_down(
        self,
        settings: Settings,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        referral = play("draft")
        working = settings.MAILERS
        settings.MAILERS = {
            "default": {"BACKEND": "tests.integration.referrals.broken_mail.Backend"}
        }
        with django_capture_on_commit_callbacks(execute=True):
            actions.send(referral, by=sender_of(referral))
        letter = Letter.objects.get()
        assert (letter.tries, letter.sent_at) == (1, None)

        settings.MAILERS = working
        assert letters.deliver(at=letter.due_at).sent == 1
        assert letters.deliver(at=letter.due_at + timedelta(days=1)).sent == 0

    def test_after_a_day_of_trying_it_is_given_up(self, settings: Settings) -> None:
        settings.MAILERS = {
            "default": {"BACKEND": "tests.integration.referrals.broken_mail.Backend"}
        }
        referral = play("draft")
        actions.send(referral, by=sender_of(referral))
        at = timezone.now()
        for _try in range(20):
            at += timedelta(hours=7)
            letters.deliver(at=at)

        letter = Letter.objects.get()
        assert letter.failed_at is not None
        assert letter.tries == 12

    def test_one_that_is_no_longer_so_is_dropped(self) -> None:
        referral = play("draft")
        referral = actions.send(referral, by=sender_of(referral))
        AnswerLink.objects.get()
        Letter.objects.update(due_at=timezone.now())
        actions.accept(referral, by=member_of(referral.receiver))

        assert letters.deliver().dropped == 1
        assert mail.outbox == []

    def test_a_message_and_a_stop_are_written_too(self) -> None:
        link = linked()
        actions.say(link.referral, by=sender_of(link.referral), text="Her sister.")
        letters.deliver()
        assert "written to you" in mail.outbox[-1].subject

        actions.cancel(
            link.referral, by=sender_of(link.referral), reason="no-longer-needed"
        )
        letters.deliver()

        assert "was stopped" in mail.outbox[-1].subject
        assert "/answer/" not in mail.outbox[-1].body
        for one in mail.outbox:
            assert_nothing_planted(f"{one.subject} {one.body}")

    def test_an_address_is_told_once_though_it_has_two_links(self) -> None:
        link = linked()
        links.make(link.referral, by=None, to="office@example.org", at=timezone.now())

        actions.say(link.referral, by=sender_of(link.referral), text="Her sister.")

        assert Letter.objects.count() == 1


class TestSendersPage:
    def test_it_says_where_each_link_went_and_stops_it(self) -> None:
        link = linked()
        letters.write(link, Letter.What.ASKED, at=timezone.now())
        letters.deliver()
        browser = Client()
        browser.force_login(sender_of(link.referral))
        address = link.referral.get_absolute_url()

        said = browser.get(address).content.decode()
        assert "office@example.org" in said
        assert "Mailed" in said
        assert links.token_of(link) not in said

        stop = reverse("referrals:stop_link", args=[link.referral.number, link.pk])
        assert (
            "Stopped. The link opens nothing"
            in browser.post(stop, follow=True).content.decode()
        )
        assert Client().get(page_of(link)).status_code == 404
        assert "Stopped by" in browser.get(address).content.decode()

    def test_a_link_is_made_by_mail_and_on_paper(self) -> None:
        referral = play()
        browser = Client()
        browser.force_login(sender_of(referral))
        make = reverse("referrals:make_link", args=[referral.number])

        assert "on its way" in browser.post(make, follow=True).content.decode()
        paper = browser.post(make, {"way": "paper"}, follow=True).content.decode()

        link = AnswerLink.objects.get(sent_to="")
        code = links.code_of(link)
        assert f"{code[:4]} {code[4:]}" in paper
        assert "<svg" in paper
        assert_nothing_planted(paper)
        assert "A ride" not in paper
        links.revoke(link, by=None, at=timezone.now())
        gone = reverse("referrals:link_paper", args=[referral.number, link.pk])
        assert browser.get(gone).status_code == 404

    def test_a_refusal_is_said(self) -> None:
        referral = play("rejected")
        browser = Client()
        browser.force_login(sender_of(referral))
        make = reverse("referrals:make_link", args=[referral.number])

        assert "cannot be done" in browser.post(make, follow=True).content.decode()

    def test_the_receiver_sees_nothing_of_it(self) -> None:
        link = linked()
        browser = Client()
        browser.force_login(member_of(link.organization))

        said = browser.get(link.referral.get_absolute_url()).content.decode()

        assert "Answering without an account" not in said
        paper = reverse("referrals:link_paper", args=[link.referral.number, link.pk])
        assert browser.get(paper).status_code == 404
        stop = reverse("referrals:stop_link", args=[link.referral.number, link.pk])
        browser.post(stop)
        assert Client().get(page_of(link)).status_code == 200

    def test_strangers_find_nothing(self) -> None:
        link = linked()
        browser = Client()
        browser.force_login(member_of(play().receiver))
        number = link.referral.number

        for name in ("make_link",):
            response = browser.post(reverse(f"referrals:{name}", args=[number]))
            assert response.status_code == 404
        for name in ("stop_link",):
            where = reverse(f"referrals:{name}", args=[number, link.pk])
            assert browser.post(where).status_code == 404

    def test_the_desk_sees_links_of_others_only_under_their_referral(self) -> None:
        one, other = linked(), linked()
        browser = Client()
        browser.force_login(network_admin())

        where = reverse("referrals:stop_link", args=[one.referral.number, other.pk])

        assert browser.post(where).status_code == 404


def test_the_desk_leads_from_the_slips_code_to_the_button() -> None:
    referral = play()
    browser = Client()
    browser.force_login(member_of(referral.receiver))

    response = browser.post(reverse("referrals:inbox"), {"q": referral.short_code})

    assert response["Location"] == reverse(
        "referrals:act", args=[referral.number, "came-in"]
    )
    assert "Yes, they came" in browser.get(response["Location"]).content.decode()
