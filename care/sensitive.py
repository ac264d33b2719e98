"""Kinds of help whose very name tells something private, in one place."""

from care.models import DataClass

SENSITIVE_TERMS: dict[str, DataClass] = {
    "safety.abuse": DataClass.VICTIM_SERVICES,
    "safety.neglect": DataClass.VICTIM_SERVICES,
    "safety.shelter": DataClass.VICTIM_SERVICES,
    "safety.crisis": DataClass.BEHAVIORAL,
    "health.counseling": DataClass.BEHAVIORAL,
    "health.substance-use": DataClass.SUBSTANCE_USE,
    "health.hiv": DataClass.HIV,
    "legal.immigration": DataClass.IMMIGRATION,
}
"""Codes of such terms, with all that lies under them, each with its data class."""


def sensitive_class(code: str) -> DataClass | None:
    """The private class that a kind of help reveals; None for everyday needs."""
    for prefix, data_class in SENSITIVE_TERMS.items():
        if code == prefix or code.startswith(f"{prefix}."):
            return data_class
    return None
