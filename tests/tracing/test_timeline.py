"""What happened, in order."""

from __future__ import annotations

from gancheck.tracing.report import Fed
from gancheck.tracing.timeline import timeline
from tests.tracing.loops import Gan, M, X, Z, watch, watched

G, D = "self.g", "self.d"


def test_two_iterations() -> None:
    ticks = timeline([watched(Gan(), n=2)], ())
    one = [
        ("call", D), ("call", G), ("call", D), ("backward", D), ("step", D),
        ("call", G), ("call", D), ("backward", f"{G} + {D}"), ("step", G),
    ]  # fmt: skip
    assert [(tick.what, tick.player) for tick in ticks] == 2 * one
    assert [tick.iteration for tick in ticks] == [1] * 9 + [2] * 9
    fed = [tick.fed for tick in ticks if tick.what == "call"]
    # Real data, noise, its fakes, other noise, its fakes: minibatches are numbered as they come up first.
    numbered = sorted(fed_.batch for fed_s in fed for fed_ in fed_s if fed_.batch is not None)
    assert numbered == list(range(1, 11))
    whats = [[(f.what, f.shape, f.since) for f in each] for each in fed]
    assert whats == 2 * [
        [("real", (M, X), None)],
        [("noise", (M, Z), None)],
        [("fake", (M, X), 0)],
        [("noise", (M, Z), None)],
        [("fake", (M, X), 0)],
    ]
    assert all(tick.place is not None and tick.place.text for tick in ticks)
    assert not any(tick.note or tick.clauses for tick in ticks)


def test_the_same_minibatch_has_the_same_number() -> None:
    class Once(Gan):
        def real(self):  # type: ignore[no-untyped-def]
            if not hasattr(self, "kept"):
                self.kept = super().real()
            return self.kept

    ticks = timeline([watched(Once(), n=3)], ())
    real = [fed.batch for tick in ticks for fed in tick.fed if fed.what == "real"]
    assert len(real) == 3
    assert len(set(real)) == 1


def test_modes_causes_clamps_and_blame() -> None:
    class Odd(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.g.eval()

        def step_d(self) -> None:
            super().step_d()
            for p in self.d.parameters():
                p.data.clamp_(-0.05, 0.05)

        def step_g(self) -> None:
            self.g_loss().backward()
            self.of_g.step()

    report = watch(Odd(), n=5).report()
    notes = {(tick.what, tick.player): tick.note for tick in report.timeline if tick.iteration == 3}
    assert notes["call", G] == "eval mode"
    assert notes["call", D] == ""
    assert notes["step", G] == "accumulated"
    assert notes["change", D] == "clamped to 0.05"
    blamed = {tick.player for tick in report.timeline if tick.what == "step" and "fresh-gradients" in tick.clauses}
    assert blamed == {G}


def test_nothing() -> None:
    assert timeline([], ()) == ()
    assert Fed("noise", (2, 3)).batch is None
