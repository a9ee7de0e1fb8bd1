"""A record with every status, every kind of figure and every kind of text that a report has to survive."""

import math
from typing import Any

import pytest

from gancheck.engine import Header, Record, RecordedEvent, Result
from gancheck.evidence.outcome import Figure, Measurement, Outcome, Power, Series, Status

TRACEBACK = """Traceback (most recent call last):
  File "my_gan.py", line 41, in build
    generator = Generator(latent=config["latent"])
KeyError: 'latent'
"""


def _grid(low: float, high: float, count: int) -> tuple[float, ...]:
    return tuple(low + (high - low) * index / (count - 1) for index in range(count))


def _normal(x: float, mean: float, std: float) -> float:
    return math.exp(-(((x - mean) / std) ** 2) / 2) / (std * math.sqrt(2 * math.pi))


def densities() -> Figure:
    x = _grid(-4, 4, 161)
    p = tuple(0.55 * _normal(u, -1, 0.5) + 0.45 * _normal(u, 1, 0.5) for u in x)
    q = tuple(0.46 * _normal(u, -1.03, 0.55) + 0.54 * _normal(u, 0.98, 0.47) for u in x)
    return Figure("p_g against p_data", "x", "density", (Series("p_data", x, p), Series("p_g", x, q)))


def discriminator() -> Figure:
    x = _grid(-4, 4, 161)
    optimal = tuple(1 / (1 + math.exp(-u)) for u in x)
    trained = tuple(1 / (1 + math.exp(0.8 * u + 0.1)) for u in x)
    return Figure("D against D*", "x", "D(x)", (Series("D*", x, optimal), Series("D", x, trained)), floor=0.5)


def divergence_over_training() -> Figure:
    steps = _grid(0, 3000, 1201)
    jsd = tuple(0.6 * math.exp(-s / 500) + 0.003 * (1 + math.sin(s / 40)) for s in steps)
    low, high = tuple(0.9 * v for v in jsd), tuple(1.1 * v + 0.002 for v in jsd)
    return Figure("JSD over training", "step", "JSD (nats)", (Series("JSD", steps, jsd, low, high),), floor=0.01)


def difficult() -> tuple[Figure, ...]:
    """Gaps, infinities, no data, one point, one x, tiny ranges, huge numbers, many series, long names."""
    nan, inf = math.nan, math.inf
    x = _grid(0, 10, 11)
    hole = (1.0, 2.0, nan, 3.0, nan, nan, 2.5, inf, 2.0, 1.0, 1.5)
    band = (*hole[:-1], nan)
    tiny = tuple(math.log(2) + 1e-10 * math.sin(u) for u in x)
    steep = tuple(10.0 ** (3 * u) for u in x)
    long = "the mean of D over a minibatch of generated samples, before the discriminator's step, " * 2
    return (
        Figure("Gaps", "step", "loss", (Series("broken", x, hole, hole, tuple(v + 0.4 for v in band)),)),
        Figure("Nothing", "step", "loss", (Series("empty", (), ()), Series("nan", (1.0, 2.0), (nan, nan)))),
        Figure("No series", "step", "loss", ()),
        Figure("One point", "step", "value", (Series("one", (3.0,), (0.25,), (0.2,), (0.3,)),), floor=0.3),
        Figure("One x", "seed", "JSD (nats)", (Series("runs", (2.0, 2.0, 2.0), (0.1, 0.2, 0.4)),)),
        Figure("A tiny range", "x", "C(G) + log 4", (Series("value", x, tiny),), floor=math.log(2)),
        Figure("Divergence", "step", "loss", (Series("steep", x, steep), Series("cut", x, x[:5]))),
        Figure(long, long, long, tuple(Series(f"{long} {i}", x, tuple(v * i for v in x)) for i in range(8))),
    )


