"""Imports run one way: each floor imports only from the floors before it."""

from __future__ import annotations

import ast
from pathlib import Path

import gancheck

FLOORS = (
    "theory",
    "evidence",
    "training",
    "tracing",
    "stability",
    "targets",
    "checks",
    "engine",
    "bench",
    "report",
    "cli",
)
PACKAGE = Path(gancheck.__file__).parent
# Theory is what is known, evidence what was seen: neither needs the other.
APART = {("evidence", "theory")}


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in found if name.startswith("gancheck.")}


def test_floors_import_only_from_those_before_them() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports gancheck.{other}"
        for place, floor in enumerate(FLOORS)
        for path in sorted((PACKAGE / floor).rglob("*.py"))
        for other in _imports(path) & set(FLOORS)
        if FLOORS.index(other) > place or (floor, other) in APART
    ]
    assert wrong == []


def test_every_folder_is_a_floor() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders - {"suites"} == set(FLOORS)
