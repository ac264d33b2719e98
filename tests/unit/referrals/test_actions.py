"""What each verb promises beyond the table."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Membership, User
from care import actions as care
from care.models import AccessEntry, DataClass, Need
from directory.models import Service
from referrals import actions, replay
from referrals.actions import Delivery
from referrals.errors import (
    DisclosureDeniedError,
    KeyReusedError,
    MissingReasonError,
    MoveNotAllowedError,
    NotReadyError,
    SecondPersonNeededError,
    StaleVersionError,
    TooFewAttemptsError,
    TooLateError,
    UnsafeContactError,
    WrongSideError,
)
from referrals.models import ContactAttempt, Note, Referral, Side, Stage, Status
from referrals.parties import SYSTEM, Acting, Hand, sides_of
from tests.factories.care import (
    ConsentFactory,
    NeedFactory,
    PersonFactory,
    PersonPhoneFactory,
)
from tests.factories.directory import (
    OrganizationFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)
from tests.factories.referrals import (
    NOW,
    MemberFactory,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db

Role = Membership.Role
RIDE = [Delivery("A ride", date(2026, 11, 9))]


def receiver_of(referral: Referral) -> User:
    return member_of(referral.receiver, Role.RECEIVER)


class TestDraft:
    def test_has_a_number_of_its_year_and_a_code_for_paper(self) -> None:
        first = ReferralFactory.create(at=NOW)
        second = ReferralFactory.create(at=NOW)

        assert (first.number, second.number) == ("26-00001", "26-00002")
        assert len(first.short_code) == 6
        assert not set(first.short_code) & set("0O1IL")

    def test_has_a_code_that_no_other_has(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        letters = iter("AAAAAAAAAAAABBBBBB")
        monkeypatch.setattr("secrets.choice", lambda _letters: next(letters))

        codes = [ReferralFactory.create().short_code for _again in range(2)]

        assert codes == ["AAAAAA", "BBBBBB"]

    def test_counts_anew_each_year_of_the_networks_own_clock(self) -> None:
        eve = datetime(2027, 1, 1, 7, 30, tzinfo=UTC)

        assert ReferralFactory.create(at=eve).number == "26-00001"
        assert ReferralFactory.create(at=eve + timedelta(hours=1)).number == "27-00001"

    def test_of_somebody_elses_person_is_refused(self) -> None:
        need = NeedFactory.create()
        sender = OrganizationFactory.create()

        with pytest.raises(WrongSideError, match="not send this person"):
            actions.draft(
                need,
                by=member_of(sender),
                service=ServiceFactory.create(),
                sender=sender,
            )

        assert not Referral.objects.exists()

    def test_for_another_organization_is_refused(self) -> None:
        need = NeedFactory.create()

        with pytest.raises(WrongSideError):
            actions.draft(
                need,
                by=member_of(need.person.kept_by, Role.RECEIVER),
                service=ServiceFactory.create(),
                sender=need.person.kept_by,
            )

    def test_may_be_revised_until_it_is_sent(self) -> None:
        referral = ReferralFactory.create()
        by = member_of(referral.sender)

        revised = actions.revise(
            referral, by=by, priority=Referral.Priority.URGENT, note=" At nine. "
        )
        assert (revised.priority, revised.request_note) == ("urgent", "At nine.")

        actions.send(revised, by=by)
        with pytest.raises(MoveNotAllowedError):
            actions.revise(revised, by=by, priority=Referral.Priority.ROUTINE, note="")


class TestSend:
    def test_sets_the_clock_and_the_copy_and_the_need(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED, at=NOW)

        assert referral.stage == Stage.SENT
        assert referral.sent_at == NOW
        assert referral.due_at == datetime(
            2026, 11, 13, 17, tzinfo=ZoneInfo("America/Los_Angeles")
        ), "Wednesday is Veterans Day"
        assert referral.snapshot["name"] == referral.person.full_name
        assert referral.basis == "consent"
        assert referral.consent is not None
        assert Need.objects.get(pk=referral.need_id).status == Need.Status.LOOKING

    def test_without_consent_is_refused_and_sends_nothing(self) -> None:
        referral = ReferralFactory.create(consented=False)

        with pytest.raises(DisclosureDeniedError, match="has not agreed to share"):
            actions.send(referral, by=member_of(referral.sender))

        assert Referral.objects.get(pk=referral.pk).snapshot == {}

    def test_within_one_organization_needs_no_consent(self) -> None:
        need = NeedFactory.create()
        service = ServiceFactory.create(organization=need.person.kept_by)

        referral = ReferralFactory.create(
            need=need, service=service, consented=False, status=Status.REQUESTED
        )

        assert (referral.basis, referral.consent) == ("same-organization", None)

    @pytest.mark.parametrize(
        ("closed", "why"),
        [
            ({"do_not_refer": True}, "take no referrals"),
            ({"status": Service.Status.INACTIVE}, "not listed any more"),
            ({"is_approved": False}, "not listed any more"),
            ({"visibility": "confidential"}, "not listed any more"),
            ({"organization__visibility": "confidential"}, "not listed any more"),
            ({"removed_at": NOW}, "not listed any more"),
        ],
    )
    def test_to_a_closed_service_is_refused(
        self, closed: dict[str, object], why: str
    ) -> None:
        referral = ReferralFactory.create(service=ServiceFactory.create(**closed))

        with pytest.raises(NotReadyError, match=why):
            actions.send(referral, by=member_of(referral.sender))
        assert Referral.objects.get(pk=referral.pk).status == Status.DRAFT

    @pytest.mark.parametrize(
        ("settled", "why"),
        [
            (Need.Status.WITHDRAWN, "no longer wants help"),
            (Need.Status.MET, "has been met"),
        ],
    )
    def test_for_a_settled_need_is_refused(
        self, settled: Need.Status, why: str
    ) -> None:
        referral = ReferralFactory.create()
        care.settle_need(referral.need, status=settled)

        with pytest.raises(NotReadyError, match=why):
            actions.send(referral, by=member_of(referral.sender))

    def test_to_a_service_that_has_moved_is_refused(self) -> None:
        referral = ReferralFactory.create()
        elsewhere = OrganizationFactory.create()
        Service.objects.filter(pk=referral.service_id).update(organization=elsewhere)

        with pytest.raises(NotReadyError, match="moved to another organization"):
            actions.send(referral, by=member_of(referral.sender))

    def test_after_the_agreement_has_ended_is_refused(self) -> None:
        referral = ReferralFactory.create()
        (consent,) = referral.person.consents.all()

        with pytest.raises(DisclosureDeniedError, match="has not agreed to share"):
            actions.send(referral, by=member_of(referral.sender), at=consent.expires_at)

    def test_of_a_poor_fit_says_why(self) -> None:
        referral = ReferralFactory.create(
            need__person__birth_date=date(1990, 5, 1), service__minimum_age=60
        )
        by = member_of(referral.sender)

        with pytest.raises(MissingReasonError, match="say why you send it"):
            actions.send(referral, by=by)

        actions.revise(
            referral, by=by, priority=Referral.Priority.ROUTINE, note="Disabled."
        )
        assert actions.send(referral, by=by).status == Status.REQUESTED

    def test_asks_first_whether_contact_is_safe(self) -> None:
        need = NeedFactory.create(person=PersonFactory.create(contact_rule=""))
        referral = ReferralFactory.create(need=need)

        with pytest.raises(NotReadyError, match="safe to contact"):
            actions.send(referral, by=member_of(referral.sender))

    def test_of_a_sensitive_need_asks_for_its_own_data_class(self) -> None:
        need = NeedFactory.create(
            category=TaxonomyTermFactory.create(code="safety.abuse"), is_sensitive=True
        )
        referral = ReferralFactory.create(need=need)
        by = member_of(referral.sender)

        with pytest.raises(DisclosureDeniedError):
            actions.send(referral, by=by)

        ConsentFactory.create(
            person=need.person,
            covers_network=False,
            recipients=[referral.receiver],
            shares=[
                DataClass.IDENTITY,
                DataClass.CONTACT,
                DataClass.VICTIM_SERVICES,
            ],
        )
        assert actions.send(referral, by=by).is_blind


class TestAnswer:
    def test_accepting_gives_it_to_whoever_accepts(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        worker = receiver_of(referral)

        accepted = actions.accept(referral, by=worker)

        assert accepted.assigned_to == worker
        assert accepted.answered_at == accepted.accepted_at is not None

    def test_accepting_leaves_it_with_whoever_has_it(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        lead, worker = receiver_of(referral), receiver_of(referral)
        actions.assign(referral, by=lead, to=worker)

        assert actions.accept(referral, by=lead).assigned_to == worker

    @pytest.mark.parametrize("reason", ["", "because", "waitlist"])
    def test_declining_needs_one_of_our_reasons(self, reason: str) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        with pytest.raises(MissingReasonError):
            actions.decline(referral, by=receiver_of(referral), reason=reason)

    def test_another_reason_needs_words(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        by = receiver_of(referral)

        with pytest.raises(MissingReasonError, match="own words"):
            actions.decline(referral, by=by, reason="other", text="  ")

        declined = actions.decline(referral, by=by, reason="other", text="Flooded.")
        assert (declined.reason_code, declined.reason_text) == ("other", "Flooded.")
        assert declined.reason_label == "Another reason"
        assert declined.closed_at == declined.outcome_known_at is not None

    @pytest.mark.parametrize(
        "reason", ["consent-revoked", "not-selected", "no-response-expired"]
    )
    def test_people_cannot_give_the_systems_reasons(self, reason: str) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        with pytest.raises(MissingReasonError):
            actions.cancel(referral, by=member_of(referral.sender), reason=reason)
        assert actions.cancel(referral, by=SYSTEM, reason=reason).is_closed


class TestUndo:
    @pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REJECTED])
    def test_takes_an_answer_back_and_keeps_both_in_the_history(
        self, status: Status
    ) -> None:
        referral = ReferralFactory.create(status=status, at=NOW)

        back = actions.undo(
            referral, by=receiver_of(referral), at=NOW + timedelta(minutes=10)
        )

        last, answer = back.events.order_by("-sequence")[:2]
        assert (back.status, back.stage) == (Status.REQUESTED, Stage.SENT)
        assert back.answered_at is back.accepted_at is back.closed_at is None
        assert back.assigned_to is None
        assert last.compensates == answer
        assert actions.accept(back, by=receiver_of(back)).status == Status.ACCEPTED

    def test_comes_too_late_after_ten_minutes(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED, at=NOW)

        with pytest.raises(TooLateError):
            actions.undo(
                referral,
                by=receiver_of(referral),
                at=NOW + timedelta(minutes=10, seconds=1),
            )

    def test_comes_too_late_once_something_followed(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED, at=NOW)
        by = receiver_of(referral)
        actions.start(referral, by=by, at=NOW + timedelta(minutes=1))

        with pytest.raises(TooLateError):
            actions.undo(referral, by=by, at=NOW + timedelta(minutes=2))

    def test_comes_too_late_once_somebody_wrote_about_it(self) -> None:
        referral = ReferralFactory.create(status=Status.REJECTED, at=NOW)
        later = NOW + timedelta(minutes=1)
        actions.say(referral, by=member_of(referral.sender), text="Why?", at=later)

        with pytest.raises(TooLateError):
            actions.undo(referral, by=receiver_of(referral), at=later)

    def test_comes_too_late_once_it_was_sent_elsewhere(self) -> None:
        referral = ReferralFactory.create(status=Status.REJECTED, at=NOW)
        actions.draft(
            referral.need,
            by=member_of(referral.sender),
            service=ServiceFactory.create(),
            sender=referral.sender,
            re_referral_of=referral,
            at=NOW,
        )

        assert actions.undoable(referral, at=NOW) is None

    def test_is_not_hindered_by_a_look_or_a_delivered_notice(self) -> None:
        referral = ReferralFactory.create(status=Status.REJECTED, at=NOW)
        actions.mark_viewed(referral, by=member_of(referral.sender), at=NOW)
        actions.mark_viewed(referral, by=receiver_of(referral), at=NOW)

        assert actions.undoable(referral, at=NOW) is not None

    def test_is_the_receivers_alone(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED, at=NOW)

        with pytest.raises(WrongSideError):
            actions.undo(referral, by=member_of(referral.sender), at=NOW)

    def test_does_not_take_back_what_the_system_did(self) -> None:
        referral = ReferralFactory.create(status=Status.CANCELLED, at=NOW)

        assert actions.undoable(referral, at=NOW) is None

    def test_of_a_decline_leaves_the_need_looking(self) -> None:
        referral = ReferralFactory.create(status=Status.REJECTED, at=NOW)

        actions.undo(referral, by=receiver_of(referral), at=NOW)

        assert Need.objects.get(pk=referral.need_id).status == Need.Status.LOOKING

    def test_repeated_under_its_key_does_nothing(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED, at=NOW)
        by = receiver_of(referral)

        once = actions.undo(referral, by=by, at=NOW, key="u1")
        twice = actions.undo(referral, by=by, at=NOW, key="u1")

        assert once.version == twice.version


class TestWork:
    @pytest.mark.parametrize("days", [None, 0, -1, 31])
    def test_a_hold_needs_a_day_to_look_again(self, days: int | None) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED, at=NOW)
        today = date(2026, 11, 10)
        review_on = None if days is None else today + timedelta(days=days)

        with pytest.raises(MissingReasonError, match="30 days"):
            actions.hold(
                referral,
                by=receiver_of(referral),
                reason="waitlist",
                review_on=review_on,
                at=NOW,
            )

    def test_a_hold_ends_and_its_reason_with_it(self) -> None:
        referral = ReferralFactory.create(status=Status.ON_HOLD)
        assert referral.stage == Stage.WAITLISTED

        resumed = actions.resume(referral, by=receiver_of(referral))

        assert (resumed.reason_code, resumed.review_on) == ("", None)

    @pytest.mark.parametrize(
        ("outcome", "deliveries"),
        [
            ("", RIDE),
            ("great", RIDE),
            ("enrolled", []),
            ("enrolled", [Delivery(" ", date(2026, 11, 9))]),
            ("enrolled", [Delivery("A ride", date(2036, 1, 1))]),
        ],
    )
    def test_an_end_says_how_and_what(
        self, outcome: str, deliveries: list[Delivery]
    ) -> None:
        referral = ReferralFactory.create(status=Status.IN_PROGRESS)

        with pytest.raises(MissingReasonError):
            actions.complete(
                referral,
                by=receiver_of(referral),
                outcome=outcome,
                deliveries=deliveries,
            )

    def test_could_not_reach_needs_three_tries_on_three_days_by_two_ways(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED, at=NOW)
        by = receiver_of(referral)
        for day, channel in enumerate(["phone", "phone", "text"]):
            with pytest.raises(TooFewAttemptsError, match=f"So far: {day} on {day}"):
                actions.fail(referral, by=by, reason="could-not-contact")
            referral = actions.log_contact(
                referral,
                by=by,
                channel=channel,
                result="no-answer",
                at=NOW + timedelta(days=day),
            )

        failed = actions.fail(referral, by=by, reason="could-not-contact")

        assert failed.status == Status.FAILED

    def test_the_first_try_to_reach_somebody_begins_the_work(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        by = receiver_of(referral)

        tried = actions.log_contact(
            referral, by=by, channel="phone", result="no-answer"
        )
        assert (tried.status, tried.stage) == (
            Status.IN_PROGRESS,
            Stage.CONTACT_ATTEMPTED,
        )

        reached = actions.log_contact(
            referral, by=by, channel="phone", result="reached"
        )
        assert reached.stage == Stage.CONTACTED

    def test_a_call_never_moves_a_later_stage_back(self) -> None:
        referral = ReferralFactory.create(status=Status.IN_PROGRESS)
        by = receiver_of(referral)
        actions.set_stage(referral, by=by, stage=Stage.SERVICES_STARTED)

        called = actions.log_contact(referral, by=by, channel="phone", result="reached")

        assert called.stage == Stage.SERVICES_STARTED

    @pytest.mark.parametrize(
        ("channel", "result"), [("pigeon", "reached"), ("phone", "lost")]
    )
    def test_a_try_is_written_in_our_words(self, channel: str, result: str) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)

        with pytest.raises(MissingReasonError):
            actions.log_contact(
                referral, by=receiver_of(referral), channel=channel, result=result
            )

    def test_nobody_is_called_before_acceptance(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        with pytest.raises(MoveNotAllowedError):
            actions.log_contact(
                referral, by=receiver_of(referral), channel="phone", result="reached"
            )

    def test_a_try_repeated_under_its_key_is_written_once(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        by = receiver_of(referral)

        for _again in range(2):
            actions.log_contact(
                referral, by=by, channel="phone", result="reached", key="c1"
            )

        assert ContactAttempt.objects.count() == 1

    def test_the_system_calls_nobody(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)

        with pytest.raises(WrongSideError):
            actions.log_contact(referral, by=SYSTEM, channel="phone", result="reached")

    @pytest.mark.parametrize("stage", [Stage.WAITLISTED, Stage.VIEWED, "napping"])
    def test_a_stage_must_fit_the_status(self, stage: str) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        with pytest.raises(MissingReasonError):
            actions.set_stage(referral, by=receiver_of(referral), stage=stage)

    def test_a_drafts_stage_is_the_senders(self) -> None:
        referral = ReferralFactory.create()

        ready = actions.set_stage(
            referral, by=member_of(referral.sender), stage=Stage.READY_TO_SEND
        )

        assert ready.stage == Stage.READY_TO_SEND

    def test_whose_stage_it_is_follows_the_row_and_not_what_was_read(self) -> None:
        read_as_draft = ReferralFactory.create()
        actions.send(read_as_draft, by=member_of(read_as_draft.sender))

        seen = actions.set_stage(
            read_as_draft,
            by=receiver_of(read_as_draft),
            stage=Stage.AWAITING_INFORMATION,
        )

        assert seen.stage == Stage.AWAITING_INFORMATION

    def test_an_ended_referral_has_no_stage(self) -> None:
        referral = ReferralFactory.create(status=Status.REJECTED)

        with pytest.raises(MoveNotAllowedError):
            actions.set_stage(referral, by=receiver_of(referral), stage=Stage.CONTACTED)

    def test_only_a_colleague_who_answers_can_be_given_it(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        by = receiver_of(referral)
        coordinator = member_of(referral.receiver, Role.COORDINATOR)

        with pytest.raises(WrongSideError, match="do not answer"):
            actions.assign(referral, by=by, to=coordinator)

        given = actions.assign(referral, by=by, to=receiver_of(referral))
        assert given.stage == Stage.ASSIGNED
        assert actions.assign(given, by=by, to=None).assigned_to is None

    @pytest.mark.parametrize(
        ("rule", "voicemail", "is_refused"),
        [
            ("open", [], False),
            ("open", [None], False),
            ("limited", [False, True], False),
            ("limited", [False, None], False),
            ("limited", [False], True),
            ("limited", [False, False], True),
            ("prohibited", [True], True),
            ("prohibited", [], True),
        ],
    )
    def test_a_voicemail_that_was_forbidden_is_not_logged_as_a_matter_of_course(
        self, rule: str, voicemail: list[bool | None], *, is_refused: bool
    ) -> None:
        person = PersonFactory.create(contact_rule=rule)
        for allowed in voicemail:
            PersonPhoneFactory.create(person=person, may_leave_voicemail=allowed)
        referral = ReferralFactory.create(need__person=person, status=Status.ACCEPTED)
        by = receiver_of(referral)

        def log(channel: str, result: str) -> Referral:
            return actions.log_contact(
                referral, by=by, channel=channel, result=result, at=NOW
            )

        if is_refused:
            with pytest.raises(UnsafeContactError, match="No voicemail may be left"):
                log("phone", "left-message")
            assert not ContactAttempt.objects.exists()
        else:
            log("phone", "left-message")
        log("phone", "no-answer")
        log("visit", "left-message")


class TestNeed:
    @pytest.mark.parametrize(
        ("outcome", "status"),
        [
            ("services-received", Need.Status.MET),
            ("partially-received", Need.Status.PARTLY_MET),
            ("enrolled", Need.Status.MET),
            ("assessment-completed", Need.Status.MET),
            ("benefit-approved", Need.Status.MET),
            ("information-provided", Need.Status.LOOKING),
            ("referred-onward", Need.Status.LOOKING),
        ],
    )
    def test_is_met_when_help_was_received(
        self, outcome: str, status: Need.Status
    ) -> None:
        referral = ReferralFactory.create(status=Status.IN_PROGRESS)

        actions.complete(
            referral, by=receiver_of(referral), outcome=outcome, deliveries=RIDE
        )

        assert Need.objects.get(pk=referral.need_id).status == status

    @pytest.mark.parametrize(
        "status", [Status.REJECTED, Status.FAILED, Status.CANCELLED]
    )
    def test_is_looked_for_again_when_a_try_ends_without_help(
        self, status: Status
    ) -> None:
        referral = ReferralFactory.create(status=status)

        assert Need.objects.get(pk=referral.need_id).status == Need.Status.LOOKING

    def test_that_was_met_stays_met_when_another_try_fails(self) -> None:
        other = ReferralFactory.create(status=Status.REQUESTED)
        ReferralFactory.create(need=other.need, status=Status.COMPLETED)

        actions.decline(other, by=receiver_of(other), reason="no-capacity")

        assert Need.objects.get(pk=other.need_id).status == Need.Status.MET

    def test_is_open_again_when_its_only_try_was_a_mistake(self) -> None:
        referral = ReferralFactory.create(status=Status.ENTERED_IN_ERROR)

        assert Need.objects.get(pk=referral.need_id).status == Need.Status.OPEN

    def test_that_was_withdrawn_stays_so(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        Need.objects.filter(pk=referral.need_id).update(
            status=Need.Status.WITHDRAWN, closed_at=NOW
        )

        actions.cancel(
            Referral.objects.get(pk=referral.pk),
            by=member_of(referral.sender),
            reason="client-withdrew",
        )

        assert Need.objects.get(pk=referral.need_id).status == Need.Status.WITHDRAWN


class TestMistake:
    def test_that_the_receiver_opened_needs_two_people(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        actions.mark_viewed(referral, by=receiver_of(referral))
        first, second = member_of(referral.sender), member_of(referral.sender)

        with pytest.raises(SecondPersonNeededError):
            actions.enter_in_error(referral, by=first, reason="wrong-person")
        actions.report_error(referral, by=first, reason="wrong-person")
        with pytest.raises(SecondPersonNeededError):
            actions.enter_in_error(referral, by=first, reason="wrong-person")

        entered = actions.enter_in_error(referral, by=second, reason="wrong-person")
        assert entered.status == Status.ENTERED_IN_ERROR

    def test_reported_says_why(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        with pytest.raises(MissingReasonError):
            actions.report_error(referral, by=member_of(referral.sender), reason="oops")

    def test_is_not_what_help_was_given_under(self) -> None:
        referral = ReferralFactory.create(status=Status.COMPLETED)

        with pytest.raises(WrongSideError, match="Help was given"):
            actions.enter_in_error(
                referral, by=member_of(referral.sender), reason="test-entry"
            )


class TestTalk:
    def test_a_question_waits_for_the_sender_and_their_answer_ends_the_wait(
        self,
    ) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        actions.say(
            referral, by=receiver_of(referral), text="Which clinic?", needs_answer=True
        )
        waiting = Referral.objects.get(pk=referral.pk)
        actions.say(referral, by=member_of(referral.sender), text="The wound clinic.")

        assert waiting.stage == Stage.AWAITING_INFORMATION
        assert Referral.objects.get(pk=referral.pk).stage == Stage.VIEWED

    @pytest.mark.parametrize("status", [Status.ACCEPTED, Status.COMPLETED])
    def test_elsewhere_a_question_is_a_message(self, status: Status) -> None:
        referral = ReferralFactory.create(status=status)

        message = actions.say(
            referral, by=receiver_of(referral), text="Thanks?", needs_answer=True
        )

        assert message.organization == referral.receiver
        assert Referral.objects.get(pk=referral.pk).version == referral.version

    def test_an_empty_message_is_not_sent(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        with pytest.raises(MissingReasonError):
            actions.say(referral, by=member_of(referral.sender), text=" ")

    def test_nobody_is_there_to_read_about_a_draft(self) -> None:
        referral = ReferralFactory.create()

        with pytest.raises(MoveNotAllowedError):
            actions.say(referral, by=member_of(referral.sender), text="Hello")

    def test_strangers_and_the_system_say_nothing(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        for by in (MemberFactory.create(), SYSTEM):
            with pytest.raises(WrongSideError):
                actions.say(referral, by=by, text="Hello")

    def test_a_note_is_read_by_its_own_organization_alone(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        ours, theirs = receiver_of(referral), member_of(referral.sender)

        note = actions.note(referral, by=ours, text=" Ring the side bell. ")

        assert note.text == "Ring the side bell."
        assert list(Note.objects.visible_to(receiver_of(referral))) == [note]
        assert not Note.objects.visible_to(theirs).exists()
        assert not Note.objects.visible_to(network_admin()).exists()

    def test_an_empty_or_homeless_note_is_refused(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        with pytest.raises(MissingReasonError):
            actions.note(referral, by=member_of(referral.sender), text="")
        with pytest.raises(WrongSideError):
            actions.note(referral, by=network_admin(), text="Hm.")


class TestLoop:
    def test_the_receivers_first_look_is_an_event_and_each_look_is_logged(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        by = receiver_of(referral)

        viewed = actions.mark_viewed(referral, by=by)
        again = actions.mark_viewed(referral, by=by)

        looks = AccessEntry.objects.filter(person=referral.person)
        assert viewed.stage == Stage.VIEWED
        assert viewed.viewed_at == again.viewed_at
        assert viewed.version == again.version
        assert [look.referral_number for look in looks] == [referral.number] * 2
        assert looks[0].organization == referral.receiver

    def test_a_look_inside_one_organization_is_not_logged(self) -> None:
        need = NeedFactory.create()
        referral = ReferralFactory.create(
            need=need,
            service=ServiceFactory.create(organization=need.person.kept_by),
            status=Status.REQUESTED,
        )

        actions.mark_viewed(referral, by=receiver_of(referral))

        assert not AccessEntry.objects.exists()

    def test_a_look_later_does_not_move_the_stage(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)

        viewed = actions.mark_viewed(referral, by=receiver_of(referral))

        assert viewed.stage == Stage.ACCEPTED

    def test_the_network_desks_looks_are_logged_too(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        viewed = actions.mark_viewed(referral, by=network_admin())

        look = AccessEntry.objects.get()
        assert viewed.viewed_at is None
        assert (look.organization, look.basis) == (None, "network")
        assert look.data_classes == ["contact", "identity", "social-need"]

    @pytest.mark.parametrize("status", [Status.REQUESTED, Status.REJECTED])
    def test_a_look_at_what_was_taken_back_reads_nothing(self, status: Status) -> None:
        referral = ReferralFactory.create(status=status)
        assert referral.consent is not None
        actions.stop_sharing(referral.consent, at=NOW)

        actions.mark_viewed(referral, by=receiver_of(referral))

        assert AccessEntry.objects.get().data_classes == []

    def test_a_look_at_a_sealed_name_reads_none_until_it_opens(self) -> None:
        referral = ReferralFactory.create()
        Referral.objects.filter(pk=referral.pk).update(is_blind=True)
        referral = actions.send(referral, by=member_of(referral.sender))
        receiver = receiver_of(referral)

        actions.mark_viewed(referral, by=receiver)
        actions.accept(referral, by=receiver)
        actions.mark_viewed(referral, by=receiver)

        after, before = AccessEntry.objects.order_by("-pk")
        assert before.data_classes == ["social-need"]
        assert after.data_classes == ["contact", "identity", "social-need"]

    def test_the_senders_look_at_an_end_closes_the_loop(self) -> None:
        referral = ReferralFactory.create(status=Status.COMPLETED)
        by = member_of(referral.sender)
        assert not referral.is_loop_closed

        informed = actions.mark_viewed(referral, by=by)
        actions.mark_viewed(referral, by=by)

        assert informed.is_loop_closed
        assert informed.is_need_met

    def test_the_senders_look_before_the_end_changes_nothing(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        seen = actions.mark_viewed(referral, by=member_of(referral.sender))

        assert seen.version == referral.version

    def test_acknowledging_says_that_the_sender_knows(self) -> None:
        referral = ReferralFactory.create(status=Status.REJECTED, at=NOW)

        known = actions.acknowledge(referral, by=member_of(referral.sender), at=NOW)

        assert known.sender_informed_at == known.sender_acknowledged_at == NOW

    def test_acknowledging_waits_for_the_end(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)

        with pytest.raises(MoveNotAllowedError):
            actions.acknowledge(referral, by=member_of(referral.sender))


class TestAgain:
    def test_the_same_key_makes_one_event(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        by = receiver_of(referral)

        once = actions.accept(referral, by=by, key="k1")
        twice = actions.accept(referral, by=by, key="k1")

        assert once.version == twice.version

    def test_a_key_is_not_used_for_two_things(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        by = receiver_of(referral)
        actions.accept(referral, by=by, key="k1")

        with pytest.raises(KeyReusedError):
            actions.start(referral, by=by, key="k1")

    def test_a_stale_version_is_refused(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        by = receiver_of(referral)
        actions.mark_viewed(referral, by=by)

        with pytest.raises(StaleVersionError):
            actions.accept(referral, by=by, version=referral.version)
        accepted = actions.accept(referral, by=by, version=referral.version + 1)
        assert accepted.status == Status.ACCEPTED

    def test_a_stage_under_the_same_key_is_set_once(self) -> None:
        referral = ReferralFactory.create(status=Status.IN_PROGRESS)
        by = receiver_of(referral)

        for _again in range(2):
            found = actions.set_stage(referral, by=by, stage=Stage.ENROLLED, key="s1")

        assert found.version == referral.version + 1


class TestOnBehalf:
    def test_the_network_desk_acts_for_an_agency_on_paper(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        desk = network_admin()

        accepted = actions.accept(
            referral, by=Acting(desk, referral.receiver, "Phone call, 2:10 pm")
        )

        event = accepted.events.latest("sequence")
        assert (event.by, event.on_behalf_of) == (desk, referral.receiver)
        assert (event.by_side, event.evidence) == ("R", "Phone call, 2:10 pm")
        assert accepted.assigned_to is None

    def test_needs_evidence_and_the_network_desk(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        with pytest.raises(WrongSideError, match="which call"):
            actions.accept(referral, by=Acting(network_admin(), referral.receiver, " "))
        with pytest.raises(WrongSideError, match="network desk"):
            actions.accept(
                referral, by=Acting(receiver_of(referral), referral.receiver, "Call")
            )

    def test_is_only_for_a_party(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        stranger = OrganizationFactory.create()

        with pytest.raises(WrongSideError):
            actions.accept(referral, by=Acting(network_admin(), stranger, "Call"))

    def test_a_draft_has_no_receiver_to_act_for(self) -> None:
        referral = ReferralFactory.create()

        with pytest.raises(WrongSideError):
            actions.say(
                referral,
                by=Acting(network_admin(), referral.receiver, "Call"),
                text="x",
            )


class TestStoppedConsent:
    def test_stops_what_waits_and_takes_the_copy_back(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        assert referral.consent is not None

        actions.stop_sharing(referral.consent, at=NOW)

        stopped = Referral.objects.get(pk=referral.pk)
        assert (stopped.status, stopped.reason_code) == (
            Status.CANCELLED,
            "consent-revoked",
        )
        assert (stopped.snapshot, stopped.sharing_stopped_at) == ({}, NOW)

    def test_leaves_running_work_alone(self) -> None:
        referral = ReferralFactory.create(status=Status.IN_PROGRESS)
        assert referral.consent is not None

        actions.stop_sharing(referral.consent, at=NOW)

        running = Referral.objects.get(pk=referral.pk)
        assert running.status == Status.IN_PROGRESS
        assert running.sharing_stopped_at == NOW

    @pytest.mark.parametrize(
        "status", [Status.REJECTED, Status.CANCELLED, Status.ENTERED_IN_ERROR]
    )
    def test_takes_the_copy_from_whoever_never_accepted(self, status: Status) -> None:
        referral = ReferralFactory.create(status=status)
        assert referral.consent is not None

        actions.stop_sharing(referral.consent, at=NOW)

        ended = Referral.objects.get(pk=referral.pk)
        assert (ended.status, ended.closed_at) == (status, referral.closed_at)
        assert (ended.snapshot, ended.sharing_stopped_at) == ({}, NOW)
        assert not list(replay.problems_of(ended))

    @pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED])
    def test_leaves_what_ended_after_it_was_accepted(self, status: Status) -> None:
        referral = ReferralFactory.create(status=status)
        assert referral.consent is not None

        actions.stop_sharing(referral.consent, at=NOW)

        ended = Referral.objects.get(pk=referral.pk)
        assert ended.snapshot
        assert ended.sharing_stopped_at is None

    def test_once_is_enough(self) -> None:
        referral = ReferralFactory.create(status=Status.REJECTED)
        assert referral.consent is not None
        actions.stop_sharing(referral.consent, at=NOW)

        actions.stop_sharing(referral.consent, at=NOW + timedelta(days=1))

        assert Referral.objects.get(pk=referral.pk).sharing_stopped_at == NOW


def test_sides_follow_roles() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    both = member_of(referral.sender, Role.ADMIN)
    Membership.objects.create(
        user=both, organization=referral.receiver, role=Role.RECEIVER
    )

    assert sides_of(referral, both) == {Side.SENDER, Side.RECEIVER}
    assert sides_of(referral, MemberFactory.create()) == frozenset()
    assert sides_of(referral, network_admin()) == {Side.NETWORK}


def test_the_system_signs_nothing() -> None:
    with pytest.raises(WrongSideError):
        Hand(side=Side.SYSTEM).writer()


def test_a_senders_note_is_the_senders() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    ours = member_of(referral.sender)

    assert actions.note(referral, by=ours, text="Hm.").organization == referral.sender
