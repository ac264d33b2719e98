"""What a consent covers, and that it stops when it is stopped."""

from collections.abc import Collection
from datetime import timedelta

import pytest

from care import actions, disclosure
from care.actions import ConsentTerms
from care.disclosure import Basis, Disclosure
from care.errors import BadTermsError, NotYoursError
from care.models import Consent, DataClass, Person, Purpose
from directory.models import Organization
from referrals.models import Referral, Status
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import OrganizationFactory, TaxonomyTermFactory
from tests.factories.referrals import NOW, MemberFactory, ReferralFactory, member_of

pytestmark = pytest.mark.django_db

EVERYDAY = frozenset({DataClass.IDENTITY, DataClass.CONTACT, DataClass.SOCIAL_NEED})


def covers(
    consent: Consent,
    recipient: Organization,
    data_classes: Collection[DataClass] = EVERYDAY,
) -> bool:
    return covering(consent.person, recipient, data_classes) == consent


def covering(
    person: Person,
    recipient: Organization,
    data_classes: Collection[DataClass] = EVERYDAY,
) -> Consent | None:
    asked = Disclosure(
        person=person,
        sender=person.kept_by,
        receiver=recipient,
        purpose=Purpose.REFERRAL,
        data_classes=frozenset(data_classes),
    )
    return disclosure.decide(asked, at=NOW).consent


class TestCovering:
    def test_those_it_names(self) -> None:
        named, other = OrganizationFactory.create(), OrganizationFactory.create()
        consent = ConsentFactory.create(covers_network=False, recipients=[named])

        assert covers(consent, named)
        assert not covers(consent, other)

    def test_everybody_when_it_says_so(self) -> None:
        assert covers(ConsentFactory.create(), OrganizationFactory.create())

    def test_nobody_elses_data(self) -> None:
        ConsentFactory.create()
        recipient = OrganizationFactory.create()

        other = PersonFactory.create()

        assert covering(other, recipient) is None

    def test_only_the_classes_it_opens(self) -> None:
        consent = ConsentFactory.create(shares=[DataClass.IDENTITY])
        recipient = OrganizationFactory.create()

        assert covers(consent, recipient, [DataClass.IDENTITY])
        assert not covers(consent, recipient, [DataClass.IDENTITY, DataClass.CONTACT])

    @pytest.mark.parametrize(
        "private",
        [DataClass.SUBSTANCE_USE, DataClass.VICTIM_SERVICES, DataClass.HIV],
    )
    def test_the_most_private_classes_only_to_those_it_names(
        self, private: DataClass
    ) -> None:
        named = OrganizationFactory.create()
        consent = ConsentFactory.create(recipients=[named], shares=[private])

        assert covers(consent, named, [private])
        assert not covers(consent, OrganizationFactory.create(), [private])

    @pytest.mark.parametrize(
        ("begins", "ends", "stopped", "live"),
        [
            (-1, 1, None, True),
            (0, 1, None, True),
            (1, 2, None, False),
            (-2, -1, None, False),
            (-1, 0, None, False),
            (-2, 2, -1, False),
            (-2, 2, 0, False),
            (-2, 2, 1, True),
        ],
    )
    def test_only_while_it_is_live(
        self, begins: int, ends: int, stopped: int | None, live: bool
    ) -> None:
        consent = ConsentFactory.create(
            valid_from=NOW + timedelta(days=begins),
            expires_at=NOW + timedelta(days=ends),
            revoked_at=None if stopped is None else NOW + timedelta(days=stopped),
        )

        assert covers(consent, OrganizationFactory.create()) is live
        assert consent.is_live(NOW) is live


