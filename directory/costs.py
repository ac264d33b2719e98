"""What a service costs, as people ask for it: free, by income, or for a fee."""

import re
from collections.abc import Iterable

from directory.models import CostOption, Service, ServicePayer

FREE = "free"
SLIDING = "sliding"
FEE = "fee"

_NO_FEE = re.compile(
    r"\b(no|without|zero)\s+(any\s+)?(fee|fees|cost|costs|charge|charges)\b"
    r"|\bfree(\s+of\s+charge)?\b(?!\s*-?\s*(standing|way|lance))"
    r"|\bat no (cost|charge)\b|\bgratis\b|\bgratuit[oa]s?\b|\bsin (costo|cargo)\b"
    r"|\bdoes not charge\b|^\s*(fees?|costs?)?\s*:?\s*none\.?\s*$"
    r"|[$€£]\s*0+([.,]0+)?(?![.,]?\d)",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(r"\b(not|isn'?t|never) free\b|\bfree or\b", re.IGNORECASE)
_SLIDING = re.compile(
    r"\bsliding\b|\bsegún (los |sus )?ingresos\b|\bescala móvil\b"
    r"|\b(based|depend\w*|according)\s+(up)?(on|to)\s+(\w+\s+){0,3}income\b"
    r"|\bability to pay\b|\bincome[- ]based\b",
    re.IGNORECASE,
)
_FEE = re.compile(
    r"[$€£]\s*\d|\b\d+(\.\d\d)?\s*dollars\b|\bco-?pay|\bfee\b|\bfees\b|\bcharges?\b"
    r"|\bprivate pay\b|\bmembership\b|\btuition\b|\bvar(y|ies)\b|\bcuota\b|\btarifa\b",
    re.IGNORECASE,
)

_PAYER_COSTS = {
    ServicePayer.Payer.FREE: FREE,
    ServicePayer.Payer.SLIDING: SLIDING,
    ServicePayer.Payer.SELF: FEE,
    ServicePayer.Payer.PRIVATE: FEE,
}


def of(
    service: Service, payers: Iterable[str], options: Iterable[CostOption]
) -> frozenset[str]:
    """Return which of free, sliding and fee hold; several may, none is "not known".

    What somebody chose from a list (payers, priced options) decides; only without
    such a word are the plain words about fees read.
    """
    said = _from_payers(payers) | _from_options(options)
    return said or from_words(f"{service.fees_description}\n{service.fees}")


def from_words(text: str) -> frozenset[str]:
    """Return the costs that a description of fees names in plain words."""
    found = set()
    for line in filter(str.strip, text.splitlines()):
        is_free = bool(_NO_FEE.search(line)) and not _NOT_FREE.search(line)
        if is_free:
            found.add(FREE)
        if _SLIDING.search(line):
            found.add(SLIDING)
        # What is left once "no fee" is taken out may still name a price.
        elif _FEE.search(_NO_FEE.sub(" ", line)):
            found.add(FEE)
    return frozenset(found)


def _from_payers(payers: Iterable[str]) -> frozenset[str]:
    kinds = {_PAYER_COSTS.get(ServicePayer.Payer(payer)) for payer in payers}
    return frozenset(kind for kind in kinds if kind)


def _from_options(options: Iterable[CostOption]) -> frozenset[str]:
    found: set[str] = set()
    for option in options:
        if option.amount is not None:
            found.add(FREE if option.amount == 0 else FEE)
        else:
            found |= from_words(f"{option.option}\n{option.amount_description}")
    return frozenset(found)
