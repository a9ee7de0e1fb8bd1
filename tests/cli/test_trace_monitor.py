"""`gancheck trace --monitor`: a monitor goes on where the tracer ends, in scripts that know of neither."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.optim import optimizer as optimizer_hooks

from gancheck.cli import main
from gancheck.cli.trace.following import Following, NotFollowed, follow
from gancheck.monitoring import MonitorReport
from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.state import State
from gancheck.tracing import trace

RING = """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
torch.set_num_threads(1)
G = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
D = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
g_opt, d_opt = (torch.optim.Adam(net.parameters(), 2e-3, betas=(0.5, 0.999)) for net in (G, D))
angles = torch.arange(8) * torch.pi / 4
centers = 2 * torch.stack([angles.cos(), angles.sin()], 1)
for i in range(STEPS):
    x = centers[torch.randint(8, (64,))] + 0.05 * torch.randn(64, 2)
    loss = F.softplus(-D(x)).mean() + F.softplus(D(G(torch.randn(64, 4)).detach())).mean()
    d_opt.zero_grad()
    loss.backward()
    d_opt.step()
    loss = F.softplus(-D(G(torch.randn(64, 4)))).mean()
    g_opt.zero_grad()
    loss.backward()
    g_opt.step()
torch.save([p.detach() for p in (*G.parameters(), *D.parameters())], "weights.pt")
"""


def _script(folder: Path, steps: int, source: str = RING) -> Path:
    path = folder / "train.py"
    path.write_text(source.replace("STEPS", str(steps)), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_script_is_monitored_to_its_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A generator that starts at one point of eight modes is not healthy after 500 steps."""
    script = _script(folder, 500)
    assert main(["trace", "--steps", "20", "--monitor", script.name]) == 0
    said = capsys.readouterr().out
    assert "no violation, no departure" in said
    report = MonitorReport.load(folder / "reports" / "monitor.json")
    assert report.record.steps > 400
    assert len(report.frame()) >= 1
    assert report.record.unseen == ""
    assert report.state is not State.UNSEEN
    assert str(report) in said
    assert (folder / "reports" / "monitor.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    monitored = torch.load(folder / "weights.pt")
    assert main(["trace", "--steps", "20", "--keep-going", script.name]) == 0
    alone = torch.load(folder / "weights.pt")
    assert all(torch.equal(a, b) for a, b in zip(monitored, alone, strict=True))


def test_a_page_that_cannot_be_written_costs_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "reports" / "monitor.html").mkdir(parents=True)
    assert main(["trace", "--steps", "20", "--monitor", _script(folder, 120).name]) == 0
    said = capsys.readouterr()
    assert "the report could not be written: IsADirectoryError" in said.err
    assert f"monitor {Path('reports', 'monitor.json')}" in said.out


def test_a_training_that_ends_with_the_window_is_not_monitored(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", "--steps", "20", "--monitor", _script(folder, 25).name]) == 0
    assert "The monitor saw nothing. The training ended before there was enough" in capsys.readouterr().out
    assert not (folder / "reports" / "monitor.json").exists()


def test_what_cannot_be_followed_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mixed = RING.replace(
        "F.softplus(-D(x)).mean() + F.softplus(D(G(torch.randn(64, 4)).detach())).mean()",
        "(lambda o: F.softplus(-o[:64]).mean() + F.softplus(o[64:]).mean())"
        "(D(torch.cat([x, G(torch.randn(64, 4)).detach()])))",
    )
    assert main(["trace", "--steps", "20", "--monitor", _script(folder, 40, mixed).name]) == 0
    assert "The monitor saw nothing. No call feeds the discriminator real rows alone" in capsys.readouterr().out


class _Loop:
    def __init__(self, pairs: int = 1) -> None:
        torch.manual_seed(0)
        self.nets = [
            (
                nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1)),
                nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1)),
            )
            for _ in range(pairs)
        ]
        self.optimizers = [[torch.optim.SGD(net.parameters(), 0.05) for net in pair] for pair in self.nets]

    def step(self) -> None:
        for (G, D), (g, d) in zip(self.nets, self.optimizers, strict=True):
            self._ascend(D, d, torch.randn(256, 1), G(torch.randn(256, 2)).detach())
            g.zero_grad()
            nn.functional.softplus(-D(G(torch.randn(256, 2)))).mean().backward()
            g.step()

    @staticmethod
    def _ascend(D: nn.Module, d: torch.optim.Optimizer, x: Tensor, fake: Tensor) -> None:
        d.zero_grad()
        (nn.functional.softplus(-D(x)).mean() + nn.functional.softplus(D(fake)).mean()).backward()
        d.step()


def _followed(loop: _Loop) -> Following:
    with trace(8) as observed:
        for _ in range(8):
            loop.step()
    return follow(observed)


def test_real_rows_and_inputs_are_kept_until_there_are_enough() -> None:
    loop = _Loop()
    following = _followed(loop)
    try:
        loop.step()
        assert following.kept == (256, 512)
        for _ in range(7):
            loop.step()
        assert following.kept == (0, 0)  # the monitor was made of them
    finally:
        seen = following.finish()
    assert seen


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("too few"), "too few"),
        (UserFault("data holds numbers that are not finite"), "data holds numbers that are not finite"),
        (RuntimeError("Sizes of tensors must match"), "gancheck failed: RuntimeError: Sizes of tensors must match"),
    ],
)
def test_a_monitor_that_cannot_be_made_leaves_the_training_alone(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    loop = _Loop()
    following = _followed(loop)

    def fails() -> None:
        raise error

    monkeypatch.setattr(following, "_made", fails)
    for _ in range(12):
        loop.step()
    assert following.refusal == said
    assert following.finish() == ""
    assert not optimizer_hooks._global_optimizer_post_hooks


def test_several_pairs_are_refused() -> None:
    with pytest.raises(NotFollowed, match="2 pairs of players"):
        _followed(_Loop(pairs=2))
