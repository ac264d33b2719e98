"""The family's page over HTTP: the door, the second proof, and what may be changed."""

import logging
import re
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from care import actions as care
from care.models import DataClass, FamilyCode, Person, Purpose
from referrals.models import Referral, Status
from tests.factories.care import NeedFactory, PersonFactory, PersonPhoneFactory
from tests.factories.referrals import ReferralFactory, member_of

pytestmark = pytest.mark.django_db

STATUS = "/status/"
SECRETS = ("Rosarioxyz", "Vegaxyz", "5550157", "555-0157", "1948", "Codewordxyz")


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def person() -> Person:
    person = PersonFactory.create(
        given_name="Rosarioxyz",
        family_name="Vegaxyz",
        birth_date=date(1948, 3, 9),
        code_word="Codewordxyz",
    )
    PersonPhoneFactory.create(person=person, dialled="+15595550157")
    return person


@pytest.fixture
def referral(person: Person) -> Referral:
    return ReferralFactory.create(need__person=person, status=Status.COMPLETED)


@pytest.fixture
def code(person: Person) -> str:
    return care.make_code(person, by=member_of(person.kept_by))


@pytest.fixture
def proven(client: Client, code: str) -> Client:
    client.post(STATUS, {"code": code})
    client.post(f"{STATUS}proof/", {"birth_date": "1948-03-09"})
    return client


def text(client: Client, path: str = STATUS) -> str:
    return client.get(path).content.decode()


class TestDoor:
    def test_a_code_opens_the_plain_state_alone(
        self, client: Client, code: str, referral: Referral
    ) -> None:
        answer = client.post(STATUS, {"code": code.lower()}, follow=True)

        said = answer.content.decode()
        assert answer.redirect_chain == [(STATUS, 302)]
        assert referral.receiver.name in said
        for secret in (*SECRETS, referral.number, "Who saw what"):
            assert secret not in said

    def test_every_failure_gets_the_same_answer(
        self, client: Client, code: str, person: Person
    ) -> None:
        def answer(typed: str) -> tuple[int, str]:
            cache.clear()
            found = client.post(STATUS, {"code": typed})
            said = found.content.decode().replace(typed, "")
            return found.status_code, re.sub(r'value="\w{64}"', "", said)

        wrong = answer("ABCDEFGH")
        assert answer("nonsense that is long") == wrong
        care.stop_code(person, by=member_of(person.kept_by))
        assert answer(code) == wrong
        for _try in range(10):
            client.post(STATUS, {"code": "ABCDEFGH"})
        found = client.post(STATUS, {"code": "ABCDEFGH"})
        assert found.status_code == wrong[0]
        assert "does not open a page" in found.content.decode()

    def test_an_address_that_guesses_is_stopped(
        self, client: Client, code: str
    ) -> None:
        for number in range(10):
            client.post(STATUS, {"code": f"AAAA-AA{number:02}"})

        client.post(STATUS, {"code": code})

        assert "family" not in client.session

    def test_right_codes_are_not_counted(self, client: Client, code: str) -> None:
        for _time in range(12):
            client.post(STATUS, {"code": code})

        assert client.session["family"]["code"]

    def test_a_stopped_code_closes_the_open_page(
        self, proven: Client, person: Person
    ) -> None:
        assert "Rosarioxyz" in text(proven)

        care.stop_code(person, by=member_of(person.kept_by))

        assert "Rosarioxyz" not in text(proven)

    def test_leaving_closes_it(self, proven: Client) -> None:
        away = proven.get(f"{STATUS}leave/")

        assert away["Location"].startswith("https://www.weather.gov")
        assert "Rosarioxyz" not in text(proven)

    def test_nothing_of_it_stays_in_a_cache_or_a_search_machine(
        self, proven: Client
    ) -> None:
        answer = proven.get(STATUS)

        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"


class TestSecondProof:
    def test_it_opens_names_and_looks(
        self, proven: Client, referral: Referral, person: Person
    ) -> None:
        reader = member_of(referral.receiver)
        care.log_look(
            person,
            look=care.Look(
                user=reader,
                organization=referral.receiver,
                purpose=Purpose.REFERRAL,
                data_classes=[DataClass.IDENTITY],
            ),
        )

        said = text(proven)

        assert "How help for Rosarioxyz is going" in said
        assert str(reader) in said
        assert "Name and birth date" in said

    def test_wrong_proofs_close_the_code_in_the_end(
        self, client: Client, code: str
    ) -> None:
        client.post(STATUS, {"code": code})
        for _try in range(25):
            cache.clear()
            client.post(f"{STATUS}proof/", {"digits": "9999"})

        client.post(f"{STATUS}proof/", {"birth_date": "1948-03-09"})

        assert "Rosarioxyz" not in text(client)
        assert FamilyCode.objects.get().failures == 20

    @pytest.mark.parametrize("path", ["stop/", "contact/", "confirm/"])
    def test_nothing_is_changed_without_it(
        self, client: Client, code: str, referral: Referral, path: str
    ) -> None:
        client.post(STATUS, {"code": code})

        answer = client.post(
            STATUS + path,
            {"number": referral.number, "answer": "no", "whom": "all"},
        )

        assert (answer.status_code, answer["Location"]) == (302, STATUS)
        referral.refresh_from_db()
        assert referral.client_got_help is None
        assert referral.sharing_stopped_at is None

    def test_a_private_request_opens_with_it(
        self, client: Client, code: str, person: Person
    ) -> None:
        need = NeedFactory.create(
            person=person, is_sensitive=True, category__name="HIV care"
        )
        private = ReferralFactory.create(need=need, status=Status.REQUESTED)
        client.post(STATUS, {"code": code})

        before = text(client)
        client.post(f"{STATUS}proof/", {"digits": "0157"})

        assert "A private request" in before
        assert "HIV care" not in before
        assert private.receiver.name not in before
        assert "HIV care" in text(client)


