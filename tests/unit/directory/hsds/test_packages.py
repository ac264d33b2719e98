import zipfile
from pathlib import Path

import pytest

from directory.hsds.packages import PackageError, nested, open_members, tabular
from directory.hsds.packages.members import Member


def member_of(path: Path) -> Member:
    with open_members(path) as members:
        return members[0]


def rows_of(path: Path, encoding: str = "utf-8") -> list[tuple[int, dict[str, str]]]:
    member = member_of(path)
    with member.open() as stream:
        return list(tabular.read(member, stream, encoding).rows)


def test_a_row_knows_the_line_on_which_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text('id,name\n1,"two\nlines"\n2,three\n\n3,four\n', encoding="utf-8")

    assert rows_of(path) == [
        (2, {"id": "1", "name": "two\nlines"}),
        (4, {"id": "2", "name": "three"}),
        (6, {"id": "3", "name": "four"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_byte_order_mark_says_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "services.csv"
    path.write_text("id,name\n1,Jardín\n", encoding=encoding)

    assert rows_of(path) == [(2, {"id": "1", "name": "Jardín"})]


def test_other_encodings_are_read_when_they_are_named(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text("id;name\n1;Jardín\n", encoding="windows-1252")

    assert rows_of(path, "windows-1252") == [(2, {"id": "1", "name": "Jardín"})]
    with pytest.raises(PackageError, match=r"not UTF-8.*--encoding windows-1252"):
        rows_of(path)
    with pytest.raises(PackageError, match="no encoding"):
        rows_of(path, "klingon")


def test_cells_beyond_the_header_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text("id,name\n1,A,extra\n2,B,\n", encoding="utf-8")

    rows = rows_of(path)

    assert rows[0][1][tabular.EXTRA] == "extra"
    assert rows[1][1][tabular.EXTRA] == "(empty)"


def test_a_broken_zip_is_refused_with_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(b"PK\x03\x04 not really")

    with pytest.raises(PackageError, match=r"not a zip.*give the folder"):
        member_of(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("services.csv", b"0" * 20 * 1024**2)

    with pytest.raises(PackageError, match="would unpack to 20 MB"):
        member_of(path)


def test_files_in_folders_of_a_zip_are_found(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/services.csv", "id,name\n1,A\n")
        archive.writestr("__MACOSX/data/services.csv", "junk")

    with open_members(path) as members:
        assert [member.name for member in members] == ["data/services.csv"]


@pytest.mark.parametrize("name", ["missing", "notes.txt", "empty"])
def test_what_is_no_package_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    (tmp_path / "empty").mkdir()

    with pytest.raises(PackageError) as refused:
        member_of(tmp_path / name)

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "is_record", "is_list", "arrays"),
    [
        ('{"id": "1", "phones": [{"a": [1]}]}', True, False, ["phones"]),
        ('{"organizations": [{"id": 1}], "x": 1}', False, False, ["organizations"]),
        ('[{"id": "1"}, {"id": "2"}]', False, True, []),
    ],
)
def test_the_top_of_a_json_file_is_read(
    tmp_path: Path, text: str, is_record: bool, is_list: bool, arrays: list[str]
) -> None:
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")

    top = nested.outline(member_of(path))

    assert (top.is_record, top.is_list, top.arrays) == (is_record, is_list, arrays)


@pytest.mark.parametrize("content", [b"{not json", b'{"a": "\xff"}', b""])
def test_what_is_no_json_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)

    with pytest.raises(PackageError, match="not JSON"):
        nested.outline(member_of(path))
