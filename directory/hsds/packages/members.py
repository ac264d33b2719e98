"""The files of a package, wherever they lie."""

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from directory.hsds.packages.errors import PackageError

ENDINGS = (".csv", ".tsv", ".json")
MOST_FILES = 2_000
# Real exports shrink to a tenth or a twentieth; a bomb to a thousandth.
MOST_BYTES = 8 * 1024**3
MOST_RATIO = 200
RATIO_FROM_BYTES = 10 * 1024**2
# RuntimeError is what an encrypted archive gives; a damaged member gives the others.
UNREADABLE_ZIP = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One CSV or JSON file of a package."""

    name: str
    """Its path inside the package."""
    size: int
    """In bytes, unpacked."""
    open: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        """Its name without folder and ending, in small letters."""
        return Path(self.name).stem.lower()

    @property
    def is_json(self) -> bool:
        """Whether it is a JSON file."""
        return self.name.lower().endswith(".json")


@contextmanager
def open_members(path: Path) -> Iterator[list[Member]]:
    """Give the package's files; raise ``PackageError`` if there is nothing to read."""
    _check_reachable(path)
    path = _only_zip(path)
    if path.is_dir():
        yield _some(_of_folder(path), path)
    elif path.suffix.lower() == ".zip":
        yield from _of_zip(path)
    elif path.suffix.lower() in ENDINGS:
        yield [_of_file(path, path.name)]
    else:
        message = (
            f"{path.name} is no package. Give a folder, a .zip, a .csv or a .json."
        )
        raise PackageError(message)


def _check_reachable(path: Path) -> None:
    """Refuse what is not there, is closed to us, or is no folder and no file."""
    try:
        path.stat()
    except OSError as error:
        raise _unread(path, error) from error
    if not path.is_dir() and not path.is_file():
        message = f"{path} is neither a folder nor a file. Give one of these."
        raise PackageError(message)


def _unread(path: Path, error: OSError) -> PackageError:
    """Say why a path could not be read, and what to do."""
    if isinstance(error, PermissionError):
        return PackageError(f"{path} may not be read. Change its permissions.")
    if path.is_symlink():
        return PackageError(
            f"{path} is a link to {path.readlink()}, which cannot be reached."
            " Mend the link or remove it."
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return PackageError(f"{path} does not exist. Check the path.")
    reason = error.strerror or type(error).__name__
    return PackageError(f"{path} cannot be read: {reason}. Copy it anew.")


def _only_zip(path: Path) -> Path:
    """Return the zip for which a folder is only the wrapping, else the path itself."""
    if not path.is_dir() or _of_folder(path):
        return path
    zips = [one for one in _files_in(path) if one.suffix.lower() == ".zip"]
    return zips[0] if len(zips) == 1 else path


def _some(members: list[Member], path: Path) -> list[Member]:
    if not members:
        message = f"{path} holds no .csv and no .json file. Check the path."
        raise PackageError(message)
    if len(members) > MOST_FILES:
        message = f"{path} holds more than {MOST_FILES:,} files. Import it in parts."
        raise PackageError(message)
    return sorted(members, key=lambda member: member.name)


def _of_file(path: Path, name: str) -> Member:
    _check_reachable(path)
    return Member(name, path.stat().st_size, partial(_open, path))


def _open(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise _unread(path, error) from error


def _of_folder(folder: Path) -> list[Member]:
    return [
        _of_file(path, path.relative_to(folder).as_posix())
        for path in _files_in(folder)
        if _is_wanted(path.relative_to(folder))
    ]


def _files_in(folder: Path) -> Iterator[Path]:
    """Give all files below a folder, and links that lead nowhere.

    A folder that cannot be listed stops the import: what it holds would otherwise
    be taken for what has left the source.
    """

    def refuse(error: OSError) -> None:
        raise _unread(Path(error.filename), error) from error

    for inside, _folders, names in os.walk(folder, onerror=refuse):
        yield from (Path(inside, name) for name in names)


def _of_zip(path: Path) -> Iterator[list[Member]]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [
                entry
                for entry in archive.infolist()
                if not entry.is_dir() and _is_wanted(Path(entry.filename))
            ]
            _check_sizes(path, archive.infolist())
            members = [
                Member(entry.filename, entry.file_size, partial(archive.open, entry))
                for entry in entries
            ]
            yield _some(members, path)
    except PermissionError as error:
        raise _unread(path, error) from error
    except UNREADABLE_ZIP as error:
        message = (
            f"{path.name} is not a zip that can be read: it may be broken or"
            " encrypted. Unpack it yourself and give the folder."
        )
        raise PackageError(message) from error


def _check_sizes(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip that would unpack to far more than it could honestly hold."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > MOST_BYTES or (
        unpacked > RATIO_FROM_BYTES and unpacked / packed > MOST_RATIO
    ):
        message = (
            f"{path.name} would unpack to {unpacked / 1024**2:,.0f} MB, which no"
            " directory needs. If it is right, unpack it yourself and give the folder."
        )
        raise PackageError(message)


def _is_wanted(path: Path) -> bool:
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return path.suffix.lower() in ENDINGS and not hidden
