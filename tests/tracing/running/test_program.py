"""A script sees under watch what it sees under plain Python: each is run both ways and the outputs compared."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gancheck.tracing.running.request import TraceError
from tests.tracing.running.conftest import Run, write

SEEN = """
import inspect, os, sys, warnings
main = sys.modules["__main__"]
for name, value in sorted(vars(main).items()):
    if name.startswith("__"):
        print(name, type(value).__name__, value if isinstance(value, (str, dict, type(None))) and name != "__builtins__"
              else getattr(value, "name", ""))
print(__name__, __file__, main is sys.modules[__name__], main.__dict__ is globals())
print(sys.argv, os.getcwd(), sys.flags, sys.warnoptions, sys.path)
print(inspect.currentframe().f_code.co_filename, sorted(os.environ.items()), sys.stdin.read())
class Kept: pass
import pickle; print(type(pickle.loads(pickle.dumps(Kept()))) is Kept)
"""
DRIVER = """
import sys
from gancheck.tracing.running.launch import launch
from gancheck.tracing.running.request import TraceRequest
module = sys.argv[1] == "-m"
target, *arguments = sys.argv[2:] if module else sys.argv[1:]
traced = launch(TraceRequest(target, tuple(arguments), module, session="tests.tracing.running.fake_session"))
print("ended", traced.report.script, file=sys.stderr)
sys.exit(traced.report.script.exit_code)
"""


def both(folder: Path, *words: str, flags: tuple[str, ...] = ()) -> tuple[subprocess.CompletedProcess[str], ...]:
    """Run a command line under plain Python and under watch."""

    def once(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *flags, *command],
            cwd=folder,
            input="line one\nline two\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return once(*words), once("-c", DRIVER, *words)


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        (("train.py",), ()),
        (("./train.py", "--epochs", "1", "--", "-m", ""), ()),
        (("sub/deep.py", "a b"), ("-O", "-W", "error::UserWarning", "-X", "utf8")),
        (("link.py",), ()),
        (("train.py",), ("-P",)),
        (("-m", "train", "-x"), ()),
        (("-m", "package.inner", "--", "y"), ("-B",)),
        (("-m", "package"), ()),
    ],
)
def test_everything_is_as_under_python(folder: Path, words: tuple[str, ...], flags: tuple[str, ...]) -> None:
    for name in ("train.py", "sub/deep.py", "package/inner.py", "package/__main__.py"):
        write(folder / name, SEEN)
    write(folder / "package/__init__.py", "")
    (folder / "link.py").symlink_to("sub/deep.py")
    plain, watched = both(folder, *words, flags=flags)
    assert plain.returncode == 0, plain.stderr
    assert watched.stdout == plain.stdout
    assert watched.stderr.startswith(f"{plain.stderr}ended ")
    assert "line two" in plain.stdout


RAISES = """
import torch
def inner(text):
    try:
        torch.train(2)
        raise KeyError(text)
    except KeyError as error:
        raise RuntimeError("it went wrong\\nand on") from error
inner("train")
"""
STEPPING = """
import torch
def hook(player):
    raise ValueError("in a step")
