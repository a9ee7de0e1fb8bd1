"""What is written down of a loop, against what its own code kept."""

from __future__ import annotations

import copy
import threading
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gancheck.tracing.session import trace
from tests.tracing.loops import Gan, M, X, Z, mlp, softplus, watch


class Keeping(Gan):
    """Keeps the scores and losses that the loop had."""

    def __init__(self) -> None:
        super().__init__()
        self.scores: list[np.ndarray] = []
        self.losses: list[float] = []
        self.pulls: list[np.ndarray] = []

    def kept(self, score: Tensor) -> Any:
        self.scores.append(score.detach().flatten().double().numpy())
        return score

    def d_loss(self) -> Any:
        real, fake = self.kept(self.d(self.real())), self.kept(self.d(self.fake().detach()))
        # d softplus(-s)/ds = -sigmoid(-s), d softplus(s)/ds = sigmoid(s), each over the rows.
        self.pulls += [-torch.sigmoid(-real).detach().flatten().double().numpy() / M]
        self.pulls += [torch.sigmoid(fake).detach().flatten().double().numpy() / M]
        loss = softplus(-real).mean() + softplus(fake).mean()
        self.losses.append(float(loss.detach()))
        return loss

    def g_loss(self) -> Any:
        fake = self.kept(self.d(self.fake()))
        self.pulls.append(-torch.sigmoid(-fake).detach().flatten().double().numpy() / M)
        loss = softplus(-fake).mean()
        self.losses.append(float(loss.detach()))
        return loss


def test_calls_scores_pulls_and_losses() -> None:
    gan = Keeping()
    recorder = watch(gan, n=4).recorder
    nets = {net.name: net.number for net in recorder.nets}
    assert list(nets) == ["self.d", "self.g"]
    ends = [call for call in recorder.calls if call.net == nets["self.d"]]
    assert len(ends) == 12
    assert len(recorder.calls) - len(ends) == 8
    passes = [0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7]
    for call, score, pull, number in zip(ends, gan.scores, gan.pulls, passes, strict=True):
        (out,) = call.outputs
        assert out.values is not None
        np.testing.assert_array_equal(out.values, score)
        assert list(out.pulls) == list(out.pull_norms) == [number]
        np.testing.assert_allclose(out.pulls[number], pull, rtol=1e-5, atol=1e-9)
        assert out.pull_norms[number] == pytest.approx(np.linalg.norm(pull), rel=1e-5)
        assert call.inputs[0].shape == (M, X)
        assert call.training
        assert call.grad
    assert [during.loss for during in recorder.passes] == pytest.approx(gan.losses)
    d, g = ({id(p) for p in net.parameters()} for net in (gan.d, gan.g))
    assert [during.reached for during in recorder.passes] == [d, d | g] * 4
    assert all(during.accumulate and not during.create_graph for during in recorder.passes)


def test_times_and_places() -> None:
    recorder = watch(Gan(), n=3).recorder
    events: list[Any] = [*recorder.calls, *recorder.passes, *recorder.steps]
    assert len({event.time for event in events}) == len(events) == 9 + 6 + 6 + 6
    order = "".join(type(event).__name__[0] for event in sorted(events, key=lambda e: e.time))
    assert order == "CCCPSCCPS" * 3
    for event in events:
        assert event.place is not None
        assert event.place.file.endswith("loops.py")
    assert {p.place.text for p in recorder.passes if p.place} == {
        "self.d_loss().backward()",
        "self.g_loss().backward()",
    }
    assert {s.place.function for s in recorder.steps if s.place} == {"step_d", "step_g"}


