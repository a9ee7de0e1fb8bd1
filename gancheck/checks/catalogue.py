"""The checks as their source declares them, read without importing them: `gancheck list` needs no torch."""

from __future__ import annotations

import ast
import functools
import inspect
from dataclasses import dataclass
from pathlib import Path

from gancheck.checks.declaration import Declaration

SUITES = ("theory", "algorithm", "convergence", "stability")


@dataclass(frozen=True)
class CheckInfo(Declaration):
    """What a check declares, and the module that holds it."""

    module: str


@functools.cache
def catalogue() -> tuple[CheckInfo, ...]:
    """All checks, by suite and then by identifier."""
    here = Path(__file__).parent
    found = [info for suite in SUITES for path in sorted((here / suite).glob("*.py")) for info in _read(path, suite)]
    return tuple(sorted(found, key=lambda info: (SUITES.index(info.suite), info.id)))


def _read(path: Path, suite: str) -> list[CheckInfo]:
    module = f"gancheck.checks.{suite}.{path.stem}"
    found = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            if (
                isinstance(decorator, ast.Call)
                and isinstance(decorator.func, ast.Name)
                and decorator.func.id == "check"
            ):
                declared = {k.arg: ast.literal_eval(k.value) for k in decorator.keywords if k.arg}
                found.append(
                    CheckInfo(
                        id=ast.literal_eval(decorator.args[0]),
                        claim=declared["claim"],
                        source=declared["source"],
                        suite=suite,
                        needs=tuple(declared["needs"]),
                        alpha_share=float(declared.get("alpha_share", 0.0)),
                        seconds=float(declared.get("seconds", 1.0)),
                        description=inspect.cleandoc(ast.get_docstring(node) or ""),
                        module=module,
                    )
                )
    return found