class TestChanging:
    def test_no_reaches_the_sender(self, proven: Client, referral: Referral) -> None:
        assert "Did help come?" in text(proven)

        proven.post(f"{STATUS}confirm/", {"number": referral.number, "answer": "no"})

        referral.refresh_from_db()
        assert referral.client_got_help is False
        assert "You said: no help came." in text(proven)

    def test_somebody_elses_referral_is_not_there(self, proven: Client) -> None:
        other = ReferralFactory.create(status=Status.COMPLETED)

        answer = proven.post(
            f"{STATUS}confirm/", {"number": other.number, "answer": "yes"}
        )

        assert answer.status_code == 404
        other.refresh_from_db()
        assert other.client_got_help is None

    def test_sharing_stops_with_one_office(
        self, proven: Client, person: Person
    ) -> None:
        waiting = ReferralFactory.create(need__person=person, status=Status.REQUESTED)
        assert waiting.receiver.name in text(proven, f"{STATUS}stop/")

        proven.post(f"{STATUS}stop/", {"whom": str(waiting.receiver_id)})

        waiting.refresh_from_db()
        assert waiting.status == Status.CANCELLED
        assert "You stopped sharing with them" in text(proven)

    def test_an_office_that_is_not_among_them_is_no_choice(
        self, proven: Client, referral: Referral
    ) -> None:
        stranger = PersonFactory.create().kept_by

        answer = proven.post(f"{STATUS}stop/", {"whom": str(stranger.pk)})

        assert answer.status_code == 400

    def test_they_correct_how_they_are_reached(
        self, proven: Client, person: Person
    ) -> None:
        said = text(proven, f"{STATUS}contact/")
        seen = re.search(r'name="seen" value="([^"]+)"', said)
        assert seen is not None

        answer = proven.post(
            f"{STATUS}contact/",
            {
                "seen": seen[1],
                "phone": "(559) 555-0199",
                "may_leave_voicemail": "no",
                "contact_rule": "limited",
                "safe_hours": "after 10",
            },
        )

        person.refresh_from_db()
        assert answer.status_code == 302
        assert (person.contact_rule, person.safe_hours) == ("limited", "after 10")
        assert [
            (phone.number, phone.may_leave_voicemail) for phone in person.phones.all()
        ] == [("(559) 555-0199", False)]
        assert person.family_name == "Vegaxyz"

    def test_a_bad_phone_loses_nothing(self, proven: Client) -> None:
        answer = proven.post(
            f"{STATUS}contact/",
            {"phone": "12", "contact_rule": "open", "town": "Malaga"},
        )

        said = answer.content.decode()
        assert answer.status_code == 400
        assert "Malaga" in said
        assert "We cannot read this number" in said

    def test_what_changed_meanwhile_is_not_overwritten(
        self, proven: Client, person: Person
    ) -> None:
        answer = proven.post(
            f"{STATUS}contact/",
            {
                "seen": "2020-01-01T00:00:00+00:00",
                "phone": "(559) 555-0199",
                "contact_rule": "open",
            },
        )

        assert answer.status_code == 400
        assert person.phones.get().number == "(559) 555-0157"


class TestQuiet:
    def test_no_name_in_addresses_titles_or_logs(
        self,
        client: Client,
        code: str,
        referral: Referral,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        answers = [
            client.post(STATUS, {"code": code}, follow=True),
            client.post(f"{STATUS}proof/", {"digits": "1111"}),
            client.post(f"{STATUS}proof/", {"birth_date": "1948-03-09"}, follow=True),
            client.post(f"{STATUS}contact/", {"phone": "+1 555-0157x"}),
            client.get(f"{STATUS}stop/"),
        ]

        written = "\n".join(record.getMessage() for record in caplog.records)
        for answer in answers:
            said = answer.content.decode()
            titles = re.findall(r"<title>(.*?)</title>", said, re.DOTALL)
            links = re.findall(r'(?:href|action)="([^"]*)"', said)
            own = [link for link in links if not link.startswith("tel:")]
            for secret in (*SECRETS, code, code.replace("-", "")):
                assert secret not in " ".join([*titles, *own])
                assert secret not in written

    def test_the_session_knows_no_letters_of_the_code(
        self, proven: Client, code: str
    ) -> None:
        assert code.replace("-", "") not in str(dict(proven.session))

    def test_it_speaks_spanish(self, client: Client, code: str) -> None:
        client.post(STATUS, {"code": code})
        with translation.override("es"):
            heading = translation.gettext("How your requests are going")

        answer = client.get(STATUS, headers={"accept-language": "es"})

        assert f"<h1>{heading}</h1>" in answer.content.decode()
        assert '<html lang="es">' in answer.content.decode()

    def test_as_many_queries_for_many_requests_as_for_one(
        self,
        proven: Client,
        person: Person,
        referral: Referral,
    ) -> None:
        with CaptureQueriesContext(connection) as few:
            proven.get(STATUS)
        for _each in range(3):
            ReferralFactory.create(need__person=person, status=Status.ACCEPTED)
        with CaptureQueriesContext(connection) as many:
            proven.get(STATUS)

        assert len(few) == len(many)
