"""The words in the database: delivered, changed by staff, read by every process."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from search import lexicon
from search.language import Category
from search.lexicon import seed
from search.models import LexiconEntry
from tests.factories.directory import TaxonomyTermFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    lexicon.forget()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "en: zorb | zorbing\nmeans: ball rolling\n")
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "a.txt").write_text(text)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("load_lexicon", *arguments, stdout=out)
    return out.getvalue()


def sources(text: str) -> list[str]:
    return [one.source for read in lexicon.explain(text) for one in read.meanings]


def test_a_fresh_site_has_the_delivered_words() -> None:
    assert LexiconEntry.objects.filter(is_seed=True).count() > 500
    assert "meals on wheels" in sources("Meals on Wheels")


def test_loading_again_changes_nothing() -> None:
    before = list(LexiconEntry.objects.order_by("pk").values_list("pk", "changed_at"))

    assert "0 entries added, 0 changed, 0 removed, 0 left" in run()
    assert (
        list(LexiconEntry.objects.order_by("pk").values_list("pk", "changed_at"))
        == before
    )


def test_a_new_release_adds_changes_and_removes_its_own_words(folder: Path) -> None:
    seed.load(folder)
    write(folder, "en: zorb\nmeans: rolling downhill\n\nes: zorbar\nmeans: zorb\n")

    done = seed.load(folder)

    assert (done.added, done.changed, done.removed, done.kept) == (1, 1, 1, 0)
    assert LexiconEntry.objects.get(text="zorb").stands_for == "rolling downhill"
    assert not LexiconEntry.objects.filter(text="zorbing").exists()


def test_what_staff_changed_stays(folder: Path) -> None:
    seed.load(folder)
    LexiconEntry.objects.filter(text="zorb").update(
        stands_for="our own", is_active=False, is_seed=False
    )
    LexiconEntry.objects.create(text="Zorbing", language="es", stands_for="ours")
    write(folder, "en: zorb | zorbing\nmeans: another\n")

    done = seed.load(folder)

    assert (done.changed, done.kept) == (1, 1)
    assert LexiconEntry.objects.get(text="zorb").stands_for == "our own"
    assert LexiconEntry.objects.get(text="Zorbing").stands_for == "ours"


def test_the_command_says_what_is_wrong_and_writes_nothing_when_asked(
    folder: Path,
) -> None:
    before = LexiconEntry.objects.count()

    assert "2 entries added" in run("--from", str(folder), "--dry-run")
    assert LexiconEntry.objects.count() == before
    write(folder, "nonsense")
    with pytest.raises(CommandError, match=r"a\.txt:1"):
        run("--from", str(folder))


def test_an_entry_takes_effect_at_once() -> None:
    assert sources("lonchera") == []

    entry = LexiconEntry.objects.create(text="lonchera", stands_for="lunch box")
    assert sources("loncheras") == ["lonchera"]

    LexiconEntry.objects.filter(pk=entry.pk).update(
        is_active=False, changed_at=timezone.now()
    )
    assert sources("lonchera") == []


def test_a_kind_of_help_is_read_by_its_name_as_soon_as_it_is_there() -> None:
    lexicon.read("zorbing")
    term = TaxonomyTermFactory.create(name="Zorbing", name_es="Esferismo")

    for text in ("zorbing", "esferismo"):
        assert Category(term.pk) in lexicon.read(text)[0].alternatives


def test_kinds_of_help_that_left_are_not_meant() -> None:
    TaxonomyTermFactory.create(name="Zorbing", removed_at=timezone.now())

    assert sources("zorbing") == []


def test_a_process_asks_only_now_and_then_whether_words_changed(
    settings: LazySettings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        lexicon.read("food")
    with django_assert_num_queries(2):
        lexicon.read("food")

    settings.LEXICON_RECHECK = timedelta(seconds=30)
    with django_assert_num_queries(0):
        lexicon.read("food")
