"""Who sees whom, and what is written down about them."""

from datetime import date

import pytest

from accounts.models import Membership, User
from care import actions
from care.actions import PersonDetails, PhoneDetails
from care.errors import NotYoursError
from care.models import AccessEntry, Need, Person, Purpose
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import OrganizationFactory, TaxonomyTermFactory
from tests.factories.referrals import (
    NOW,
    MemberFactory,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db

Role = Membership.Role
ROSARIO = PersonDetails(
    given_name="Rosario",
    family_name="Vega Luna",
    birth_date=date(1948, 3, 2),
    language="es",
    postal_code="93721",
    payers=("medicaid",),
)
BOTH = [Purpose.REFERRAL, Purpose.COORDINATION]


def sees(user: User, person: Person) -> bool:
    return Person.objects.visible_to(user).filter(pk=person.pk).exists()


class TestVisibleTo:
    def test_the_keepers_people_by_role(self) -> None:
        person = PersonFactory.create()

        seen_by = {
            role for role in Role if sees(member_of(person.kept_by, role), person)
        }

        assert seen_by == {Role.COORDINATOR, Role.SUPERVISOR, Role.ADMIN}

    def test_network_admins_yes_stewards_and_strangers_no(self) -> None:
        person = PersonFactory.create()
        steward = MemberFactory.create(network_role=User.NetworkRole.STEWARD)

        assert sees(network_admin(), person)
        assert not sees(steward, person)
        assert not sees(MemberFactory.create(), person)

    def test_a_consent_to_coordinate_opens_the_record_to_those_it_names(self) -> None:
        person, named = PersonFactory.create(), OrganizationFactory.create()
        ConsentFactory.create(
            person=person, covers_network=False, recipients=[named], purposes=BOTH
        )

        assert sees(member_of(named), person)
        assert not sees(member_of(named, Role.RECEIVER), person)
        assert not sees(member_of(OrganizationFactory.create()), person)

    def test_a_consent_for_the_network_opens_it_to_members_only(self) -> None:
        person = PersonFactory.create()
        ConsentFactory.create(person=person, purposes=BOTH)

        assert sees(member_of(OrganizationFactory.create()), person)
        assert not sees(MemberFactory.create(), person)

    def test_a_consent_to_arrange_help_opens_no_record(self) -> None:
        person = PersonFactory.create()
        ConsentFactory.create(person=person, purposes=[Purpose.REFERRAL])

        assert not sees(member_of(OrganizationFactory.create()), person)

    def test_a_consent_that_leaves_out_the_phone_opens_no_record(self) -> None:
        person = PersonFactory.create()
        ConsentFactory.create(person=person, purposes=BOTH, shares=["identity"])

        assert not sees(member_of(OrganizationFactory.create()), person)

    def test_a_stopped_consent_closes_it_at_once(self) -> None:
        person = PersonFactory.create()
        consent = ConsentFactory.create(person=person, purposes=BOTH)
        reader = member_of(OrganizationFactory.create())
        assert sees(reader, person)

        actions.revoke_consent(consent, by=member_of(person.kept_by), how="By phone")

        assert not sees(reader, person)

    def test_a_receiver_never_reads_the_living_person(self) -> None:
        referral = ReferralFactory.create(status="accepted")

        assert not sees(member_of(referral.receiver), referral.person)

    def test_ones_own_people_leave_out_those_seen_by_consent(self) -> None:
        ours, theirs = PersonFactory.create(), PersonFactory.create()
        ConsentFactory.create(person=theirs, purposes=BOTH)
        user = member_of(ours.kept_by)

        assert set(Person.objects.visible_to(user)) == {ours, theirs}
        assert set(Person.objects.kept_by_organizations(user)) == {ours}


class TestKeep:
    def test_numbers_count_in_each_organization(self) -> None:
        here, there = OrganizationFactory.create(), OrganizationFactory.create()
        kept = [
            actions.keep_person(
                by=member_of(organization), organization=organization, details=ROSARIO
            )
            for organization in (here, here, there)
        ]

        assert [person.number for person in kept] == ["P-0001", "P-0002", "P-0001"]

    def test_the_place_is_found_by_its_zip(self) -> None:
        office = OrganizationFactory.create()

        person = actions.keep_person(
            by=member_of(office), organization=office, details=ROSARIO
        )

        assert "us-ca-019" in person.area_codes
        assert "us-93721" in person.area_codes
        assert (person.town, person.state) == ("Fresno", "CA")
        assert person.latitude is not None

    def test_what_is_written_about_the_town_is_not_overwritten(self) -> None:
        office = OrganizationFactory.create()

        person = actions.keep_person(
            by=member_of(office),
            organization=office,
            details=PersonDetails(
                given_name="A", family_name="B", town="Calwa", postal_code="93725"
            ),
        )

        assert person.town == "Calwa"

    def test_an_unknown_place_is_kept_as_written(self) -> None:
        office = OrganizationFactory.create()

        person = actions.keep_person(
            by=member_of(office),
            organization=office,
            details=PersonDetails(
                given_name="A", family_name="B", town="Qqqqxzz", postal_code="00000"
            ),
        )

        assert (person.area_codes, person.town) == ([], "Qqqqxzz")

    def test_phones_keep_their_order_until_new_ones_are_given(self) -> None:
        office = OrganizationFactory.create()
        by = member_of(office)
        phones = [PhoneDetails(number="555-0158"), PhoneDetails(number="555-0159")]
        person = actions.keep_person(
            by=by, organization=office, details=ROSARIO, phones=phones
        )

        actions.change_person(person, by=by, details=ROSARIO)
        kept = [phone.number for phone in person.phones.all()]
        actions.change_person(person, by=by, details=ROSARIO, phones=phones[1:])

        assert kept == ["555-0158", "555-0159"]
        assert [phone.number for phone in person.phones.all()] == ["555-0159"]

    @pytest.mark.parametrize("role", [Role.RECEIVER, None])
    def test_only_those_who_keep_people_write(
        self, role: Membership.Role | None
    ) -> None:
        person = PersonFactory.create()
        by = member_of(person.kept_by, role) if role else MemberFactory.create()

        with pytest.raises(NotYoursError):
            actions.change_person(person, by=by, details=ROSARIO)
        with pytest.raises(NotYoursError):
            actions.keep_person(by=by, organization=person.kept_by, details=ROSARIO)

    def test_the_network_desk_may_write(self) -> None:
        person = PersonFactory.create()

        changed = actions.change_person(person, by=network_admin(), details=ROSARIO)

        assert changed.full_name == "Rosario Vega Luna"
        assert changed.initials == "R. V."


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (None, date(2026, 11, 10), None),
        (date(1948, 11, 10), date(2026, 11, 10), 78),
        (date(1948, 11, 11), date(2026, 11, 10), 77),
        (date(1948, 2, 29), date(2026, 2, 28), 77),
        (date(1948, 2, 29), date(2026, 3, 1), 78),
    ],
)
def test_age_is_in_full_years(born: date | None, on: date, age: int | None) -> None:
    assert Person(birth_date=born).age(on) == age


