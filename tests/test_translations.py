"""Spanish is complete, and the compiled catalogue is the written one."""

import ast
import gettext
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUE = PROJECT / "locale" / "es" / "LC_MESSAGES" / "django.po"


def entries(text: str) -> list[dict[str, str]]:
    """The entries of a catalogue: msgctxt, msgid, msgid_plural, msgstr…, flags."""
    found = []
    for block in text.split("\n\n"):
        entry: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry["flags"] = line
            elif line.startswith("#"):
                continue
            elif line.startswith('"'):
                entry[field] += ast.literal_eval(line)
            elif line:
                field, _, quoted = line.partition(" ")
                entry[field] = ast.literal_eval(quoted)
        if entry.get("msgid"):
            found.append(entry)
    return found


def test_every_text_has_its_spanish() -> None:
    missing = [
        entry["msgid"]
        for entry in entries(CATALOGUE.read_text())
        if "fuzzy" in entry.get("flags", "")
        or not all(v for k, v in entry.items() if k.startswith("msgstr"))
    ]

    assert not missing


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)

    stale = [
        entry["msgid"]
        for entry in entries(CATALOGUE.read_text())
        if "msgctxt" not in entry
        and "msgid_plural" not in entry
        and catalogue.gettext(entry["msgid"]) != entry["msgstr"]
    ]

    assert not stale