class TestDecide:
    def ask(
        self,
        person: Person,
        *,
        sender: Organization | None = None,
        receiver: Organization | None = None,
        purpose: Purpose = Purpose.REFERRAL,
    ) -> disclosure.Decision:
        return disclosure.decide(
            Disclosure(
                person=person,
                sender=sender or person.kept_by,
                receiver=receiver or OrganizationFactory.create(),
                purpose=purpose,
                data_classes=EVERYDAY,
            ),
            at=NOW,
        )

    def test_denies_without_consent(self) -> None:
        decision = self.ask(PersonFactory.create())

        assert (decision.is_permitted, decision.basis) == (False, Basis.NONE)

    def test_permits_under_the_consent_that_lasts_longest(self) -> None:
        person = PersonFactory.create()
        ConsentFactory.create(person=person, expires_at=NOW + timedelta(days=1))
        longest = ConsentFactory.create(person=person)

        decision = self.ask(person)

        assert (decision.is_permitted, decision.consent) == (True, longest)

    def test_denies_another_purpose(self) -> None:
        consent = ConsentFactory.create(purposes=[Purpose.REFERRAL])

        assert not self.ask(consent.person, purpose=Purpose.COORDINATION).is_permitted

    def test_denies_a_discloser_whom_it_does_not_name(self) -> None:
        receiver, other = OrganizationFactory.create(), OrganizationFactory.create()
        consent = ConsentFactory.create(covers_network=False, recipients=[receiver])

        assert self.ask(consent.person, receiver=receiver).is_permitted
        assert not self.ask(
            consent.person, sender=other, receiver=receiver
        ).is_permitted

    def test_inside_the_keeper_nobody_is_asked(self) -> None:
        person = PersonFactory.create()

        decision = self.ask(person, receiver=person.kept_by)

        assert decision.basis == Basis.SAME_ORGANIZATION

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("rides.medical", DataClass.SOCIAL_NEED),
            ("safety.shelter", DataClass.VICTIM_SERVICES),
            ("legal.immigration", DataClass.IMMIGRATION),
        ],
    )
    def test_a_need_discloses_the_class_it_belongs_to(
        self, code: str, expected: DataClass
    ) -> None:
        need = NeedFactory.create(category=TaxonomyTermFactory.create(code=code))

        assert disclosure.classes_for(need) == {
            DataClass.IDENTITY,
            DataClass.CONTACT,
            expected,
        }


class TestRecord:
    def terms(self, person: Person, **said: object) -> ConsentTerms:
        terms: dict[str, object] = {
            "discloser": person.kept_by,
            "covers_network": True,
            "expires_at": NOW + timedelta(days=180),
        }
        return ConsentTerms(**terms | said)  # type: ignore[arg-type]

    def test_writes_down_what_was_agreed(self) -> None:
        person, named = PersonFactory.create(), OrganizationFactory.create()

        consent = actions.record_consent(
            person,
            by=member_of(person.kept_by),
            terms=self.terms(person, covers_network=False, recipients=[named]),
            at=NOW,
        )

        assert covers(consent, named)
        assert [purpose.purpose for purpose in consent.purposes.all()] == ["referral"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"covers_network": False},
            {"purposes": []},
            {"data_classes": []},
            {"expires_at": NOW},
            {"valid_from": NOW + timedelta(days=200)},
        ],
    )
    def test_refuses_terms_that_do_not_hold(self, wrong: dict[str, object]) -> None:
        person = PersonFactory.create()

        with pytest.raises(BadTermsError):
            actions.record_consent(
                person,
                by=member_of(person.kept_by),
                terms=self.terms(person, **wrong),
                at=NOW,
            )

    def test_is_the_keepers_to_write_and_to_stop(self) -> None:
        consent = ConsentFactory.create()
        stranger = MemberFactory.create()

        with pytest.raises(NotYoursError):
            actions.record_consent(
                consent.person, by=stranger, terms=self.terms(consent.person)
            )
        with pytest.raises(NotYoursError):
            actions.revoke_consent(consent, by=stranger, how="By phone")


class TestRevoke:
    def test_stops_waiting_referrals_in_the_same_breath(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        by = member_of(referral.sender)
        assert referral.consent is not None

        actions.revoke_consent(referral.consent, by=by, how=" By phone ", at=NOW)

        found = Referral.objects.get(pk=referral.pk)
        assert found.status == Status.CANCELLED
        assert found.snapshot == {}

    def test_twice_changes_nothing_more(self) -> None:
        consent = ConsentFactory.create()
        by = member_of(consent.person.kept_by)

        once = actions.revoke_consent(consent, by=by, how="By phone", at=NOW)
        twice = actions.revoke_consent(consent, by=by, how="By letter")

        assert (twice.revoked_at, twice.revoked_how) == (NOW, "By phone")
        assert once.revoked_by == by
