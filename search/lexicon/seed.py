"""The words that come with Waypost: reading the files, and putting them in the table.

A file holds blocks of lines, parted by empty lines; ``fixtures/lexicon/README.md``
tells how they are written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from search.lexicon.keeping import forget
from search.models import LexiconEntry
from search.models.lexicon import USUAL_WEIGHT

# How a block names the language of what people write.
LANGUAGES = {"both": "", "en": "en", "es": "es"}
KEYS = {*LANGUAGES, "means", "near", "who", "note"}
SAID = ("language", "text", "stands_for", "weight", "is_needed", "note")


class SeedError(ValueError):
    """A file of the lexicon cannot be read. The message says where, and why."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the delivered entries."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0
    """Those that staff changed, and that stay as they are."""


def default_folder() -> Path:
    """Return where the delivered words lie."""
    return Path(settings.FIXTURES_DIR) / "lexicon"


def entries(folder: Path) -> Iterator[LexiconEntry]:
    """Return the entries of all files, each text of a language once.

    Raises:
        SeedError: a file breaks the format, or says something twice.
    """
    said: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.txt")):
        for where, block in _blocks(path):
            for entry in _entries(block):
                known = said.setdefault((entry.language, entry.text.casefold()), where)
                if known is not where:
                    message = f"{where}: “{entry.text}” stands at {known} already"
                    raise SeedError(message)
                yield entry


@transaction.atomic
def load(folder: Path) -> Loaded:
    """Bring the table to what the files say, except where staff said otherwise.

    Raises:
        SeedError: the files cannot be read; nothing was changed.
    """
    wanted = {(one.language, one.text.casefold()): one for one in entries(folder)}
    present = {
        (one.language, one.text.casefold()): one for one in LexiconEntry.objects.all()
    }
    new = [one for name, one in wanted.items() if name not in present]
    seeds = {name: one for name, one in present.items() if one.is_seed}
    gone = [one.pk for name, one in seeds.items() if name not in wanted]
    changed = [
        _changed(seeds[name], one)
        for name, one in wanted.items()
        if name in seeds and _said(seeds[name]) != _said(one)
    ]
    LexiconEntry.objects.filter(pk__in=gone).delete()
    LexiconEntry.objects.bulk_create(new, batch_size=500)
    LexiconEntry.objects.bulk_update(changed, [*SAID, "changed_at"], batch_size=100)
    transaction.on_commit(forget)
    kept = sum(name in wanted and not one.is_seed for name, one in present.items())
    return Loaded(len(new), len(changed), len(gone), kept)


def _said(entry: LexiconEntry) -> tuple[object, ...]:
    return tuple(getattr(entry, name) for name in SAID)


def _changed(entry: LexiconEntry, to: LexiconEntry) -> LexiconEntry:
    for name in SAID:
        setattr(entry, name, getattr(to, name))
    entry.changed_at = timezone.now()
    return entry


def _entries(block: dict[str, list[str]]) -> Iterator[LexiconEntry]:
    means = [*block.get("means", []), *(f"~ {one}" for one in block.get("near", []))]
    for name, language in LANGUAGES.items():
        for text in block.get(name, []):
            yield LexiconEntry(
                text=text,
                language=language,
                stands_for="\n".join(means),
                weight=USUAL_WEIGHT,
                is_needed="who" not in block,
                note=" ".join(block.get("note", [])),
                is_seed=True,
            )


def _blocks(path: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    block: dict[str, list[str]] = {}
    start = 0
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        text = line.strip()
        if text.startswith("#"):
            continue
        if not text:
            if block:
                yield _checked(block, f"{path.name}:{start}")
            block = {}
            continue
        key, colon, rest = text.partition(":")
        if not colon or key not in KEYS:
            message = f"{path.name}:{number}: a line begins with one of {sorted(KEYS)}"
            raise SeedError(message)
        start = start if block else number
        found = [one.strip() for one in rest.split("|")]
        block[key] = [*block.get(key, []), *filter(None, found)]


def _checked(
    block: dict[str, list[str]], where: str
) -> tuple[str, dict[str, list[str]]]:
    if not any(block.get(name) for name in LANGUAGES):
        message = f"{where}: nobody says any of it (en, es, both)"
        raise SeedError(message)
    return where, block
