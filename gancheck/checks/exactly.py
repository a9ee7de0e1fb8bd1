"""The verdict on an identity: the largest deviation over many cases against what rounding allows."""

from __future__ import annotations

from gancheck.evidence import Figure, Measurement, Outcome, Status


def within(
    name: str,
    worst: tuple[float, str],
    allowed: float,
    *,
    samples: int,
    unit: str = "",
    notes: tuple[str, ...] = (),
    figures: tuple[Figure, ...] = (),
) -> Outcome:
    """Passed if the largest deviation, `worst[0]`, is at most `allowed`; `worst[1]` says where it was.

    A deviation that is not a number fails.
    """
    deviation, where = worst
    failed = not deviation <= allowed
    return Outcome(
        status=Status.FAILED if failed else Status.PASSED,
        measured=Measurement(name, deviation, deviation, deviation, unit),
        allowed=f"at most {allowed:g}",
        samples=samples,
        worst=where,
        notes=notes,
        figures=figures,
    )
