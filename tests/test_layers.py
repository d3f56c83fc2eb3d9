"""The house's plan, held against the imports: a room imports only from floors below its own.

The plan is docs/architecture.md's. Where a wall should move, move it here and there together, and say why there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kit import PACKAGE

FLOORS: dict[int, str] = {
    12: "__main__",
    11: "cli",
    10: "dev importers checks publish scaffolding",
    9: "build why",
    8: "understand reworded",
    7: "memory located restated",
    6: "fresh shown",
    5: "load parse assemble plan render write",
    4: "cache recap formats markdown header schema vocabulary identity merge addresses translations theme feeds links "
    "search fulltext charts images tags shortcodes",
    3: "state parallel",
    2: "events config codec",
    1: "model validation",
    0: "__init__ files garbage routes errors syntax embeds languages regex",
}
"""The rooms of src/recapgen by floor. A package is one room; `__init__` is the package's own (`__version__`)."""

NEIGHBOURS: dict[tuple[str, str], str] = {
    ("addresses", "translations"): "a file's name says in one way only which language it is in",
    ("identity", "recap"): "names are folded in one way only, that of recap.words",
    ("merge", "recap"): "titles are folded in one way only, that of recap.words",
    ("merge", "identity"): "takes meet through their speakers, and identity knows when two names are one",
    ("images", "links"): "an image in a text is found as any link is",
    ("images", "markdown"): "links into the site have one scheme until their page is rendered",
    ("schema", "tags"): "authors may be links in HTML: their names are the words",
    ("tags", "markdown"): "an address in a tag passes the check that links in the text pass",
    ("schema", "recap"): "months have the names that they have in recaps",
    ("schema", "markdown"): "front matter's addresses pass the check that links in the text pass",
}
"""Tools on floor 4 that use another tool there, each with its reason. No other floor may have any."""

BREACHES: dict[tuple[str, str], str] = {}
"""Known holes in the walls, to be closed: each must still be there, or its line here has to go."""

DOORS = {
    "load",
    "write",
    "config",
    "theme",
    "cli",
    "dev",
    "importers",
    "checks",
    "publish",
    "scaffolding",
    "cache",
    "state",
    "images",
    "fulltext",
    "fresh",
}
"""Rooms that may touch the disk. Everything between is tested without files."""

SHIPPED = {
    "vocabulary": {"read_text"},
    "recap.words": {"read_text", "iterdir"},
}
"""Modules that read what comes with the package, through importlib.resources, and how."""

RECAP: dict[int, str] = {
    7: "inspection",
    6: "reader advice",
    5: "post",
    4: "levels",
    3: "prose conference",
    2: "context",
    1: "line",
    0: "outline words reading",
}
"""The rooms within `recap`, whose floors are held in the same way."""

KEPT = {("context", "prose")}
"""What the context of a post keeps for later askers has types of prose; it calls nothing there."""

ROOMS = {room: floor for floor, rooms in FLOORS.items() for room in rooms.split()}

TOUCHES = {
    *("open", "read_text", "read_bytes", "write_text", "write_bytes", "touch", "mkdir", "makedirs", "unlink", "rmdir"),
    *("remove", "rmtree", "rename", "copyfile", "copytree", "copy2", "move", "symlink_to", "hardlink_to", "readlink"),
    *("iterdir", "glob", "rglob", "scandir", "listdir", "walk", "stat", "lstat", "exists", "is_file", "is_dir"),
    *("is_symlink", "samefile", "resolve", "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryDirectory", "chmod"),
    *("flock", "fsync", "connect", "urlopen"),
}
"""Calls that reach the disk (or the network), by name. `replace` is missing: strings have it too."""

NOT_DISK = {
    ("render", "resolve"): "Targets.resolve finds a link's page",
    ("plan", "resolve"): "Targets.resolve finds a link's page",
}
"""Names of `TOUCHES` that mean something else where they stand."""


def modules() -> list[str]:
    """Every module below src/recapgen, as `recap.words`; packages by their own name."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
        if parts[0] in ("scaffold", "themes", "data"):
            continue
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        found.append(".".join(parts))
    return found


MODULES = modules()


@cache
def file_of(module: str) -> Path:
    path = PACKAGE.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(file_of(module).read_text("utf-8"), str(file_of(module)))


def room(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def imported(module: str) -> Iterator[tuple[str, int]]:
    """Every module of recapgen that a module imports, wherever in the file, with its line."""
    package = "recapgen." + module if file_of(module).name == "__init__.py" else "recapgen." + module.rpartition(".")[0]
    for node in ast.walk(tree_of(module)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.strip(".").split(".")
                base = ".".join([*above[: len(above) - node.level + 1], *filter(None, [node.module])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__", "find_spec"):
            names = [str(part.value) for arg in node.args for part in ast.walk(arg) if isinstance(part, ast.Constant)]
        for name in names:
            if name == "recapgen" or name.startswith("recapgen."):
                yield longest_module(name.removeprefix("recapgen").strip(".")), getattr(node, "lineno", 0)


def longest_module(name: str) -> str:
    """`recap.words.fold` is in `recap.words`; what is no module is the package's own."""
    parts = name.split(".") if name else []
    while parts and ".".join(parts) not in MODULES:
        parts.pop()
    return ".".join(parts) or "__init__"


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def calls(module: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call):
            yield called(node), node.lineno


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_room_in_the_plan(module: str) -> None:
    """A new module says on which floor it stands before anything can import it."""
    assert room(module) in ROOMS, (
        f"{file_of(module)} has no room in the plan: add '{room(module)}' to a floor of FLOORS in tests/test_layers.py "
        "and to the table in docs/architecture.md"
    )


