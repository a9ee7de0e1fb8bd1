"""`gancheck trace` on real scripts with the real tracer: everything together."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gancheck.tracing.finding import Finding
from gancheck.tracing.report import TraceReport
from gancheck.tracing.wire import loads
from tests.cli.program import environment

pytestmark = pytest.mark.slow  # each imports torch, in a process of its own

SCRIPT = '''
"""A plain GAN in two dimensions."""
import argparse
import atexit

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--fault", default="")
parser.add_argument("--workers", type=int, default=0)
parser.add_argument("--start", default="fork")


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(16, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 2))

    def forward(self, z):
        return self.net(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Dropout(0.1), nn.Linear(32, 1))

    def forward(self, x):
        return self.net(x)


def main():
    args = parser.parse_args()
    torch.manual_seed(0)
    data = TensorDataset(torch.randn(2048, 2) * 0.5 + 1)
    start = args.start if args.workers else None
    loader = DataLoader(data, 64, shuffle=True, num_workers=args.workers, multiprocessing_context=start)
    G, D = Generator(), Discriminator()
    optG = torch.optim.Adam(G.parameters(), 2e-4, (0.5, 0.999))
    optD = torch.optim.Adam(D.parameters(), 2e-4, (0.5, 0.999))
    bce = nn.BCEWithLogitsLoss()
    for epoch in range(3):
        for (real,) in loader:
            ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)
            z = torch.randn(len(real), 16)
            fake = G(z)
            optD.zero_grad()
            loss_d = bce(D(real), ones) + bce(D(fake.detach()), zeros)
            loss_d.backward()
            optD.step()

            if args.fault != "shared":
                fake = G(torch.randn(len(real), 16))
            if args.fault != "accumulated":
                optG.zero_grad()
            loss_g = bce(D(fake), ones)
            loss_g.backward()
            if args.fault == "raises":
                loss_g.backward()
            optG.step()
        print("epoch", epoch, loss_d.item().hex(), loss_g.item().hex())
    torch.save(G, "G.pt")  # pickled by the name of __main__
    print(type(torch.load("G.pt", weights_only=False)) is Generator)


if __name__ == "__main__":
    atexit.register(print, "exit function")
    try:
        main()
    finally:
        print("finally")
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").touch()
    for name in ("train.py", "package/train.py"):
        (tmp_path / name).write_text(SCRIPT.lstrip())
    return tmp_path


def trace(folder: Path, *arguments: str) -> tuple["subprocess.CompletedProcess[str]", TraceReport]:
    done = python(folder, "-m", "gancheck", "trace", *arguments)
    return done, loads((folder / "reports" / "trace.json").read_text(encoding="utf-8"))


def python(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    settings = environment() | {"OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=settings, capture_output=True, text=True, timeout=300, check=False
    )


def line(text: str) -> int:
    """The number of the one line of the script that is this."""
    (number,) = [n for n, each in enumerate(SCRIPT.lstrip().splitlines(), 1) if each.strip() == text]
    return number


def test_a_right_script_breaks_nothing_and_is_stopped(folder: Path) -> None:
    done, report = trace(folder, "train.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert report.violations == ()
    assert report.departures == ()
    assert "D,G alternate · k=1 · non-saturating · Adam 2e-4 (.5, .999) · batch 64" in done.stdout
    assert done.stderr == ""
    assert report.script is not None
    assert report.script.ended == "stopped"
    assert "finally" not in done.stdout
    assert "exit function" not in done.stdout


@pytest.mark.parametrize("words", [("train.py",), ("-m", "package.train")])
def test_a_script_that_goes_on_trains_bit_for_bit_the_same(folder: Path, words: tuple[str, ...]) -> None:
    plain = python(folder, *words)
    assert plain.returncode == 0, plain.stderr
    assert len(plain.stdout.splitlines()) == 6
    done, report = trace(folder, "--keep-going", "--steps", "40", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{plain.stdout}\n")
    assert done.stderr == plain.stderr
    assert set(report.steps.values()) == {40}


def test_a_gradient_that_is_never_cleared_is_found_in_its_line(folder: Path) -> None:
    done, report = trace(folder, "train.py", "--", "--fault", "accumulated")
    assert done.returncode == 1
    (finding,) = report.violations
    assert (finding.clause, finding.cause) == ("fresh-gradients", "accumulated")
    assert line("optG.step()") in _lines(finding)
    assert f"VIOLATION fresh-gradients · train.py:{finding.places[0].line}" in done.stdout


def test_shared_noise_is_a_departure(folder: Path) -> None:
    done, report = trace(folder, "train.py", "--fault", "shared")
    assert done.returncode == 0, done.stdout
    assert report.violations == ()
    assert [(finding.clause, finding.cause) for finding in report.departures] == [("fresh-noise", "shared")]
    done, _ = trace(folder, "--strict", "train.py", "--fault", "shared")
    assert done.returncode == 1


def test_a_script_that_raises_is_told_and_its_traceback_is_its_own(folder: Path) -> None:
    plain = python(folder, "train.py", "--fault", "raises")
    done, report = trace(folder, "train.py", "--fault", "raises")
    assert plain.returncode == done.returncode == 1
    assert done.stderr == plain.stderr
    assert "gancheck" not in done.stderr
    assert report.script is not None
    assert report.script.ended == "raised"
    assert report.script.place is not None
    assert report.script.place.line == line('if args.fault == "raises":') + 1
    assert "the script raised RuntimeError: Trying to backward through the graph a second time" in done.stdout
    assert "finally" in done.stdout


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("start", ["fork", "spawn", "forkserver"])
def test_workers_of_a_loader_are_neither_traced_nor_left(folder: Path, start: str) -> None:
    done, report = trace(folder, "train.py", "--workers", "2", "--start", start)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert report.violations == ()
    assert report.departures == ()
    assert _working_in(folder) == []


def test_a_script_without_a_gan_is_told(folder: Path) -> None:
    (folder / "other.py").write_text(
        "import torch\nnet = torch.nn.Linear(2, 1)\nsgd = torch.optim.SGD(net.parameters(), 0.1)\n"
        "for _ in range(5):\n    sgd.zero_grad()\n    net(torch.ones(4, 2)).mean().backward()\n    sgd.step()\n"
    )
    done, report = trace(folder, "other.py")
    assert done.returncode == 2
    assert report.unable
    assert f"Nothing can be told. {report.unable}" in done.stdout


def test_a_script_that_trains_nothing_is_told(folder: Path) -> None:
    (folder / "other.py").write_text("import torch\nprint(torch.ones(1).item())\n")
    done, _ = trace(folder, "other.py")
    assert done.returncode == 2
    assert done.stdout.startswith("1.0\n\nthe script ended\n\nNothing can be told.")


def test_an_unknown_objective_is_refused_with_the_known_ones(folder: Path) -> None:
    done = python(folder, "-m", "gancheck", "trace", "--objective", "wgan-pg", "train.py")
    assert done.returncode == 2
    assert "gancheck: error: " in done.stderr
    assert "wgan-gp" in done.stderr


def test_the_json_and_the_page_are_there(folder: Path) -> None:
    done = python(folder, "-m", "gancheck", "trace", "--junit", "junit.xml", "--json", "all.json", "train.py")
    assert done.returncode == 0
    assert json.loads((folder / "all.json").read_text())["format"] == 1
    assert "<svg" in (folder / "reports" / "trace.html").read_text()
    assert 'failures="0"' in (folder / "junit.xml").read_text()


def _lines(finding: Finding) -> list[int]:
    return [place.line for place in finding.places]


def _working_in(folder: Path) -> list[str]:
    """Processes whose working directory is this folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "cwd") == str(folder):
                found.append((entry / "cmdline").read_text())
        except OSError:
            continue
    return found
