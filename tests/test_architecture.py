"""What a linter cannot say about our own source, said by reading it."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = ("accounts", "api", "care", "config", "directory", "referrals", "search")
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (PROJECT / package).rglob("*.py")
    if "migrations" not in path.parts
)
SCREENS = {"views", "presenters", "forms", "templatetags", "context"}
WRITES = {
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "save",
    "update",
    "update_or_create",
}


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def layer_of(path: Path) -> str:
    """The part of a package that a module belongs to: views, admin, actions…"""
    second = path.relative_to(PROJECT).parts[1]
    return second.removesuffix(".py")


def calls_in(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node


def managers_in(path: Path) -> Iterator[tuple[str, str, int]]:
    """Each ``Model.objects.word`` in a module: model, word, line."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Attribute(
                value=ast.Attribute(value=ast.Name(id=model), attr="objects"),
                attr=word,
            ):
                yield model, word, node.lineno


def is_door(path: Path) -> bool:
    return (
        layer_of(path) in {"views", "admin"}
        or path.parts[-2:-1] == ("api",)
        or (name_of(path).startswith("api/"))
    )


@pytest.mark.parametrize("path", [p for p in SOURCES if is_door(p)], ids=name_of)
def test_doors_leave_writing_to_actions(path: Path) -> None:
    writes = [
        f"line {call.lineno}: .{call.func.attr}()"
        for call in calls_in(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
    ]

    assert not writes


@pytest.mark.parametrize(
    "path",
    [p for p in SOURCES if layer_of(p) in SCREENS or name_of(p).startswith("api/")],
    ids=name_of,
)
def test_screens_see_people_and_referrals_only_as_the_viewer_may(path: Path) -> None:
    peeks = [
        f"line {line}: {model}.objects.{word}"
        for model, word, line in managers_in(path)
        if model in {"Person", "Referral"} and word != "visible_to"
    ]

    assert not peeks


@pytest.mark.parametrize(
    "path",
    [
        p
        for p in SOURCES
        if p.relative_to(PROJECT).parts[0] in {"search", "api"}
        or (name_of(p).startswith("directory/") and layer_of(p) in SCREENS)
    ],
    ids=name_of,
)
def test_public_code_reads_services_only_through_listed(path: Path) -> None:
    peeks = [
        f"line {line}: Service.objects.{word}"
        for model, word, line in managers_in(path)
        if model == "Service" and word != "listed"
    ]

    assert not peeks


def test_save_is_never_overridden() -> None:
    overrides = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        for owner in ast.walk(ast.parse(path.read_text()))
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef) and node.name == "save"
    ]

    assert not overrides


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "helpers", "common", "core", "services", "misc"}

    assert not [name_of(p) for p in SOURCES if p.stem in drawers]


def test_every_environment_variable_has_its_heading_in_the_docs() -> None:
    settings = (PROJECT / "config" / "settings.py").read_text()
    read = set(
        re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z][A-Z0-9_]+)\"", settings),
    )
    told = set(
        re.findall(
            r"^#+ `([A-Z0-9_]+)`",
            (PROJECT / "docs" / "reference" / "settings.md").read_text(),
            re.MULTILINE,
        )
    )

    assert read == told


def test_every_dependency_says_why_it_is_here() -> None:
    text = (PROJECT / "pyproject.toml").read_text()
    project = tomllib.loads(text)
    wanted = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
    ]

    silent = [
        name
        for name in wanted
        if not re.search(rf'^ *"{re.escape(name)}",  # \w', text, re.MULTILINE)
    ]

    assert not silent


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    for lock in sorted((PROJECT / "requirements").glob("*.txt")):
        text = lock.read_text()

        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index|--find-links", text)


@pytest.mark.parametrize(
    "path",
    sorted((PROJECT / "templates").rglob("_partials/*.html")),
    ids=name_of,
)
def test_a_partial_says_what_it_needs(path: Path) -> None:
    assert path.read_text().startswith("{% comment %} needs:")
