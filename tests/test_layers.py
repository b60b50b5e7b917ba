"""The house has floors: imports go downwards only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import evalwidgets

PACKAGE = Path(evalwidgets.__file__).parent

# From the ground up; modules of one floor do not import each other.
FLOORS = [
    ["errors", "canonical", "charts"],
    ["stats", "rubrics"],
    ["items"],
    ["protocol"],
    ["tasks"],
    ["judgments", "remarks", "adjudications"],
    ["store"],
    ["session", "tables"],
    ["results", "agreement"],
    ["hub"],
    ["study"],
    ["widgets", "samples", "export"],
    ["demo"],
    ["cli"],
]
FLOOR = {name: level for level, names in enumerate(FLOORS) for name in names}


def part(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    """The parts of the package that a module imports, anywhere in it, for running or for types."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == "evalwidgets":
            names = [f"evalwidgets.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports of the package are written out in full"
            names = [node.module or ""]
        found |= {name.split(".")[1] for name in names if name.startswith("evalwidgets.")}
    return found


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_floors_below_its_own(path: Path) -> None:
    own = part(path)
    assert own in FLOOR, f"{own} has no floor yet: give it one in FLOORS"
    too_high = {other for other in imported_parts(path) if other != own and FLOOR[other] >= FLOOR[own]}
    assert not too_high, f"{path.name} (floor of {own}) reaches up to {too_high}"