torch.hooks.insert(0, hook)
torch.train(1)
"""


@pytest.mark.parametrize("source", [RAISES, STEPPING, "raise KeyboardInterrupt", "1 / 0  # é"])
@pytest.mark.parametrize("words", [("train.py",), ("-m", "train")])
def test_a_traceback_is_pythons_own(folder: Path, words: tuple[str, ...], source: str) -> None:
    write(folder / "train.py", source)
    plain, watched = both(folder, *words)
    assert "Traceback" in plain.stderr
    assert watched.stderr.startswith(f"{plain.stderr}ended "), watched.stderr
    assert "gancheck" not in plain.stderr + watched.stderr.partition("ended ")[0]


def test_the_depth_of_recursion_is_as_under_python_but_for_our_frames(folder: Path) -> None:
    write(
        folder / "train.py",
        "depth = 0\ndef f():\n    global depth\n    depth += 1\n    f()\ntry: f()\nexcept RecursionError: print(depth)",
    )
    plain, watched = both(folder, "train.py")
    assert 0 <= int(plain.stdout) - int(watched.stdout) <= 10


def test_an_excepthook_of_the_script_is_used(folder: Path) -> None:
    write(folder / "train.py", "import sys\nsys.excepthook = lambda *e: print('mine', e[1])\nraise ValueError(3)")
    plain, watched = both(folder, "train.py")
    assert plain.stdout == watched.stdout == "mine 3\n"


def test_a_broken_excepthook_is_pythons_affair(folder: Path) -> None:
    write(folder / "train.py", "import sys\nsys.excepthook = None\nraise ValueError(3)")
    _, watched = both(folder, "train.py")
    assert "ValueError: 3" in watched.stderr


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("import sys; sys.exit()", 0),
        ("import sys; sys.exit(3)", 3),
        ("import sys; sys.exit('no data')", 1),
        ("raise SystemExit(-1)", 255),
        ("import os; os._exit(7)", 7),
        ("import atexit, sys; atexit.register(print, 'bye'); sys.exit(4)", 4),
    ],
)
def test_exit_codes_and_what_is_said_at_an_exit(folder: Path, source: str, code: int) -> None:
    write(folder / "train.py", source)
    plain, watched = both(folder, "train.py")
    assert plain.returncode == watched.returncode == code
    assert watched.stdout == plain.stdout
    assert watched.stderr.startswith(f"{plain.stderr}ended ")


SPAWN = """
import multiprocessing, sys
def double(x):
    return 2 * x, __name__, any("gancheck" in name for name in sys.modules)
class Kept:
    pass
def kept(x):
    return type(x).__module__
if __name__ == "__main__":
    with multiprocessing.get_context({method!r}).Pool(1) as pool:
        print(pool.map(double, [1, 2]), pool.map(kept, [Kept()]))
"""


@pytest.mark.parametrize("words", [("train.py",), ("-m", "train")])
def test_spawned_processes_find_the_scripts_names(folder: Path, words: tuple[str, ...]) -> None:
    write(folder / "train.py", SPAWN.format(method="spawn"))
    plain, watched = both(folder, *words)
    assert "False" in plain.stdout
    assert watched.stdout == plain.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forked_processes_find_the_scripts_names(folder: Path) -> None:
    write(
        folder / "train.py",
        SPAWN.format(method="fork").replace(', any("gancheck" in name for name in sys.modules)', ""),
    )
    plain, watched = both(folder, "train.py")
    assert watched.stdout == plain.stdout
    assert watched.stderr.startswith(f"{plain.stderr}ended ")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = (\n", r"train.py is not Python: '\(' was never closed \(line 1\)"),
        ("a\0b", "train.py is not Python: .*null bytes"),
        ("# coding: none-such\n", "train.py is not Python: "),
    ],
)
def test_what_is_no_python_is_refused(run: Run, source: str, message: str) -> None:
    with pytest.raises(TraceError, match=message):
        run(source)


def test_a_missing_script_is_refused(run: Run) -> None:
    with pytest.raises(TraceError, match=r"nobody\.py cannot be read: there is no such file"):
        run("", target="nobody.py")


def test_a_folder_is_refused(run: Run) -> None:
    with pytest.raises(TraceError, match=r"\. is a folder: name the script in it"):
        run("", target=".")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nobody", "No module named nobody"),
        ("package", "'package' is a package and cannot be directly executed"),
        ("train.py", "Try using 'train' instead of 'train.py'"),
    ],
)
def test_a_module_that_cannot_be_run_is_refused(run: Run, folder: Path, target: str, message: str) -> None:
    write(folder / "package/__init__.py", "")
    with pytest.raises(TraceError, match=message):
        run("", target=target, is_module=True)


def test_an_import_error_of_the_script_is_its_own(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    script = run("import nobody_knows").report.script
    assert script is not None
    assert (script.ended, script.detail) == ("raised", "ModuleNotFoundError: No module named 'nobody_knows'")
    assert "Traceback" in capfd.readouterr().err
