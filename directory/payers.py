"""Who pays for a service, read from what was chosen and from the words of listings."""

import re
from collections.abc import Iterable

from directory.models import Service, ServicePayer

Payer = ServicePayer.Payer

_READS = {
    Payer.MEDICAID: re.compile(
        r"\bmedicaid\b|\bmedi-?cal\b|\bchip\b|\bstate health plan", re.IGNORECASE
    ),
    Payer.MEDICARE: re.compile(r"\bmedicare\b", re.IGNORECASE),
    Payer.VA: re.compile(
        r"\bva (pays|health|benefits|insurance)|\btri-?care\b|\bchampva\b"
        r"|\bveterans (affairs|administration) (pays|benefits)",
        re.IGNORECASE,
    ),
    Payer.PRIVATE: re.compile(
        r"\b(private|commercial|most|major|all|health|third[- ]party|other)"
        r" (\w+ )?insurances?\b|\b(takes?|accepts?|bills?) (\w+ )?insurances?\b"
        r"|\bseguros? (privad|m[eé]dic)\w+|\bhmo\b|\bppo\b"
        r"|\blong-term care insurance\b",
        re.IGNORECASE,
    ),
}
_PARTS = re.compile(r"[.;\n]")
_NOT = re.compile(
    r"\b(no|not|without|never|sin|un-?insured|doesn'?t|don'?t|ineligible)\b",
    re.IGNORECASE,
)


def of(service: Service, payers: Iterable[str]) -> frozenset[str]:
    """Return the codes of ``ServicePayer.Payer`` that hold for a service.

    What somebody chose from the list decides; only without it are the words about
    fees read, and they name insurers alone: what people pay is ``costs.of``'s.
    """
    chosen = frozenset(payers)
    return chosen or from_words(f"{service.fees_description}\n{service.fees}")


def from_words(text: str) -> frozenset[str]:
    """Return the insurers that a description of fees names as paying, EN or ES."""
    return frozenset(
        str(payer)
        for part in _PARTS.split(text)
        if not _NOT.search(part)
        for payer, reads in _READS.items()
        if reads.search(part)
    )
