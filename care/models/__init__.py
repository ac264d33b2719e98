"""Who is helped: people, their needs, their consents, and who looked."""

from care.models.access import AccessEntry
from care.models.code import FamilyCode
from care.models.consent import (
    Consent,
    ConsentDataClass,
    ConsentPurpose,
    ConsentStop,
    DataClass,
    Purpose,
)
from care.models.need import Need
from care.models.person import KEEPS_PEOPLE, Person, PersonPhone, PersonSound

__all__ = [
    "KEEPS_PEOPLE",
    "AccessEntry",
    "Consent",
    "ConsentDataClass",
    "ConsentPurpose",
    "ConsentStop",
    "DataClass",
    "FamilyCode",
    "Need",
    "Person",
    "PersonPhone",
    "PersonSound",
    "Purpose",
]
