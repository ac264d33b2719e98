"""Which shape a CSV file has: by its name and, above all, by its header."""

from directory.hsds.packages import PackageError
from directory.hsds.shapes import hsds, ohana, orservices
from directory.hsds.shapes.columns import TableShape

SHAPES: tuple[TableShape, ...] = (
    *hsds.THREE,
    *hsds.ONE,
    *ohana.TABLES,
    *orservices.TABLES,
)
LEAST_LIKENESS = 0.5
# What any list of anything may have: no file is known by these alone.
COMMON = {"id", "name", "description", "status", "email", "url", "language", "type"}


def choose(file: str, stem: str, columns: list[str]) -> TableShape | None:
    """Choose the shape of a file; nothing if it is no table of a directory.

    Raises ``PackageError`` when a file is named as a table and has other headers.
    """
    header = {column for column in columns if column}
    named = [shape for shape in SHAPES if stem in shape.stems]
    # First the shape that leaves fewest columns unknown, then the one most alike.
    best = max(
        named or SHAPES,
        key=lambda shape: (-len(header - shape.columns.keys()), shape.likeness(header)),
    )
    known = header & best.columns.keys()
    if named and (len(known) < 2 or len(known) * 2 < len(header)):
        raise PackageError(_other_headers(file, header, named))
    if not named and (best.likeness(header) < LEAST_LIKENESS or known <= COMMON):
        return None
    return best


def _other_headers(file: str, header: set[str], named: list[TableShape]) -> str:
    unknown = ", ".join(sorted(header - named[0].columns.keys())[:6])
    wanted = ", ".join(list(named[0].columns)[:6])
    return (
        f"{file} has other headers than a table of that name: {unknown}."
        f" Rename its columns ({wanted}, …), or rename the file if it is another table."
    )
