"""A target's training step under the tracer: which clauses of Algorithm 1 its first iterations keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gancheck.checks.trial import Trial
from gancheck.evidence import Measurement, Outcome, Power, Status
from gancheck.theory import Density, Gaussian, GaussianNd
from gancheck.tracing import Finding, Kind, TraceReport, trace

ITERATIONS = 30
# Of 1,008 traced runs of right loops none showed a violation: fewer than 1 in 300 do, at 95 % confidence. Two in a row
# are then rarer than this.
WRONG_ALARM = 1e-5


def traced(trial: Trial, seed: int) -> TraceReport:
    """Train a fresh GAN for 30 iterations on a standard normal density, and say what its loop did."""
    subject = trial.target.build(seed)
    rng = trial.generator(seed)
    p_data: Density = Gaussian() if subject.dim == 1 else GaussianNd((0.0,) * subject.dim, 1.0)
    with trace(ITERATIONS * subject.k) as observed:
        for i in range(ITERATIONS):
            subject.train_step(p_data, rng)
            trial.progress((i + 1) / ITERATIONS, "watching iterations")
    return observed.report()


def keeps(trial: Trial, concerns: Callable[[Finding], bool]) -> Outcome:
    """Judge the findings that `concerns` is true of: a violation fails if a second run, of another seed, shows it too.

    Departures and notes are told, and pass. Not applicable where the tracer found no players, or could tell nothing.
    """
    first = traced(trial, trial.seed)
    if first.unable:
        return Outcome(Status.NOT_APPLICABLE, reason=first.unable)
    findings = [finding for finding in first.findings if concerns(finding)]
    if all(finding.kind is Kind.UNSEEN for finding in findings):
        return Outcome(Status.NOT_APPLICABLE, reason="; ".join(dict.fromkeys(f.seen for f in findings)))
    violations = [finding for finding in findings if finding.kind is Kind.VIOLATION]
    if violations:
        again = {(f.clause, f.cause) for f in traced(trial, (trial.seed + 1) % 2**32).violations}
        confirmed = [finding for finding in violations if (finding.clause, finding.cause) in again]
    else:
        confirmed = []
    status = Status.FAILED if confirmed else Status.INCONCLUSIVE if violations else Status.PASSED
    count = len({finding.clause for finding in confirmed})
    return Outcome(
        status=status,
        measured=Measurement("clauses violated", count, count, count),
        allowed="0",
        power=Power(WRONG_ALARM) if trial.alpha else None,
        samples=ITERATIONS,
        diagnosis="; ".join(_said(finding) for finding in confirmed),
        reason=f"a second run did not show it: {_said(violations[0])}" if status is Status.INCONCLUSIVE else "",
        notes=tuple(_told(findings)),
    )


def _said(finding: Finding) -> str:
    return f"{finding.seen}: {finding.effect}" if finding.effect else finding.seen


def _told(findings: Iterable[Finding]) -> Iterable[str]:
    for finding in findings:
        if finding.kind in (Kind.DEPARTURE, Kind.NOTE):
            yield f"{finding.kind}: {finding.seen}"
