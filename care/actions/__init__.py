"""What may be done to people, needs and consents: one verb each, guarded here."""

from care.actions.codes import (
    code_used,
    make_code,
    proof_failed,
    proof_given,
    stop_code,
)
from care.actions.consents import (
    ConsentTerms,
    record_consent,
    revoke_consent,
    stop_sharing_with,
)
from care.actions.keeping import NEWCOMER, Family, Newcomer
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
    "NEWCOMER",
    "ConsentTerms",
    "Family",
    "Look",
    "Newcomer",
    "PersonDetails",
    "PhoneDetails",
    "add_need",
    "change_person",
    "code_used",
    "keep_person",
    "log_look",
    "log_person_look",
    "log_refused",
    "log_refused_person",
    "make_code",
    "proof_failed",
    "proof_given",
    "record_consent",
    "revoke_consent",
    "settle_need",
    "stop_code",
    "stop_sharing_with",
    "withdraw_need",
]
