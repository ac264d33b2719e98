"""Links for offices without accounts: what opens them, and what does not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice, User
from care import actions as care
from care.codes import LETTERS
from care.models import Consent
from referrals import actions, links
from referrals.errors import (
    MissingReasonError,
    MoveNotAllowedError,
    NotReadyError,
    SharingStoppedError,
    WrongSideError,
)
from referrals.models import (
    AnswerLink,
    AnswersByLink,
    Letter,
    Referral,
    ReferralEvent,
    Side,
)
from referrals.parties import LinkHolder, hands_of
from referrals.snapshot import seen_by_link
from tests.factories.care import NeedFactory, PersonFactory
from tests.factories.directory import OrganizationFactory, ServiceFactory
from tests.factories.referrals import ReferralFactory, member_of, network_admin

pytestmark = pytest.mark.django_db

ADDRESS = "office@example.org"


def play(status: str = "requested", **given: object) -> Referral:
    """A referral to an office with an address, played as far as that status."""
    service = ServiceFactory.create(email=ADDRESS)
    return ReferralFactory.create(service=service, status=status, **given)


def sender_of(referral: Referral) -> User:
    assert referral.sent_by is not None
    return referral.sent_by


def consent_of(referral: Referral) -> Consent:
    assert referral.consent is not None
    return referral.consent


def link_of(referral: Referral, **given: object) -> AnswerLink:
    return links.make(
        referral,
        by=sender_of(referral),
        at=timezone.now(),
        **{"to": ADDRESS, **given},  # type: ignore[arg-type]
    )


def opens(link: AnswerLink) -> bool:
    found = links.open_by_token(links.token_of(link), at=timezone.now())
    return found is not None and found.pk == link.pk


class TestOpening:
    def test_the_link_opens_its_own_referral(self) -> None:
        referral = play()

        link = links.open_by_token(links.token_of(link_of(referral)), at=timezone.now())

        assert link is not None
        assert link.referral == referral

    @pytest.mark.parametrize("place", [0, 5, 21, 22, 23, 40, -1])
    def test_a_changed_letter_opens_nothing(self, place: int) -> None:
        token = links.token_of(link_of(play()))
        other = "A" if token[place] != "A" else "B"
        changed = list(token)
        changed[place] = other

        assert links.open_by_token("".join(changed), at=timezone.now()) is None

    @pytest.mark.parametrize("token", ["", ".", "a.b", "ñ", "x" * 2000, "\x00."])
    def test_what_is_made_up_opens_nothing(self, token: str) -> None:
        assert links.open_by_token(token, at=timezone.now()) is None

    def test_what_is_made_up_costs_no_question(self) -> None:
        token = links.token_of(link_of(play()))
        changed = token[:-1] + ("A" if token[-1] != "A" else "B")

        with CaptureQueriesContext(connection) as asked:
            assert links.open_by_token(changed, at=timezone.now()) is None

        assert len(asked) == 0

    def test_a_signature_for_anything_else_opens_nothing(self) -> None:
        link = link_of(play())
        said = links.token_of(link).partition(".")[0]

        for salt in ("referrals", "django.core.signing.Signer"):
            token = Signer(salt=salt, sep=".").sign(said)
            assert links.open_by_token(token, at=timezone.now()) is None

    def test_a_signed_id_that_is_no_link_opens_nothing(self) -> None:
        token = links.token_of(AnswerLink(pk=uuid4()))

        assert links.open_by_token(token, at=timezone.now()) is None

    def test_a_link_whose_hash_was_changed_opens_nothing(self) -> None:
        link = link_of(play())
        AnswerLink.objects.filter(pk=link.pk).update(token_hash="0" * 64)

        assert not opens(link)

    def test_it_ends_on_its_day(self) -> None:
        link = link_of(play())
        token = links.token_of(link)

        assert links.open_by_token(token, at=link.expires_at) is None
        before = link.expires_at - timedelta(seconds=1)
        assert links.open_by_token(token, at=before) is not None

    def test_it_is_open_two_weeks_after_the_answer_is_due(self) -> None:
        referral = play()

        assert referral.due_at is not None
        assert link_of(referral).expires_at == referral.due_at + timedelta(days=14)

    def test_a_stopped_one_opens_nothing_and_acts_nowhere(self) -> None:
        referral = play()
        link = link_of(referral)

        actions.stop_link(link, by=sender_of(referral))

        assert not opens(link)
        assert hands_of(referral, LinkHolder(link, "Rosa Lima")) == ()

    def test_it_acts_on_no_other_referral(self) -> None:
        holder = LinkHolder(link_of(play()), "Rosa Lima")
        other = play()

        with pytest.raises(WrongSideError):
            actions.accept(other, by=holder)

    def test_it_ends_when_the_person_stops_sharing(self) -> None:
        referral = play("accepted")
        link = link_of(referral)
        assert opens(link)

        care.revoke_consent(consent_of(referral), by=sender_of(referral), how="phone")

        assert not opens(link)

    def test_it_ends_when_the_receiver_is_another(self) -> None:
        referral = play()
        link = link_of(referral)
        AnswerLink.objects.filter(pk=link.pk).update(
            organization=OrganizationFactory.create()
        )

        assert not opens(link)

    def test_tries_with_one_that_ended_are_counted(self) -> None:
        link = link_of(play())
        links.revoke(link, by=None, at=timezone.now())

        opens(link)
        opens(link)

        link.refresh_from_db()
        assert link.failures == 2

    def test_secrets_are_not_in_the_database(self) -> None:
        link = link_of(play(), to="", on_paper=True)
        link.refresh_from_db()

        kept = " ".join(str(value) for value in vars(link).values())
        assert links.token_of(link) not in kept
        assert links.code_of(link) not in kept

    def test_one_that_was_used_is_open_to_report(self) -> None:
        referral = play("accepted")
        link = link_of(referral)
        at = timezone.now() + timedelta(days=3)

        links.used(link, at=at)

        link.refresh_from_db()
        assert link.last_used_at == at
        assert link.expires_at == at + links.REPORT_FOR


class TestCode:
    def test_the_code_opens_the_same_link(self) -> None:
        link = link_of(play(), to="", on_paper=True)
        code = links.code_of(link)

        for typed in (code, code.lower(), f" {code[:4]}-{code[4:]} "):
            assert links.open_by_code(typed, at=timezone.now()) == link

    def test_it_has_eight_letters_that_do_not_look_alike(self) -> None:
        code = links.code_of(AnswerLink(pk=uuid4()))

        assert len(code) == 8
        assert set(code) <= set(LETTERS)

    def test_a_mailed_link_has_no_code(self) -> None:
        link = link_of(play())

        assert links.open_by_code(links.code_of(link), at=timezone.now()) is None
        assert links.open_by_code("", at=timezone.now()) is None

    def test_every_code_costs_the_same(self) -> None:
        ended = link_of(play(), to="", on_paper=True)
        links.revoke(ended, by=None, at=timezone.now())

        counts = set()
        for typed in ("ABCDEFGH", "", links.code_of(ended), "x" * 32):
            with CaptureQueriesContext(connection) as asked:
                assert links.open_by_code(typed, at=timezone.now()) is None
            counts.add(len(asked))

        assert counts == {1}

    def test_what_stands_for_the_slip_opens_nothing(self) -> None:
        referral = play()
        link = links.of_the_slip(referral, at=timezone.now())

        assert not opens(link)
        assert links.open_by_code(links.code_of(link), at=timezone.now()) is None
        assert links.open_by_code(referral.short_code, at=timezone.now()) is None


class TestMaking:
    def test_an_office_without_accounts_gets_one_when_it_is_sent(self) -> None:
        referral = play("draft")

        actions.send(referral, by=sender_of(referral))

        link = AnswerLink.objects.get(referral=referral)
        assert (link.sent_to, link.made_by) == (ADDRESS, None)
        assert link.letters.get().what == Letter.What.ASKED

    def test_an_office_that_signs_in_gets_none(self) -> None:
        referral = play()

        assert not referral.links.exists()

    def test_an_office_that_chose_letters_gets_one_at_its_address(self) -> None:
        referral = play("draft")
        member_of(referral.receiver)
        AnswersByLink.objects.create(
            organization=referral.receiver, email="desk@example.org"
        )

        actions.send(referral, by=sender_of(referral))

        assert referral.links.get().sent_to == "desk@example.org"

    def test_one_that_chose_no_address_is_written_to_as_listed(self) -> None:
        referral = play("draft")
        member_of(referral.receiver)
        AnswersByLink.objects.create(organization=referral.receiver)

        actions.send(referral, by=sender_of(referral))

        assert referral.links.get().sent_to == ADDRESS

    def test_nobody_is_written_to_without_an_address(self) -> None:
        referral = ReferralFactory.create()

        actions.send(referral, by=sender_of(referral))

        assert not AnswerLink.objects.exists()

    def test_the_service_comes_before_the_office(self) -> None:
        referral = play()
        referral.receiver.email = "all@example.org"

        assert links.mail_address_of(referral) == ADDRESS
        referral.service.email = ""
        assert links.mail_address_of(referral) == "all@example.org"

    def test_two_presses_make_one(self) -> None:
        referral = play()

        for on_paper in (True, False):
            first = actions.make_link(
                referral, by=sender_of(referral), on_paper=on_paper
            )
            again = actions.make_link(
                referral, by=sender_of(referral), on_paper=on_paper
            )
            assert first == again

        assert referral.links.count() == 2
        assert Letter.objects.count() == 1

    def test_the_desk_makes_one_too(self) -> None:
        desk = network_admin()

        assert actions.make_link(play(), by=desk).made_by == desk

    def test_the_receiver_and_strangers_make_none(self) -> None:
        referral = play()

        for other in (
            member_of(referral.receiver),
            member_of(OrganizationFactory.create()),
        ):
            with pytest.raises(WrongSideError):
                actions.make_link(referral, by=other)
            with pytest.raises(WrongSideError):
                actions.stop_link(link_of(referral), by=other)

    def test_none_is_mailed_to_a_listing_without_an_address(self) -> None:
        referral = ReferralFactory.create(status="requested")

        with pytest.raises(NotReadyError, match="Print"):
            actions.make_link(referral, by=sender_of(referral))
        paper = actions.make_link(referral, by=sender_of(referral), on_paper=True)
        assert paper.is_on_paper

    @pytest.mark.parametrize("status", ["draft", "rejected", "completed"])
    def test_none_is_made_before_and_after(self, status: str) -> None:
        referral = play(status)

        with pytest.raises(MoveNotAllowedError):
            actions.make_link(referral, by=sender_of(referral))

    def test_none_is_made_after_sharing_stopped(self) -> None:
        referral = play("accepted")
        care.revoke_consent(consent_of(referral), by=sender_of(referral), how="phone")

        with pytest.raises(SharingStoppedError):
            actions.make_link(referral, by=network_admin())


class TestWrongOffice:
    def test_it_ends_and_the_sender_is_told(self) -> None:
        referral = play()
        link = link_of(referral)

        actions.refuse_link(link)

        assert not opens(link)
        told = Notice.objects.get(what="wrong-office")
        assert (told.user, told.subject) == (referral.sent_by, referral.number)

    def test_it_is_said_once(self) -> None:
        link = link_of(play())
        actions.refuse_link(link)

        with pytest.raises(MoveNotAllowedError):
            actions.refuse_link(link)
        assert Notice.objects.filter(what="wrong-office").count() == 1


class TestLooking:
    def test_nobody_sees_the_person_before_they_accepted(self) -> None:
        referral = play()
        holder = LinkHolder(link_of(referral), "Rosa Lima")

        with pytest.raises(MoveNotAllowedError):
            actions.show_by_link(referral, by=holder)

        assert not referral.person.access_entries.exists()

    def test_a_look_is_logged_with_office_and_link(self) -> None:
        referral = play()
        holder = LinkHolder(link_of(referral), "Rosa Lima")
        actions.accept(referral, by=holder)

        actions.show_by_link(referral, by=holder)

        look = referral.person.access_entries.get()
        assert (look.user, look.organization) == (None, referral.receiver)
        assert "identity" in look.data_classes
        seen = ReferralEvent.objects.get(kind="view")
        assert (seen.by_link, seen.by_name) == (holder.link, "Rosa Lima")

    def test_a_stopped_link_sees_nobody(self) -> None:
        referral = play("accepted")
        link = link_of(referral)
        links.revoke(link, by=None, at=timezone.now())

        with pytest.raises(WrongSideError):
            actions.show_by_link(referral, by=LinkHolder(link, "Rosa Lima"))
        assert not referral.person.access_entries.exists()

    @pytest.mark.parametrize("is_blind", [True, False])
    def test_the_least_is_open_until_then(self, is_blind: bool) -> None:
        person = PersonFactory.create(given_name="Delia", address="418 Persimmon Court")
        need = NeedFactory.create(person=person, words="I cannot drive.")
        referral = play(need=need, note="Ring twice.")
        referral.is_blind = is_blind

        shared = seen_by_link(referral)

        assert not shared.is_open
        assert (shared.name, shared.address, shared.words) == ("", "", "")
        assert shared.request_note == ""


class TestCame:
    def test_from_the_slip_alone_it_is_accepted_and_done(self) -> None:
        referral = play()

        actions.came_with_slip(
            referral, name="Rosa Lima", outcome="services-received", what="A box"
        )

        referral.refresh_from_db()
        assert referral.status == "completed"
        assert [one["what"] for one in referral.deliveries] == ["A box"]
        last = referral.events.order_by("-sequence").first()
        assert last is not None
        assert (last.by_name, last.evidence, last.by_side) == (
            "Rosa Lima",
            "slip",
            Side.RECEIVER,
        )

    @pytest.mark.parametrize("status", ["requested", "accepted", "on-hold"])
    def test_without_an_outcome_work_has_begun(self, status: str) -> None:
        referral = actions.came_with_slip(play(status), name="Rosa Lima")

        assert (referral.status, referral.stage) == ("in-progress", "contacted")

    def test_whoever_was_tried_to_reach_is_reached(self) -> None:
        referral = actions.came_with_slip(play("in-progress"), name="Rosa Lima")

        assert referral.stage == "contacted"

    def test_help_that_has_begun_stays_so(self) -> None:
        referral = play("in-progress")
        worker = member_of(referral.receiver)
        actions.set_stage(referral, by=worker, stage="services-started")

        referral = actions.came_in(referral, by=worker)

        assert referral.stage == "services-started"

    def test_pressed_twice_it_is_said_once(self) -> None:
        referral = play()
        actions.came_with_slip(referral, name="Rosa Lima", key="one press")
        count = referral.events.count()

        actions.came_with_slip(referral, name="Rosa Lima", key="one press")

        assert referral.events.count() == count
        assert referral.links.count() == 1

    def test_the_sender_cannot_say_so(self) -> None:
        referral = play()

        with pytest.raises(WrongSideError):
            actions.came_in(referral, by=sender_of(referral))

    def test_a_refused_end_leaves_nothing_behind(self) -> None:
        referral = play()

        with pytest.raises(MissingReasonError):
            actions.came_with_slip(
                referral, name="Rosa Lima", outcome="services-received", what=" "
            )

        referral.refresh_from_db()
        assert referral.status == "requested"

    @pytest.mark.parametrize("status", ["completed", "cancelled"])
    def test_the_code_of_an_ended_one_is_unknown(self, status: str) -> None:
        referral = play(status)

        assert links.referral_of_slip(referral.short_code) is None

    def test_nor_is_that_of_one_that_is_not_shared_any_more(self) -> None:
        referral = play("accepted")
        care.revoke_consent(consent_of(referral), by=sender_of(referral), how="phone")

        assert links.referral_of_slip(referral.short_code) is None
