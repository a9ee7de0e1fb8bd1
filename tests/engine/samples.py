"""Results and records to test with."""

from dataclasses import replace
from typing import Any

from gancheck.engine import Header, Result
from gancheck.evidence.outcome import Figure, Measurement, Outcome, Power, Series, Status

FAILED = Result(
    check="optimal-discriminator",
    claim="D*(x) = p_data / (p_data + p_g)",
    source="Goodfellow et al. 2014, Proposition 1",
    suite="theory",
    kind="random",
    target="my_gan.py:build",
    seed=17,
    derived_seed=2**63 - 1,
    outcome=Outcome(
        Status.FAILED,
        Measurement("V(D*) - V(D)", 0.213, 0.213, 0.213, "nats"),
        "0.020",
        Power(1e-6, 0.05, 1e-3),
        samples=512,
        worst="x = 1.37: D = 0.912, D* = 0.699",
        diagnosis="real and fake labels are swapped: dV/dD fits (0, 1) where (1, 0) is expected",
        figures=(Figure("Gap", "step", "nats", (Series("gap", (0.0, 1.0), (1.0, float("inf"))),), 0.02),),
    ),
    seconds=1.25,
    alpha=1e-4,
    reproduce="gancheck run my_gan.py:build --check optimal-discriminator --seed 17",
)

HEADER = Header(
    version="0.1.0",
    target="my_gan.py:build",
    seed=17,
    alpha=1e-3,
    device="cpu",
    environment={"python": "3.11.7", "torch": "2.13.0"},
    plan=("optimal-discriminator", "value-identity"),
    started="2026-01-01T00:00:00Z",
)


def result(check: str, status: Status = Status.PASSED, **fields: Any) -> Result:
    """Return a small result."""
    return replace(FAILED, check=check, outcome=Outcome(status, reason=f"{check} is {status}"), **fields)
