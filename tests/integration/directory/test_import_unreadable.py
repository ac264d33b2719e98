"""Packages that are there, or nearly, and cannot be read."""

import errno
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from directory.hsds.packages import PackageError, members, open_members
from directory.models import ImportRun, Service
from tests.integration.directory.packages import tables, write
from tests.integration.directory.test_import_command import run

pytestmark = pytest.mark.django_db
NOBODY = 65_534


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Be nobody for a while, where the tests run as the one who may everything."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if before == 0:
            os.seteuid(before)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody can reach, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        package = Path(made) / "in"
        write(package, tables())
        yield package


def read(path: Path) -> None:
    with open_members(path) as found:
        for member in found:
            with member.open() as stream:
                stream.read()


@pytest.mark.parametrize(
    "closed",
    [
        lambda package: package.parent,
        lambda package: package,
        lambda package: package / "services.csv",
    ],
    ids=["the folder around it", "the folder", "a file in it"],
)
def test_what_may_not_be_read_is_named_with_the_cure(
    folder: Path, closed: Callable[[Path], Path]
) -> None:
    path = closed(folder)
    path.chmod(0)

    try:
        with (
            as_somebody_else(),
            pytest.raises(PackageError, match=r"may not be read\. Change its perm"),
        ):
            read(folder)
    finally:
        path.chmod(0o755)


def test_a_closed_folder_inside_is_not_taken_for_an_empty_one(folder: Path) -> None:
    inside = folder / "more"
    write(inside, tables())
    inside.chmod(0)

    try:
        with (
            as_somebody_else(),
            pytest.raises(PackageError, match=f"^{inside} may not be read"),
        ):
            read(folder)
    finally:
        inside.chmod(0o755)


def test_a_closed_zip_is_named_with_the_cure(folder: Path) -> None:
    packed = folder.parent / "in.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("services.csv", "id,name\n")
    packed.chmod(0)

    with as_somebody_else(), pytest.raises(PackageError, match="may not be read"):
        read(packed)


def test_a_link_that_leads_nowhere_stops_the_import(tmp_path: Path) -> None:
    package = write(tmp_path / "in", tables())
    run(package, source="test")
    (package / "services.csv").unlink()
    (package / "services.csv").symlink_to(tmp_path / "gone.csv")

    with pytest.raises(CommandError, match="Mend the link or remove it") as refused:
        run(package, source="test")

    assert "\n" not in str(refused.value)
    assert ImportRun.objects.count() == 1
    assert Service.objects.listed().count() == 2


def test_a_package_that_is_a_link_to_nothing_says_so(tmp_path: Path) -> None:
    link = tmp_path / "export.zip"
    link.symlink_to(tmp_path / "gone.zip")

    with pytest.raises(CommandError, match=r"is a link to .*gone\.zip"):
        run(link)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "services.csv"
    os.mkfifo(pipe)

    with pytest.raises(CommandError, match="neither a folder nor a file"):
        run(pipe)


def test_a_damaged_member_of_a_zip_leaves_the_directory_alone(tmp_path: Path) -> None:
    package = write(tmp_path / "in", tables())
    packed = tmp_path / "in.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(package.iterdir()):
            archive.write(path, path.name)
        last = archive.infolist()[-1]
        start = last.header_offset + len(last.FileHeader())
    damaged = bytearray(packed.read_bytes())
    damaged[start : start + last.compress_size] = b"\xff" * last.compress_size
    packed.write_bytes(damaged)

    with pytest.raises(CommandError, match="Unpack it yourself"):
        run(packed)

    assert not Service.objects.exists()
    assert not ImportRun.objects.exists()


class BrokenDisk(io.BytesIO):
    """Gives some bytes, and then an error as a disk does."""

    def readinto(self, _room: object) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    read = readline = readinto  # type: ignore[assignment]


def test_a_disk_that_breaks_in_the_middle_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = write(tmp_path / "in", tables())
    monkeypatch.setattr(members, "_open", lambda _path: BrokenDisk())

    with pytest.raises(CommandError, match="changed nothing: Input/output") as refused:
        run(package)

    assert "\n" not in str(refused.value)
    assert not ImportRun.objects.exists()


def test_a_report_that_cannot_be_written_is_refused_before_the_import(
    tmp_path: Path,
) -> None:
    package = write(tmp_path / "in", tables())
    taken = tmp_path / "report.csv"
    taken.mkdir()

    with pytest.raises(CommandError, match="Name a file in a folder of yours"):
        run(package, report=taken)

    assert not ImportRun.objects.exists()
