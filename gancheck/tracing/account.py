"""From what was recorded to what is reported."""

from __future__ import annotations

from dataclasses import replace

from gancheck.tracing.clauses import CLAUSES
from gancheck.tracing.finding import Finding
from gancheck.tracing.loop.pair import Claims, Pair
from gancheck.tracing.loop.players import Unable, pairings
from gancheck.tracing.loop.see_through import see_through
from gancheck.tracing.place import lines
from gancheck.tracing.recording.recorder import Recorder
from gancheck.tracing.report import Script, TraceReport
from gancheck.tracing.summary import summary
from gancheck.tracing.timeline import timeline


def account(
    recorder: Recorder,
    claims: Claims,
    *,
    generator: str | None = None,
    discriminator: str | None = None,
    script: Script | None = None,
    seconds: float = 0.0,
    environment: dict[str, str] | None = None,
) -> TraceReport:
    """Work out the players, their updates and every clause's verdict."""
    facts = {"script": script, "seconds": seconds, "environment": environment or {}}
    see_through(recorder)
    try:
        found = pairings(recorder, generator, discriminator)
    except Unable as unable:
        return TraceReport((), (), unable=str(unable), **facts)  # type: ignore[arg-type]
    several = len(found) > 1
    pairs = [
        Pair(recorder, p, claims, f"{p.generator.name} / {p.discriminator.name}" if several else "") for p in found
    ]
    if not any(pair.updates for pair in pairs):
        why = "The players were seen, but neither was updated: no optimizer stepped with a gradient."
        return TraceReport((), (), unable=why, **facts)  # type: ignore[arg-type]
    findings = tuple(
        replace(finding, places=lines(finding.places, pair.library))
        for clause in CLAUSES
        for pair in pairs
        for finding in clause.findings(pair)
    )
    steps: dict[str, int] = {}
    players: dict[str, str] = {}
    for pair in pairs:
        for player, updates in ((pair.generator, pair.g_updates), (pair.discriminator, pair.d_updates)):
            steps[player.name] = len(updates)
            players[player.name] = f"{player.role}, {player.last.kind}"
    return TraceReport(
        tuple(summary(pair) for pair in pairs),
        _once(findings),
        timeline(pairs, findings),
        steps=steps,
        players=players,
        **facts,  # type: ignore[arg-type]
    )


def _once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings of several pairs that say the same are said once."""
    seen: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.clause, finding.kind, finding.cause, finding.seen, finding.places), finding)
    return tuple(seen.values())
