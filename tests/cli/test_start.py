"""What has to be there at once is there at once, and without torch."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import environment

HEAVY = ("torch", "scipy", "pandas", "numpy", "hypothesis", "rich")


def _modules(code: str, tmp_path: Path) -> set[str]:
    text = f"import sys\n{code}\nprint(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


@pytest.mark.parametrize(
    "code",
    [
        "import gancheck",
        "from gancheck.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass",
        "from gancheck.cli import main; assert main(['list']) == 0",
        "from gancheck.cli import main; assert main(['report', 'nowhere']) == 2",
    ],
)
def test_nothing_heavy_is_imported(code: str, tmp_path: Path) -> None:
    assert not _modules(code, tmp_path) & set(HEAVY)


@pytest.mark.parametrize(("command", "option"), [("bench", "--against"), ("instability", "--tuned")])
def test_help_needs_no_torch(command: str, option: str, tmp_path: Path) -> None:
    code = (
        f"import sys\nfrom gancheck.cli import main\ntry: main([{command!r}, '--help'])\nexcept SystemExit: pass\n"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"
    assert option in done.stdout


def test_the_process_that_runs_checks_imports_no_torch(tmp_path: Path) -> None:
    code = "import gancheck.cli.run, gancheck.api, gancheck.engine.worker"
    assert not _modules(code, tmp_path) & {"torch", "scipy", "pandas"}


@pytest.mark.parametrize("command", ["--help", "list"])
def test_it_takes_less_than_half_a_second(command: str, tmp_path: Path) -> None:
    # Processor time, the least of five: other work on the machine counts for neither.
    def once() -> float:
        script = (
            "import resource, subprocess, sys\n"
            f"subprocess.run([sys.executable, '-m', 'gancheck', {command!r}], stdout=subprocess.DEVNULL, check=True)\n"
            "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
            "print(used.ru_utime + used.ru_stime)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
        )
        return float(done.stdout)

    pytest.importorskip("resource")
    assert min(once() for _ in range(5)) < 0.5


def test_python_m_gancheck_is_gancheck(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gancheck", "--version"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("gancheck ")