@pytest.mark.parametrize("module", MODULES)
def test_a_room_imports_only_from_floors_below(module: str) -> None:
    """All imports count: inside functions, under TYPE_CHECKING, by import_module; rooms on one floor are strangers."""
    ours, wrong = room(module), []
    for other, line in imported(module):
        theirs = room(other)
        if (
            theirs not in ROOMS
            or theirs == ours
            or ROOMS[theirs] < ROOMS[ours]
            or (ours, theirs) in {**NEIGHBOURS, **BREACHES}
        ):
            continue
        where = "above it" if ROOMS[theirs] > ROOMS[ours] else "on its own floor"
        wrong.append(f"{file_of(module)}:{line}: {ours} (floor {ROOMS[ours]}) imports {theirs}, which stands {where}")
    assert not wrong, "\n".join(wrong)


def test_within_recap_too_imports_lead_down() -> None:
    """From the reader to the outline; a floor may hold rooms that know each other."""
    floors = {room: floor for floor, rooms in RECAP.items() for room in rooms.split()}
    wrong = [
        f"{file_of(module)}:{line}: {ours} (floor {floors[ours]}) imports {theirs} (floor {floors[theirs]})"
        for module in MODULES
        if module.startswith("recap.")
        for other, line in imported(module)
        if other.startswith("recap.")
        and floors[theirs := other.split(".")[1]] > floors[ours := module.split(".")[1]]
        and (ours, theirs) not in KEPT
    ]
    assert not wrong, "\n".join(wrong)


def edges() -> set[tuple[str, str]]:
    return {(room(module), room(other)) for module in MODULES for other, _ in imported(module)}


def test_every_exception_between_neighbours_is_used_and_on_floor_four() -> None:
    """A reason that nothing needs any more is taken out, and no other floor has exceptions."""
    assert {ROOMS[room] for pair in NEIGHBOURS for room in pair} == {4}
    assert set(NEIGHBOURS) <= edges()


def test_every_known_breach_is_still_open() -> None:
    """Whoever closes a hole in the wall takes it off the list."""
    assert set(BREACHES) <= edges()


def test_neighbours_do_not_form_a_circle() -> None:
    """Of two tools that know each other neither could be understood alone."""
    left = set(NEIGHBOURS)
    while left:
        leaves = {pair for pair in left if pair[1] not in {a for a, _ in left}}
        assert leaves, f"a circle: {left}"
        left -= leaves


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) not in ("cli", "__main__")])
def test_only_the_command_line_prints(module: str) -> None:
    """The core tells its listener; cli/ words it."""
    wrong = [
        f"{file_of(module)}:{line}: {name}()" for name, line in calls(module) if name in ("print", "echo", "secho")
    ]
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("sys.stdout", "sys.stderr", "sys.__stdout__"):
            wrong.append(f"{file_of(module)}:{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names] + [getattr(node, "module", None) or ""]
            if any(name.split(".")[0] in ("click", "rich", "logging") for name in names):
                wrong.append(f"{file_of(module)}:{node.lineno}: imports click, rich or logging")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) not in DOORS])
def test_only_the_doors_touch_the_disk(module: str) -> None:
    """Between load and write no file is opened, listed or looked for; shipped data is read as a resource."""
    allowed = SHIPPED.get(module, set())
    wrong = [
        f"{file_of(module)}:{line}: {name}()"
        for name, line in calls(module)
        if name in TOUCHES and name not in allowed and (room(module), name) not in NOT_DISK
    ]
    assert not wrong, "\n".join([*wrong, "only these rooms touch the disk: " + ", ".join(sorted(DOORS))])


def test_every_exception_to_the_doors_is_used() -> None:
    """An exception that nothing needs any more is taken out."""
    found = {(room(module), name) for module in MODULES for name, _ in calls(module)}
    assert set(NOT_DISK) <= found
    assert {(module, name) for module in SHIPPED for name, _ in calls(module)} >= {
        (module, name) for module, names in SHIPPED.items() for name in names
    }


@pytest.mark.parametrize("module", SHIPPED)
def test_shipped_data_is_read_through_importlib_resources(module: str) -> None:
    """Then it is found inside a wheel too."""
    names = {
        alias.name for node in ast.walk(tree_of(module)) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert names & {"resources", "files"}
    assert "Path" not in names


def test_the_imports_are_seen_at_all() -> None:
    """The rules above would hold of an empty list too: here are imports of every sort that must be found."""
    assert ("parse", "recap") in edges()
    assert ("config", "validation") in edges(), "the one inside a function"
    assert ("cli", "config") in edges(), "the one under TYPE_CHECKING"
    assert ("__main__", "cli") in edges()
    assert "read_bytes" in {name for name, _ in calls("load")}
