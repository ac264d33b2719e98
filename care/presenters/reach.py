"""How to reach a person: numbers, and what to mind."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from care.models import Person, PersonPhone
from care.presenters.people import language_words


@dataclass(frozen=True, slots=True)
class Fact:
    """An icon and words."""

    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class Call:
    """A number, and what may be done with it."""

    number: str
    whose: str
    rules: tuple[str, ...]


def call_of(phone: PersonPhone) -> Call:
    """A number with its rules in words."""
    said = []
    if phone.safe_hours:
        said.append(phone.safe_hours)
    if phone.may_leave_voicemail is not None:
        said.append(
            _("Voicemail is all right")
            if phone.may_leave_voicemail
            else _("Leave no voicemail")
        )
    if phone.may_text is not None:
        said.append(_("Texting is all right") if phone.may_text else _("Send no texts"))
    return Call(phone.number, phone.whose, tuple(said))


def reach_of(person: Person) -> Iterable[Fact]:
    """What to mind before calling, and other ways than calling."""
    if person.safe_hours:
        yield Fact("clock", person.safe_hours)
    if person.contact_note:
        yield Fact("message", person.contact_note)
    if person.code_word:
        yield Fact("key", _("Say first: “%(word)s”.") % {"word": person.code_word})
    yield Fact("speak", language_words(person))
    if person.email:
        yield Fact("send", person.email)
