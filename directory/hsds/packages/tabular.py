"""CSV files: decoded, row by row, each with its line."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from directory.hsds.packages.errors import PackageError
from directory.hsds.packages.members import Member

LONGEST_CELL = 16 * 1024**2
EXTRA = "\x00extra"
"""The key under which a row keeps cells that its header does not name."""


@dataclass(slots=True)
class CsvFile:
    """An open CSV file. ``columns`` is its header; rows come once."""

    name: str
    columns: list[str]
    rows: Iterator[tuple[int, dict[str, str]]] = field(repr=False)
    """Each with the number of the line on which it begins."""


def read(member: Member, stream: IO[bytes], encoding: str = "utf-8") -> CsvFile:
    """Read a CSV's header, and its rows as they are asked for."""
    csv.field_size_limit(LONGEST_CELL)
    text = _text(member, stream, encoding)
    first = _first_line(member, text, encoding)
    delimiter = max(",;\t|", key=first.count)
    columns = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter))]
    if not any(columns):
        message = f"{member.name} has no header. Its first line must name the columns."
        raise PackageError(message)
    return CsvFile(member.name, columns, _rows(member, text, columns, delimiter))


def _text(member: Member, stream: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """Decode the file: by its byte order mark if it has one, else as was asked."""
    start = stream.read(4)
    chained: IO[bytes] = io.BufferedReader(_Rest(start, stream))
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif encoding.lower() in {"utf-8", "utf8"}:
        encoding = "utf-8-sig"
    try:
        return io.TextIOWrapper(chained, encoding=encoding, newline="")
    except LookupError as error:
        message = f"{encoding} is no encoding. Try windows-1252."
        raise PackageError(message) from error


class _Rest(io.RawIOBase):
    """A stream that begins with bytes which were read from it already."""

    def __init__(self, start: bytes, stream: IO[bytes]) -> None:
        self._start = start
        self._stream = stream

    def readable(self) -> bool:
        """Return true, as the reader on top asks."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what was read before, then with the rest."""
        piece, self._start = self._start[: len(buffer)], self._start[len(buffer) :]
        piece = piece or self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _first_line(member: Member, text: io.TextIOWrapper, encoding: str) -> str:
    try:
        return text.readline(LONGEST_CELL).rstrip("\r\n")
    except UnicodeError as error:
        raise _not_decoded(member, 1, encoding) from error


def _rows(
    member: Member, text: io.TextIOWrapper, columns: list[str], delimiter: str
) -> Iterator[tuple[int, dict[str, str]]]:
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    begins = 2
    try:
        for cells in reader:
            if lines.is_swallowed():
                raise _not_closed(member, begins)
            if cells:
                yield begins, _row(columns, cells)
            begins = reader.line_num + 2
    except UnicodeError as error:
        raise _not_decoded(member, begins, text.encoding) from error
    except csv.Error as error:
        message = (
            f"{member.name}, line {begins}: this is not CSV ({error})."
            " Export the table again."
        )
        raise PackageError(message) from error


class _Lines:
    """The lines of a file for the CSV reader, and what the row it is in has held."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._lines = iter(text)
        self._held = 0
        self._quotes = 0
        self._is_over = False

    def __iter__(self) -> Iterator[str]:
        """Give each line; the reader asks for several when a cell spans them."""
        return self

    def __next__(self) -> str:
        """Give the next line; a NUL, which no database keeps, as a mark to mend."""
        try:
            line = next(self._lines)
        except StopIteration:
            self._is_over = True
            raise
        self._held += 1
        self._quotes += line.count('"')
        return line.replace("\x00", "\u200b")

    def is_swallowed(self) -> bool:
        """Whether the row just read ran on to the end of the file in open quotes."""
        swallowed = self._is_over and self._held > 1 and self._quotes % 2 == 1
        self._held = self._quotes = 0
        return swallowed


def _not_closed(member: Member, line: int) -> PackageError:
    return PackageError(
        f"{member.name}, line {line}: a quotation mark is opened and never closed, so"
        " the rows after it cannot be told apart. Close it."
    )


def _row(columns: list[str], cells: list[str]) -> dict[str, str]:
    row = dict(zip(columns, cells, strict=False))
    if extra := cells[len(columns) :]:
        row[EXTRA] = ", ".join(filter(None, extra)) or "(empty)"
    return row


def _not_decoded(member: Member, line: int, encoding: str) -> PackageError:
    return PackageError(
        f"{member.name}, near line {line}: these bytes are not {encoding.upper()}."
        " Save the file as UTF-8, or add --encoding windows-1252 if it came from Excel."
    )