def test_steps() -> None:
    gan = Gan()
    recorder = watch(gan, "DDG", 3).recorder
    d, g = ({id(p) for p in net.parameters()} for net in (gan.d, gan.g))
    assert [set(step.parameters) for step in recorder.steps] == [d, d, g] * 3
    assert [set(step.moved) for step in recorder.steps] == [d, d, g] * 3
    assert [(step.since, step.until) for step in recorder.steps] == [
        (0, 1), (1, 2), (0, 3), (2, 4), (4, 5), (3, 6), (5, 7), (7, 8), (6, 9),
    ]  # fmt: skip
    assert all(step.settings["class"] == "Adam" and step.settings["lr"] == 1e-3 for step in recorder.steps)
    assert not any(step.missing or step.closure for step in recorder.steps)
    assert [call.version for call in recorder.calls if call.net == 0] == [0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6]


def test_norms_missing_gradients_and_what_stands_still() -> None:
    norms: list[float] = []

    class Odd(Gan):
        def step_d(self) -> None:
            self.of_d.zero_grad()
            self.d_loss().backward()
            self.d[0].bias.grad = None  # type: ignore[index]
            gradients = [p.grad for p in self.d.parameters() if p.grad is not None]
            norms.append(float(torch.cat([part.flatten() for part in gradients]).norm()))
            self.of_d.step()

    gan = Odd()
    steps = watch(gan, n=3).recorder.steps[::2]
    bias = id(gan.d[0].bias)  # type: ignore[index]
    assert [step.missing for step in steps] == [{bias}] * 3
    assert all(bias not in step.moved and bias not in step.applied for step in steps)
    assert [step.norm for step in steps] == pytest.approx(norms, rel=1e-5)