def results() -> tuple[Result, ...]:
    def result(check: str, claim: str, source: str, suite: str, outcome: Outcome, **rest: Any) -> Result:
        kind = "random" if outcome.power else "exact"
        settings: dict[str, Any] = {
            "kind": kind,
            "target": "my_gan.py:build",
            "seed": 17,
            "derived_seed": 7_401_993,
            "seconds": 1.5,
        }
        settings["reproduce"] = f"gancheck run my_gan.py:build --check {check} --seed 17"
        return Result(check=check, claim=claim, source=source, suite=suite, outcome=outcome, **{**settings, **rest})

    paper = "Goodfellow et al. 2014"
    return (
        result(
            "theorem-1-identity",
            "C(G) = -log 4 + 2 JSD(p_data, p_g)",
            f"{paper}, Theorem 1",
            "theory",
            Outcome(
                Status.PASSED,
                Measurement("greatest difference", 4.4e-13, 4.4e-13, 4.4e-13, "nats"),
                "1e-10",
                worst="N(0, 1) against 0.5 N(-1, 0.5) + 0.5 N(1, 0.5)",
                notes=("500 pairs of densities",),
                figures=(densities(),),
            ),
            seconds=0.42,
        ),
        result(
            "optimal-discriminator",
            "D*(x) = p_data / (p_data + p_g)",
            f"{paper}, Proposition 1",
            "theory",
            Outcome(
                Status.FAILED,
                Measurement("V(D*) - V(D)", 0.2134, 0.2101, 0.2166, "nats"),
                "at most 0.020 nats",
                Power(1e-6, 0.05, 1e-3),
                samples=131_072,
                worst="x = 1.37: D = 0.234, D* = 0.797",
                diagnosis="real and fake labels are swapped: dV/dD fits (0, 1) where (1, 0) is expected",
                figures=(discriminator(), densities()),
            ),
            seconds=12.345,
            log="\x1b[31mstep 100\x1b[0m  d_loss 0.31\nstep 200  d_loss 0.30\n",
            alpha=1e-5,
        ),
        result(
            "p-g-converges-two-modes",
            "p_g converges to p_data",
            f"{paper}, Proposition 2",
            "convergence",
            Outcome(
                Status.PASSED,
                Measurement("share of runs that converge", 1.0, 0.55, 1.0),
                "at least 0.95 passes, at most 0.5 fails",
                Power(4.2e-4, 0.45, 0.0066),
                samples=9,
                figures=(divergence_over_training(),),
            ),
            seconds=75.0,
            alpha=5e-4,
        ),
        result(
            "equilibrium",
            "D = 1/2 everywhere at the end of a converged run",
            f"{paper}, Theorem 1",
            "convergence",
            Outcome(
                Status.INCONCLUSIVE,
                Measurement("mean |D - 1/2|", 0.048, 0.031, 0.066),
                "at most 0.05",
                Power(1e-4),
                samples=4096,
                reason="the interval holds the limit, and the time was over",
            ),
        ),
        result(
            "noise-is-fresh",
            "each step draws a new minibatch of noise",
            f"{paper}, Algorithm 1",
            "algorithm",
            Outcome(Status.NOT_APPLICABLE, reason="the target offers no `train_step`"),
            kind="random",
            seconds=0.0,
        ),
        result(
            "one-descent",
            "one descent of the generator follows k ascents of the discriminator",
            f"{paper}, Algorithm 1",
            "algorithm",
            Outcome(Status.ERRORED, reason="KeyError: 'latent'"),
            cause="target",
            traceback=TRACEBACK,
        ),
        result(
            "losses-are-silent",
            "the losses do not show progress",
            f"{paper}, Section 6",
            "stability",
            Outcome(
                Status.XFAILED,
                Measurement("Spearman's rho", -0.91, -0.93, -0.88),
                "none",
                figures=difficult(),
            ),
            expected="the target logs a smoothed loss",
        ),
        result(
            "discrete-samples",
            "no gradient passes through discrete samples",
            f"{paper}, Section 6",
            "stability",
            Outcome(Status.XPASSED, Measurement("gradient norm", 0.0, 0.0, 0.0), "0"),
            expected="straight-through estimator",
        ),
    )


@pytest.fixture
def record() -> Record:
    found = results()
    header = Header(
        version="0.1.0",
        target="my_gan.py:build",
        seed=17,
        alpha=1e-3,
        device="cpu",
        environment={"python": "3.11.9", "torch": "2.13.0", "platform": "Linux x86_64", "threads": "1"},
        plan=(*(each.check for each in found), "value-function"),
        started="2025-11-22T12:00:00Z",
        target_name="TwoModes",
        capabilities=("sample", "discriminate"),
        lacks={"train": "no `fit`"},
    )
    events = (RecordedEvent("worker-died", "while it ran `value-function`", "2025-11-22T12:00:41Z"),)
    return Record(header, found, events)
