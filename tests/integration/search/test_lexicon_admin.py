"""Stewards look after the words."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from search import lexicon
from search.models import LexiconEntry, UnansweredSearch
from tests.factories.accounts import MembershipFactory, network
from tests.factories.directory import TaxonomyTermFactory

pytestmark = pytest.mark.django_db

ENTRIES = reverse("admin:search_lexiconentry_changelist")
ADD = reverse("admin:search_lexiconentry_add")
TRY = reverse("admin:search_lexiconentry_try")
QUEUE = reverse("admin:search_unansweredsearch_changelist")


@pytest.fixture
def steward(client: Client) -> Client:
    client.force_login(network(User.NetworkRole.STEWARD))
    return client


@pytest.fixture
def asked() -> UnansweredSearch:
    today = date(2026, 3, 1)
    return UnansweredSearch.objects.create(
        text="lonchera movil", count=7, first_on=today, last_on=today
    )


def change(entry: LexiconEntry) -> str:
    return reverse("admin:search_lexiconentry_change", args=[entry.pk])


def delivered() -> LexiconEntry:
    return LexiconEntry.objects.get(text="meals on wheels", language="en")


@pytest.mark.parametrize("address", [ENTRIES, ADD, TRY, QUEUE])
def test_a_steward_opens_every_page(steward: Client, address: str) -> None:
    assert steward.get(address).status_code == 200


@pytest.mark.parametrize("address", [ENTRIES, ADD, TRY, QUEUE])
def test_nobody_else_does(client: Client, address: str) -> None:
    client.force_login(MembershipFactory.create().user)

    assert client.get(address).status_code == 302


def test_what_a_steward_writes_is_theirs_and_takes_effect(steward: Client) -> None:
    kind = TaxonomyTermFactory.create(name="Zorbing")
    sent = {
        "text": "lonchera",
        "language": "es",
        "stands_for": "food truck",
        "kinds": [kind.pk],
        "weight": "0.9",
        "is_needed": "on",
        "is_active": "on",
    }

    assert steward.post(ADD, sent).status_code == 302

    entry = LexiconEntry.objects.get(text="lonchera")
    assert not entry.is_seed
    assert entry.changed_by is not None
    (read,) = lexicon.explain("loncheras")
    assert [one.source for one in read.meanings] == ["lonchera"]
    assert steward.post(ADD, sent).status_code == 200, "twice in one language"


def test_a_changed_entry_is_no_longer_as_delivered(steward: Client) -> None:
    entry = delivered()
    sent = {"stands_for": "ours", "weight": "0.5", "is_active": "on"}

    assert steward.post(change(entry), sent).status_code == 302

    entry.refresh_from_db()
    assert (entry.stands_for, entry.is_seed) == ("ours", False)
    assert entry.text == "meals on wheels"


def test_entries_are_switched_off_and_not_deleted(steward: Client) -> None:
    entry = delivered()
    gone = reverse("admin:search_lexiconentry_delete", args=[entry.pk])
    chosen = {"_selected_action": [entry.pk], "action": "switch_off"}

    assert steward.post(gone, {"post": "yes"}).status_code == 403
    steward.post(ENTRIES, chosen)
    entry.refresh_from_db()
    assert (entry.is_active, entry.is_seed) == (False, False)

    steward.post(ENTRIES, chosen | {"action": "switch_on"})
    entry.refresh_from_db()
    assert entry.is_active


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("?q=home+delivered+meals+wheels", True),
        ("?q=zorbing", False),
        ("?language__exact=en&q=meals+on+wheels", True),
        ("?language__exact=es&q=meals+on+wheels", False),
        ("?written=delivered&q=meals+on+wheels", True),
        ("?written=here&q=meals+on+wheels", False),
        ("?kind={kind}&q=meals+on+wheels", True),
        ("?kind=nonsense&q=meals+on+wheels", True),
        ("?kind={other}&q=meals+on+wheels", False),
    ],
)
def test_entries_are_found_by_words_language_and_kind(
    steward: Client, query: str, is_listed: bool
) -> None:
    top = TaxonomyTermFactory.create(name="Eating")
    TaxonomyTermFactory.create(name="Home-delivered meals (hot)", parent=top)
    other = TaxonomyTermFactory.create(name="Getting about")
    TaxonomyTermFactory.create(name="Zorbing", parent=other)

    page = steward.get(ENTRIES + query.format(kind=top.pk, other=other.pk))

    rows = page.context["cl"].result_list
    assert (delivered() in rows) is is_listed


def test_a_question_can_be_tried(steward: Client) -> None:
    TaxonomyTermFactory.create(name="Home delivered meals")

    page = steward.get(TRY, {"q": '"soup" meals on wheels for seniors <i>'})

    assert [(group.text, group.is_needed) for group in page.context["groups"]] == [
        ("soup", True),
        ("meals on wheels", True),
        ("seniors", False),
    ]
    assert "Home delivered meals" in page.text
    assert change(delivered()) in page.text
    assert "seniors <i>" not in page.text


def test_the_queue_shows_what_waits(steward: Client, asked: UnansweredSearch) -> None:
    page = steward.get(QUEUE).text

    assert "lonchera movil" in page
    assert f"{ADD}?text=lonchera+movil" in page
    assert 'value="lonchera movil"' in steward.get(ADD, {"text": asked.text}).text


def test_a_question_is_left_and_put_back_with_one_press(
    steward: Client, asked: UnansweredSearch
) -> None:
    leave = reverse("admin:search_unansweredsearch_leave", args=[asked.pk])
    back = reverse("admin:search_unansweredsearch_take-back", args=[asked.pk])
    assert leave in steward.get(QUEUE).text
    assert steward.get(leave).status_code == 405

    steward.post(leave)
    assert "lonchera" not in steward.get(QUEUE, {"q": ""}).context["cl"].result_list
    assert back in steward.get(QUEUE, {"status": "left"}).text

    steward.post(back)
    asked.refresh_from_db()
    assert asked.status == UnansweredSearch.Status.WAITING


def test_only_stewards_press(client: Client, asked: UnansweredSearch) -> None:
    client.force_login(MembershipFactory.create().user)

    client.post(reverse("admin:search_unansweredsearch_leave", args=[asked.pk]))

    asked.refresh_from_db()
    assert asked.status == UnansweredSearch.Status.WAITING


def test_an_entry_answers_the_question_that_asked_for_it(
    steward: Client, asked: UnansweredSearch
) -> None:
    sent = {"text": "Lonchera móvil", "stands_for": "food truck", "weight": "0.8"}

    steward.post(ADD, sent)

    asked.refresh_from_db()
    assert asked.status == UnansweredSearch.Status.TAKEN
    assert asked.entry == LexiconEntry.objects.get(text="Lonchera móvil")
    assert "In the lexicon" in steward.get(QUEUE, {"status": "taken"}).text
