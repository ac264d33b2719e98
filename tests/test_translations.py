"""Spanish is complete, and the compiled catalogue is the written one."""

import ast
import gettext
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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


def untranslated(catalogue: Path) -> list[str]:
    return [
        entry["msgid"]
        for entry in entries(catalogue.read_text())
        if "fuzzy" in entry.get("flags", "")
        or not all(v for k, v in entry.items() if k.startswith("msgstr"))
    ]


def test_every_text_has_its_spanish() -> None:
    assert not untranslated(CATALOGUE)


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext")
def test_every_text_of_the_code_is_in_the_catalogue(tmp_path: Path) -> None:
    copy = tmp_path / "project"
    left_out = shutil.ignore_patterns(".*", "var", "fixtures", "tests", "benchmarks")
    shutil.copytree(PROJECT, copy, ignore=left_out)
    command = ["manage.py", "makemessages", "-l", "es", "--no-location", "-v", "0"]

    subprocess.run(
        [sys.executable, *command],
        cwd=copy,
        env=os.environ
        | {
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR_DIR": str(tmp_path / "var"),
        },
        check=True,
        timeout=120,
    )

    assert not untranslated(copy / CATALOGUE.relative_to(PROJECT)), "make messages"


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
