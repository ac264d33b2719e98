"""The e-mails that development and the demo write to a folder, for reading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

# What Django's file backend writes under each message.
RULE = b"-" * 79
FILE_NAME = re.compile(r"[\w-]+")
MOST = 100


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail, as the mailbox shows it."""

    file: str
    number: int
    subject: str
    to: str
    sent: str
    body: str


def folder() -> Path | None:
    """Where the e-mails lie; None where nobody may read them here."""
    mailer = settings.MAILERS["default"]
    if not (settings.DEBUG or settings.DEMO):
        return None
    if not mailer["BACKEND"].endswith("filebased.EmailBackend"):
        return None
    return Path(mailer["OPTIONS"]["file_path"])


def letters(place: Path) -> list[Letter]:
    """The newest e-mails first."""
    found: list[Letter] = []
    # The names begin with the moment at which each file was begun.
    for path in sorted(place.glob("*.log"), reverse=True):
        found.extend(reversed(list(_in(path))))
        if len(found) >= MOST:
            break
    return found[:MOST]


def letter(place: Path, file: str, number: int) -> Letter | None:
    """One e-mail by its file's name, without ending, and its place in it."""
    path = place / f"{file}.log"
    if not FILE_NAME.fullmatch(file) or not path.is_file():
        return None
    return next((one for one in _in(path) if one.number == number), None)


def _in(path: Path) -> Iterator[Letter]:
    parts = path.read_bytes().split(RULE)
    for number, raw in enumerate(part for part in parts if part.strip()):
        message = message_from_bytes(raw.lstrip(), policy=policy.default)
        if isinstance(message, EmailMessage):
            yield Letter(
                file=path.stem,
                number=number,
                subject=str(message.get("Subject", "")),
                to=str(message.get("To", "")),
                sent=str(message.get("Date", "")),
                body=_text(message),
            )


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    return str(part.get_content()) if part is not None else ""
