"""What a referral discloses: a copy of the least fields, and who may open it when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from care.disclosure import classes_for
from care.models import DataClass, Need, Person
from referrals.models import Referral, Side


@dataclass(frozen=True, slots=True)
class SharedPhone:
    """A number, and what may be done with it."""

    number: str
    whose: str
    may_leave_voicemail: bool | None
    may_text: bool | None
    safe_hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What somebody on one side of a referral may read about the person.

    Until ``is_open`` name, contact and notes are empty: only what decides whether
    the receiver can help is there.
    """

    is_open: bool
    # For deciding whether one can help.
    need: str = ""
    urgency: str = ""
    age_band: str = ""
    language: str = ""
    needs_interpreter: bool = False
    town: str = ""
    postal_code: str = ""
    payers: tuple[str, ...] = ()
    # For helping.
    name: str = ""
    initials: str = ""
    called: str = ""
    pronouns: str = ""
    birth_date: date | None = None
    age: int | None = None
    address: str = ""
    phones: tuple[SharedPhone, ...] = ()
    email: str = ""
    contact_rule: str = ""
    safe_hours: str = ""
    code_word: str = ""
    contact_note: str = ""
    words: str = ""
    request_note: str = ""

    @property
    def may_be_contacted(self) -> bool:
        """Whether the person lets anybody contact them; not asked is no answer."""
        return self.contact_rule != Person.ContactRule.PROHIBITED

    @property
    def may_leave_voicemail(self) -> bool:
        """Whether there is a number on which nobody forbade it."""
        said = [phone.may_leave_voicemail for phone in self.phones]
        is_forbidden = bool(said) and all(one is False for one in said)
        return self.may_be_contacted and not is_forbidden


OPEN_FIELDS = frozenset(
    {
        "name",
        "initials",
        "called",
        "pronouns",
        "birth_date",
        "age",
        "address",
        "phones",
        "email",
        "contact_rule",
        "safe_hours",
        "code_word",
        "contact_note",
        "words",
        "request_note",
    }
)
"""What a blind referral keeps closed until the receiver accepts."""


def make(need: Need, *, request_note: str, at: datetime) -> dict[str, Any]:
    """Copy the least fields that this service needs, as they are now."""
    person = need.person
    age = person.age(timezone.localdate(at))
    return {
        "need": need.category.code or str(need.category_id),
        "urgency": need.urgency,
        "age_band": age_band(age),
        "language": person.language,
        "needs_interpreter": person.needs_interpreter,
        "town": person.town,
        "postal_code": person.postal_code,
        "payers": list(person.payers),
        "name": person.full_name,
        "initials": person.initials,
        "called": person.called,
        "pronouns": person.pronouns,
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "age": age,
        "address": person.address,
        "phones": _phones(person),
        "email": person.email,
        "contact_rule": person.contact_rule,
        "safe_hours": person.safe_hours,
        "code_word": person.code_word,
        "contact_note": person.contact_note,
        "words": need.words,
        "request_note": request_note,
    }


def seen_by(referral: Referral, sides: Collection[Side]) -> Shared:
    """What people on these sides may read about the person in this referral.

    A sender's draft shows the person as written now; once sent, everybody reads the
    copy that was disclosed. A withdrawn copy is empty for everybody.
    """
    copy = referral.snapshot
    if referral.sent_at is None:
        copy = make(
            referral.need,
            request_note=referral.request_note,
            at=referral.changed_at,
        )
    is_open = bool(copy) and not is_sealed(referral, sides)
    return _shared(copy, is_open=is_open)


def seen_by_link(referral: Referral) -> Shared:
    """What whoever holds a link may read: the least, until the office accepted.

    Also of an everyday need: a link is opened by whoever finds it.
    """
    is_open = bool(referral.snapshot) and referral.accepted_at is not None
    return _shared(referral.snapshot, is_open=is_open)


def classes_read(referral: Referral, sides: Collection[Side]) -> frozenset[DataClass]:
    """What people on these sides read when they open it, for the access log.

    Where the copy is sealed, that is the kind of need and no more.
    """
    if is_taken_back(referral, sides):
        return frozenset()
    shared = classes_for(referral.need)
    if seen_by(referral, sides).is_open:
        return shared
    return shared - {DataClass.IDENTITY, DataClass.CONTACT}


def is_sealed(referral: Referral, sides: Collection[Side]) -> bool:
    """Whether a blind referral has not opened to these sides: nobody accepted it."""
    return (
        referral.is_blind
        and referral.accepted_at is None
        and {Side.SENDER, Side.NETWORK}.isdisjoint(sides)
    )


def is_taken_back(referral: Referral, sides: Collection[Side]) -> bool:
    """Whether all that people on these sides had was a copy, and that is gone.

    They keep its number and what they wrote themselves; not even the kind of need.
    """
    is_gone = referral.is_withdrawn or referral.is_passed_over
    return is_gone and set(sides) == {Side.RECEIVER}


def is_cut_off(referral: Referral, sides: Collection[Side]) -> bool:
    """Whether people on these sides learn no more: the person stopped sharing.

    A sender is cut off from what is under way, a receiver from what it had not yet
    accepted. Whoever stands on another side too still knows what that side knows.
    """
    cut = set()
    if referral.stopped_before_end:
        cut.add(Side.SENDER)
    if referral.is_withdrawn:
        cut.add(Side.RECEIVER)
    return bool(sides) and cut.issuperset(sides)


def known_until(referral: Referral, sides: Collection[Side]) -> datetime | None:
    """The moment after which these sides learn no more; None when there is none."""
    return referral.sharing_stopped_at if is_cut_off(referral, sides) else None


def age_band(age: int | None) -> str:
    """An age as a stranger may know it: "40s"; empty when not known."""
    if age is None:
        return ""
    return "0-9" if age < 10 else f"{age // 10 * 10}s"


def _phones(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "number": phone.number,
            "whose": phone.whose,
            "may_leave_voicemail": phone.may_leave_voicemail,
            "may_text": phone.may_text,
            "safe_hours": phone.safe_hours,
        }
        for phone in person.phones.all()
    ]


def _shared(copy: dict[str, Any], *, is_open: bool) -> Shared:
    said: dict[str, Any] = {
        name: value
        for name, value in copy.items()
        if is_open or name not in OPEN_FIELDS
    }
    if "payers" in said:
        said["payers"] = tuple(said["payers"])
    if said.get("birth_date"):
        said["birth_date"] = date.fromisoformat(said["birth_date"])
    if "phones" in said:
        said["phones"] = tuple(SharedPhone(**phone) for phone in said["phones"])
    return Shared(is_open=is_open, **said)
