"""Family codes: how they are made, read from paper, and kept without being known."""

import re
import secrets
from datetime import date, datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from care.models import FamilyCode, Person

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 or O, 1, I or L: codes are read from paper and over the phone."""
LENGTH = 8
GROUP = 4
LASTS = timedelta(days=365)
"""As long as an agreement usually does."""


def new() -> str:
    """A code as it is printed: "4TRX-82KM"."""
    code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    return f"{code[:GROUP]}-{code[GROUP:]}"


def digest(code: str) -> str:
    """What is kept of a code: keyed, so that trying all of them needs our secret."""
    return salted_hmac("care.codes", plain(code), algorithm="sha256").hexdigest()


def plain(typed: str) -> str:
    """A code as typed, without case, spaces and dashes."""
    return re.sub(r"[\W_]", "", typed).upper()


def find(typed: str, *, at: datetime) -> FamilyCode | None:
    """The code that lets somebody in now; None for every other, whatever the reason."""
    if len(plain(typed)) != LENGTH:
        return None
    wanted = FamilyCode.objects.open(at).filter(digest=digest(typed))
    return wanted.select_related("person__kept_by").first()


def in_use(person: Person, *, at: datetime) -> FamilyCode | None:
    """The one that opens this person's page now; None when there is none."""
    return FamilyCode.objects.open(at).filter(person=person).first()


def is_proof(
    person: Person, *, birth_date: date | None = None, digits: str = ""
) -> bool:
    """Whether the birth date, or the end of a known phone, is this person's."""
    ends = [phone.dialled[-4:] for phone in person.phones.all() if phone.dialled]
    said = re.sub(r"\D", "", digits)
    is_phone = len(said) == 4 and any(constant_time_compare(said, end) for end in ends)
    is_birth = birth_date is not None and birth_date == person.birth_date
    return is_phone or is_birth


def may_prove(person: Person) -> bool:
    """Whether there is anything to prove it with."""
    phones = person.phones.all()
    return person.birth_date is not None or any(phone.dialled for phone in phones)
