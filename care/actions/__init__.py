"""What may be done to people, needs and consents: one verb each, guarded here."""

from care.actions.consents import ConsentTerms, record_consent, revoke_consent
from care.actions.looks import (
    Look,
    log_look,
    log_person_look,
    log_refused,
    log_refused_person,
)
from care.actions.needs import add_need, settle_need, withdraw_need
from care.actions.people import (
    PersonDetails,
    PhoneDetails,
    change_person,
    keep_person,
)

__all__ = [
    "ConsentTerms",
    "Look",
    "PersonDetails",
    "PhoneDetails",
    "add_need",
    "change_person",
    "keep_person",
    "log_look",
    "log_person_look",
    "log_refused",
    "log_refused_person",
    "record_consent",
    "revoke_consent",
    "settle_need",
    "withdraw_need",
]
