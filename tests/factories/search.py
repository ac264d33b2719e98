"""The least valid document, and places to search from."""

from typing import Any
from uuid import UUID

from directory.places import Place, PlaceKind
from search.documents import Document
from search.ranking import Field

FRESNO = Place(
    label="Fresno 93721",
    kind=PlaceKind.ZIP,
    latitude=36.7378,
    longitude=-119.7871,
    area_codes=frozenset({"us", "us-ca", "us-ca-019", "us-93721"}),
    timezone="America/Los_Angeles",
)


def document(number: int = 1, *, where: int | None = None, **facts: Any) -> Document:
    """Service ``number`` at location ``where``; ``name``, ``terms``… are texts."""
    names = {field.name.lower(): field for field in Field}
    texts = [facts.pop(name, "") for name in names]
    return Document(
        service_id=UUID(int=number),
        location_id=UUID(int=where) if where else None,
        name=texts[Field.NAME],
        texts=tuple(texts),
        **facts,
    )
