"""From `reference`, `module:name` or `file.py:name` to a target."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from gancheck.targets.target import Target, TargetError

REFERENCE = "reference"


def load(spec: str, device: str = "cpu") -> Target:
    """The target that `spec` names.

    `reference` is the reference implementation. `file.py:name` and `module:name` name a factory that returns the
    GAN (a class will do), or a GAN. Raises TargetError with one sentence that says what to do.
    """
    if spec == REFERENCE:
        from gancheck.targets.reference import ReferenceTarget

        return ReferenceTarget(device=device)
    where, colon, name = spec.rpartition(":")
    if not colon or not where or not name:
        raise TargetError(f"{spec!r} does not name a target: write module:name or file.py:name")
    module = _from_file(Path(where)) if where.endswith(".py") else _from_name(where)
    source: object = module
    for part in name.split("."):
        if not hasattr(source, part):
            near = difflib.get_close_matches(part, dir(source), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise TargetError(f"{where} has no {part!r}{hint}")
        source = getattr(source, part)
    try:
        return Target(spec, source, spec=spec, device=device)
    except TargetError:
        raise
    except Exception as error:
        raise TargetError(f"{spec} could not be built: {_one_line(error)}") from error


def resolve(source: object, device: str = "cpu") -> Target:
    """The target for a spec, a Target, or a factory or GAN that lives in this process; None is the reference."""
    if source is None:
        return load(REFERENCE, device)
    if isinstance(source, Target):
        return source
    if isinstance(source, str):
        return load(source, device)
    return Target(getattr(source, "__name__", type(source).__name__), source, device=device)


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise TargetError(f"there is no file {path}")
    name = f"gancheck_target_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    if spec is None or spec.loader is None:
        raise TargetError(f"{path} can't be imported as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    # What the file imports from beside itself has to be found, as `python file.py` would find it.
    folder = str(path.resolve().parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise TargetError(f"{path} could not be imported: {_one_line(error)}") from error
    return module


def _from_name(name: str) -> ModuleType:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise TargetError(f"the module {name} could not be imported: {_one_line(error)}") from error


def _one_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
