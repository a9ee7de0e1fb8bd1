"""Rows, in processes of their own: of the reference, of targets, and of targets that do what they like."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancheck.bench.child import ChildError, child
from gancheck.bench.row import Row

TIMING = "gancheck.bench.timing"
GAN = """
import torch
from torch import nn

class Slow:
    minibatch = 16
    def __init__(self):
        self.discriminator = nn.Linear(1, 1)
        self.steps = 0
    def sample(self, n): return torch.randn(n, 1)
    def train_step(self, real):
        assert real.shape == (16, 1)
        self.steps += 1
        {body}

class Fits:
    def sample(self, n): return torch.randn(n, 1)
    def fit(self, data): ...
"""


def ask(folder: Path, body: str, name: str = "Slow", patience: float = 60.0) -> Row:
    (folder / "my_gan.py").write_text(GAN.format(body=body))
    with child(TIMING, patience=patience) as asked:
        return Row.from_json(asked(target=f"{folder / 'my_gan.py'}:{name}", rounds=8))


def test_the_reference_over_the_plain_step() -> None:
    with child(TIMING, patience=100.0) as asked:
        row = Row.from_json(asked(size=[8, 4], rounds=8))
    assert (row.name, row.ratio.pairs) == ("2x8, minibatch 4", 8)
    assert 0.01 < row.ratio.value < 5
    # The reference's iteration is written out, the plain one is not.
    assert 64 * 20 < row.counters.aten < 64 * 100 < row.beside_counters.aten


def test_a_target_may_print_and_its_threads_are_counted(tmp_path: Path) -> None:
    row = ask(tmp_path, "print('noise'); (real @ real.T).sum(); import os; os.write(1, b'noise')")
    assert row.name.endswith("my_gan.py:Slow")
    assert row.counters.aten == 3 * row.counters.iterations
    assert row.counters.flops == 2 * 16 * 16 * row.counters.iterations


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ("raise ValueError('broken\\nhere')", "raised ValueError: broken$"),
        ("import os; os._exit(3)", "ended its process with exit code 3"),
        ("import os; os.kill(os.getpid(), 11)", "ended its process with signal 11"),
    ],
)
def test_a_target_may_raise_and_die(tmp_path: Path, body: str, match: str) -> None:
    with pytest.raises(ChildError, match=match):
        ask(tmp_path, body)


def test_a_target_may_hang(tmp_path: Path) -> None:
    with pytest.raises(ChildError, match="did not come to an end within 8 s"):
        ask(tmp_path, "import time; time.sleep(1000)", patience=8.0)


def test_what_cannot_be_timed_is_said(tmp_path: Path) -> None:
    with pytest.raises(ChildError, match=r"has no train_step\(real\), so there is no step to time"):
        ask(tmp_path, "pass", name="Fits")
    with pytest.raises(ChildError, match="has no 'Fit'; did you mean 'Fits'"):
        ask(tmp_path, "pass", name="Fit")
