"""How often the gate is wrong: identical code, and a copy of the tree that does 5 % more work.

`python -m suites.benchmarks.gate_error_rates --runs 20` prints a line for each comparison, then the counts. A run is as
long as one of `gancheck bench --against`: 40 take half an hour on a quiet machine.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch

from gancheck.bench.against.gate import conclude
from gancheck.bench.against.measuring import measure
from gancheck.bench.paired import interleave, timed
from gancheck.bench.processor import one_thread
from gancheck.bench.reference import reference_run
from gancheck.bench.size import Size
from gancheck.bench.verdict import Verdict

ROOT = Path(__file__).parents[2]
SIZE = Size(32, 64)
MORE = """

_X, _W, _plain_run = torch.randn(64, 32), torch.randn(32, 32), Trainer.run


def _longer(self, iterations=None, **settings):
    for _ in range(round({operators} * iterations)):
        _X.mm(_W)
    return _plain_run(self, iterations, **settings)


Trainer.run = _longer
"""


def operators_for(share: float) -> float:
    """How many of the products that `MORE` adds take that share of an iteration."""
    run, x, w = reference_run(SIZE), torch.randn(64, 32), torch.randn(32, 32)
    run(16)
    with one_thread():
        times = interleave(
            {"run": lambda: timed(lambda: run(8), 1) / 8, "product": lambda: timed(lambda: x.mm(w), 200) / 200},
            rounds=200,
            seed=0,
        )
    return share * float(np.median(times["run"] / times["product"]))


def slower(folder: Path, share: float) -> Path:
    """A copy of the tree that does so much more in each iteration."""
    shutil.copytree(ROOT / "gancheck", folder / "gancheck", ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "gancheck" / "training" / "trainer.py"
    file.write_text(file.read_text(encoding="utf-8") + MORE.format(operators=operators_for(share)), encoding="utf-8")
    return folder


def main() -> None:
    """Compare, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="of each kind")
    parser.add_argument("--seconds", type=float, default=30.0, help="as of `gancheck bench --against`")
    parser.add_argument("--more", type=float, default=0.05, help="the share of work that is added")
    arguments = parser.parse_args()
    found: dict[str, Counter[Verdict]] = {"identical": Counter(), f"{arguments.more:.0%} more": Counter()}
    with tempfile.TemporaryDirectory() as folder:
        trees = dict(zip(found, (ROOT, slower(Path(folder), arguments.more)), strict=True))
        for seed in range(arguments.runs):
            for name, tree in trees.items():
                begun = time.monotonic()
                times, _ = measure(ROOT, tree, SIZE, seconds=arguments.seconds, seed=seed)
                judged = conclude(times)
                found[name][judged.verdict] += 1
                spent = time.monotonic() - begun
                print(f"{name}: {judged.verdict} {judged.ratio}, control {judged.control}, {spent:.0f} s", flush=True)
    for name, verdicts in found.items():
        print(f"{name}: {', '.join(f'{count} {verdict}' for verdict, count in verdicts.items())}")


if __name__ == "__main__":
    main()
