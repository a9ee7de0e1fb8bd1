"""A script or a module, run as the interpreter itself would."""

from __future__ import annotations

import builtins
import io
import os
import runpy
import sys
from collections.abc import Iterable
from importlib.machinery import SourceFileLoader
from types import CodeType, ModuleType

from gancheck.tracing.running.request import TraceError, TraceRequest


def run(request: TraceRequest, names: Iterable[str]) -> None:
    """Run the request's program to its end, in a `__main__` of its own.

    `names` are the double-underscored names that this Python gives a script. Whatever the program raises comes out.
    Raises TraceError when there is no such program.
    """
    if request.is_module:
        _run_module(request, names)
    else:
        _run_script(request, names)


def _run_script(request: TraceRequest, names: Iterable[str]) -> None:
    path = request.target
    code = _compiled(path)
    module = _new_main(names)
    module.__file__ = code.co_filename
    module.__loader__ = SourceFileLoader("__main__", code.co_filename)
    sys.argv[:] = [path, *request.arguments]
    _put_first(os.path.dirname(os.path.realpath(path)))
    exec(code, module.__dict__)


def _run_module(request: TraceRequest, names: Iterable[str]) -> None:
    _new_main(names)
    sys.argv[:] = ["-m", *request.arguments]
    _put_first(os.getcwd())
    try:
        # What `python -m` itself calls: the frames that a traceback shows below the module's are the same.
        runpy._run_module_as_main(request.target)  # type: ignore[attr-defined]
    except SystemExit as error:
        # So it says that there is no such module.
        if isinstance(error.__context__, runpy._Error):  # type: ignore[attr-defined]
            raise TraceError(str(error.__context__)) from None
        raise


def _compiled(path: str) -> CodeType:
    """Compile a script under the name that the interpreter gives it.

    Raises TraceError when it cannot be read or is no Python.
    """
    if os.path.isdir(path):
        raise TraceError(f"{path} is a folder: name the script in it")
    try:
        with io.open_code(os.path.abspath(path)) as file:
            source = file.read()
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise TraceError(f"{path} cannot be read: {reason}") from None
    # As in C: the working directory before a relative path, with nothing resolved.
    name = os.path.join(os.getcwd(), path)
    try:
        return compile(source, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = f" (line {error.lineno})" if error.lineno else ""
        raise TraceError(f"{path} is not Python: {error.msg}{line}") from None
    except ValueError as error:
        raise TraceError(f"{path} is not Python: {error}") from None


def _new_main(names: Iterable[str]) -> ModuleType:
    """Put a fresh `__main__` in place, so that pickles and spawned processes find the script's own names there."""
    module = ModuleType("__main__")
    blank: dict[str, object] = {"__name__": "__main__", "__builtins__": builtins, "__annotations__": {}}
    module.__dict__.clear()
    module.__dict__.update({name: blank.get(name) for name in names})
    sys.modules["__main__"] = module
    return module


def _put_first(folder: str) -> None:
    if not sys.flags.safe_path:
        sys.path.insert(0, folder)