class TestNeed:
    @pytest.mark.parametrize(
        ("code", "sensitive"),
        [
            ("safety.abuse", True),
            ("safety.abuse.elder", True),
            ("health.counseling", True),
            ("legal.immigration", True),
            ("safety.scams", False),
            ("rides.medical", False),
            ("", False),
        ],
    )
    def test_a_private_kind_of_help_is_sensitive(
        self, code: str, sensitive: bool
    ) -> None:
        person = PersonFactory.create()

        need = actions.add_need(
            person,
            by=member_of(person.kept_by),
            category=TaxonomyTermFactory.create(code=code),
        )

        assert need.is_sensitive is sensitive

    def test_withdrawn_is_closed(self) -> None:
        need = NeedFactory.create()
        by = member_of(need.person.kept_by)

        withdrawn = actions.withdraw_need(need, by=by, at=NOW)
        again = actions.withdraw_need(withdrawn, by=by)

        assert withdrawn.closed_at == again.closed_at == NOW
        assert not Need.objects.unresolved().exists()

    def test_is_added_and_withdrawn_by_its_keeper(self) -> None:
        need = NeedFactory.create()
        stranger = member_of(OrganizationFactory.create())

        with pytest.raises(NotYoursError):
            actions.withdraw_need(need, by=stranger)
        with pytest.raises(NotYoursError):
            actions.add_need(need.person, by=stranger, category=need.category)


class TestLook:
    def test_at_ones_own_person_is_not_logged(self) -> None:
        person = PersonFactory.create()

        assert actions.log_person_look(person, by=member_of(person.kept_by)) is None

    def test_by_another_organization_is_logged_with_its_right(self) -> None:
        person, other = PersonFactory.create(), OrganizationFactory.create()

        actions.log_person_look(person, by=member_of(other), at=NOW)
        actions.log_person_look(person, by=network_admin(), at=NOW)

        by_consent, by_desk = AccessEntry.objects.order_by("pk")
        assert (by_consent.organization, by_consent.basis) == (other, "consent")
        assert (by_desk.organization, by_desk.basis) == (None, "network")
        assert by_consent.data_classes == ["contact", "identity", "social-need"]
