import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.models import ImportRun, Service
from tests.integration.directory.packages import lines, tables, write

pytestmark = pytest.mark.django_db


def run(path: Path, **options: object) -> str:
    out = io.StringIO()
    call_command("import_directory", path, stdout=out, **options)
    return out.getvalue()


def test_the_command_imports_and_counts(tmp_path: Path) -> None:
    said = run(write(tmp_path / "in", tables()), source="test")

    assert "reading services.csv" in said
    assert "Imported: 2 listings changed." in said
    assert Service.objects.listed().count() == 2


def test_the_source_is_named_after_the_file_unless_it_is_given(tmp_path: Path) -> None:
    run(write(tmp_path / "My Directory", tables()))

    assert ImportRun.objects.get().source == "my-directory"


def test_a_folder_around_one_zip_is_that_zip(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", tables())
    wrapping = tmp_path / "wrapping"
    wrapping.mkdir()
    (wrapping / "SOURCE.md").write_text("Where it came from.")
    with zipfile.ZipFile(wrapping / "package.zip", "w") as archive:
        for one in folder.iterdir():
            archive.write(one, one.name)

    assert "Imported: 2 listings changed." in run(wrapping)


def test_a_second_run_says_that_nothing_changed(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", tables())
    run(folder)

    assert "already was as the package says" in run(folder)


def test_names_of_people_are_in_no_line_but_the_reports(tmp_path: Path) -> None:
    package = tables()
    package["contacts"][0] |= {"name": " Ana Example ", "email": "ana at example"}
    report = tmp_path / "report.csv"

    said = run(write(tmp_path / "in", package), report=report)

    assert "Ana" not in said
    assert any("Ana Example" in line["value"] for line in lines(report))
    assert "Ana" not in str(ImportRun.objects.get().counts)


def test_a_dry_run_says_what_would_change(tmp_path: Path) -> None:
    said = run(write(tmp_path / "in", tables()), dry_run=True)

    assert "2 listings would have changed" in said
    assert not Service.objects.exists()


@pytest.fixture
def bad_packages(tmp_path: Path) -> dict[str, Path]:
    """Every package that cannot be read, by what is wrong with it."""
    made = {name: tmp_path / name for name in ("empty folder", "not there.zip")}
    made["empty folder"].mkdir()
    for name, content in {
        "not a zip.zip": b"hello",
        "not json.json": b"{oops",
        "no ending": b"id,name",
        "strange/services.csv": b"title,what\nA,B\n",
        "latin/services.csv": "id,name\n1,Jard\xedn\n".encode("latin-1"),
        "late/services.csv": b"id,name,status\n" + b"1,A,active\n" * 9999 + b"2,\xff,",
        "open quote/services.csv": b'id,name\n1,"Open\n2,B\n3,C\n',
        "headless/services.csv": b"\n",
        "nothing known/weather.csv": b"day,rain\n1,2\n",
        "other json.json": b'{"weather": [{"day": 1}]}',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        made[name.split("/")[0]] = path.parent if "/" in name else path
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("services.csv", b"0" * 20 * 1024**2)
    return made | {"bomb": bomb}


def test_what_cannot_be_read_is_one_line_with_the_cure(
    tmp_path: Path, bad_packages: dict[str, Path]
) -> None:
    report = tmp_path / "report.csv"

    for wrong, path in bad_packages.items():
        with pytest.raises(CommandError) as refused:
            run(path, source="test", report=report)

        assert "\n" not in str(refused.value), wrong
        assert str(refused.value).endswith("."), wrong
    assert not Service.objects.exists()
    assert not ImportRun.objects.exists()
    assert not report.exists()


@pytest.mark.parametrize(
    ("options", "cure"),
    [
        ({"report": "report.txt"}, r"end in \.csv or \.json"),
        ({"report": "/nowhere/report.csv"}, "Make the folder first"),
        ({"source": "x" * 61}, "--source NAME"),
        ({"encoding": "klingon"}, "Try windows-1252"),
    ],
)
def test_options_that_cannot_be_are_refused_with_the_cure(
    tmp_path: Path, options: dict[str, str], cure: str
) -> None:
    folder = write(tmp_path / "in", tables())

    with pytest.raises(CommandError, match=cure):
        run(folder, **options)


def test_a_list_of_something_else_is_refused_whole(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,name\n1,Ana\n")

    with pytest.raises(CommandError) as refused:
        run(people)

    message = str(refused.value)
    assert "No table of a directory is in it (people.csv)" in message
    assert "organization_id" in message
    assert len(message.splitlines()) == 1
    assert not ImportRun.objects.exists()