def test_closures() -> None:
    class Closed(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.of_d = torch.optim.LBFGS(self.d.parameters(), max_iter=3, lr=0.1)

        def step_d(self) -> None:
            real, fake = self.real(), self.fake().detach()

            def closure() -> Any:
                self.of_d.zero_grad()
                loss = softplus(-self.d(real)).mean() + softplus(self.d(fake)).mean()
                loss.backward()
                return loss

            self.of_d.step(closure)

    steps = watch(Closed(), n=3).recorder.steps
    assert [step.closure for step in steps] == [True, False] * 3
    assert all(step.until > step.since for step in steps)
    assert all(a.until <= b.since for a, b in zip(steps[::2], steps[2::2], strict=False))


def test_parameters_that_are_changed_by_hand() -> None:
    class Clamped(Gan):
        def step_d(self) -> None:
            super().step_d()
            for p in self.d.parameters():
                p.data.clamp_(-0.05, 0.05)

    gan = Clamped()
    changes = watch(gan, n=4).recorder.changes
    assert len(changes) >= 3
    assert [change.clamp for change in changes] == pytest.approx([0.05] * len(changes))
    assert all(change.moved <= {id(p) for p in gan.d.parameters()} for change in changes)


def test_slopes() -> None:
    kept: list[tuple[Tensor, Tensor]] = []

    class Penalised(Gan):
        def d_loss(self) -> Any:
            real, fake = self.real(), self.fake().detach()
            e = torch.rand(M, 1)
            points = (e * real + (1 - e) * fake).requires_grad_()
            scores = self.d(real).mean(), self.d(fake).mean()
            (slopes,) = torch.autograd.grad(self.d(points).sum(), points, create_graph=True)
            kept.append((points.detach(), slopes.detach().clone()))
            return scores[1] - scores[0] + 10 * ((slopes.norm(dim=1) - 1) ** 2).mean()

        def g_loss(self) -> Any:
            return -self.d(self.fake()).mean()

    recorder = watch(Penalised(), n=3).recorder
    assert len(recorder.slopes) == 3
    for seen, (points, slopes) in zip(recorder.slopes, kept, strict=True):
        assert torch.equal(seen.points, points)
        assert torch.equal(seen.slopes, slopes)
        assert seen.create_graph
        assert recorder.calls[seen.call].differentiated
        # d/ds 10 mean (|s| - 1)^2 = 20 (|s| - 1) s / (|s| m).
        norm = slopes.norm(dim=1, keepdim=True)
        (pull,) = seen.pulls.values()
        torch.testing.assert_close(pull, 20 * (norm - 1) * slopes / norm / M)
    assert [during.accumulate for during in recorder.passes] == [False, True, True] * 3


def test_a_pass_that_raises() -> None:
    gan = Gan()
    with trace() as observed:
        gan.run(n=1)
        loss = gan.g_loss()
        loss.backward()
        with pytest.raises(RuntimeError, match="second time"):
            loss.backward()
    assert [bool(during.error) for during in observed.recorder.passes] == [False, False, False, True]
    assert observed.recorder.troubles == []


def test_a_call_that_raises_and_one_after_it() -> None:
    gan = Gan()
    with trace() as observed:
        gan.run(n=1)
        with pytest.raises(RuntimeError):
            gan.d(torch.randn(M, X + 1))
        gan.run(n=1)
    assert len(observed.recorder.calls) == 10
    assert observed.recorder.troubles == []


def test_another_thread_is_not_watched() -> None:
    gan, other = Gan(), Gan()
    with trace() as observed:
        gan.run(n=2)
        thread = threading.Thread(target=other.run, kwargs={"n": 2})
        thread.start()
        thread.join()
    assert len(observed.recorder.steps) == 4
    assert len(observed.recorder.nets) == 2


def test_what_ends_the_window() -> None:
    def counted(order: str, n: int, steps: int) -> list[int]:
        gan = Gan()
        recorder = watch(gan, order, n, steps=steps).recorder
        d = {id(p) for p in gan.d.parameters()}
        of_d = sum(set(step.parameters) == d for step in recorder.steps)
        return [of_d, len(recorder.steps) - of_d]

    assert counted("DDG", 9, 3) == [6, 3]
    # One of them alone may be a pre-training: four times as many, and twelve when the other has begun.
    assert counted("D", 30, 2) == [8, 0]
    assert counted("G" + 30 * "D", 1, 2) == [24, 1]


def test_the_training_is_the_same_bit_for_bit() -> None:
    def trained(watching: bool) -> tuple[list[Any], Tensor]:
        torch.manual_seed(1)
        gan = Gan(g=mlp(Z, X, nn.Dropout(0.2)))
        if watching:
            watch(gan, n=5)
        else:
            gan.run(n=5)
        nets = [copy.deepcopy(net.state_dict()) for net in (gan.g, gan.d)]
        return nets, torch.rand(1)

    (watched, drawn), (alone, again) = trained(True), trained(False)
    assert torch.equal(drawn, again)
    for a, b in zip(watched, alone, strict=True):
        assert all(torch.equal(a[name], b[name]) for name in b)


class Wrapper(nn.Module):
    """Calls what it wraps when it is made, and so does a function that every net goes through."""

    def __init__(self, network: nn.Module, n_in: int) -> None:
        super().__init__()
        self.network = network
        self.network(torch.rand(2, n_in))

    def forward(self, x: Tensor) -> Any:
        return self.network(x)


def tried(model: nn.Module, n_in: int) -> None:
    model(torch.rand(2, n_in))


def test_nets_that_went_by_one_name_are_named_again() -> None:
    class Wrapped(Gan):
        def run(self, order: str = "DG", n: int = 8) -> None:
            self.generator, self.judge = Wrapper(self.g, Z), Wrapper(self.d, X)
            tried(self.generator, Z)
            tried(self.judge, X)
            super().run(order, n)

        def fake(self) -> Tensor:
            made: Tensor = self.generator(self.noise())
            return made

        def d_loss(self) -> Any:
            real, fake = self.judge(self.real()), self.judge(self.fake().detach())
            return softplus(-real).mean() + softplus(fake).mean()

        def g_loss(self) -> Any:
            return softplus(-self.judge(self.fake())).mean()

    report = watch(Wrapped()).report()
    assert report.steps == {"self.generator": 8, "self.judge": 8}
