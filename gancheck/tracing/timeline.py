"""What happened, in order, for people to look at: who was fed what, and who was updated."""

from __future__ import annotations

from collections import defaultdict

from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.place import Place
from gancheck.tracing.recording.events import Call, Seen
from gancheck.tracing.report import Fed, Tick


def timeline(pairs: list[Pair], findings: tuple[Finding, ...]) -> tuple[Tick, ...]:
    """Return the ticks of every pair's calls, passes and updates in the order in which they happened."""
    if not pairs:
        return ()
    recorder = pairs[0].recorder
    blamed = _blamed(findings)
    numbers: dict[int, int] = {}
    ticks: list[tuple[int, Tick]] = []

    def fed(what: str, seen: Seen, since: int | None = None) -> Fed:
        return Fed(what, seen.shape, numbers.setdefault(seen.key, len(numbers) + 1), since)

    def line(pair: Pair, place: Place | None) -> Place | None:
        return place.inside or place if place is not None and pair.library else place

    ends: list[tuple[int, int]] = []
    for pair in pairs:
        g, d = pair.generator.name, pair.discriminator.name
        ends += [(u.time, u.iteration) for u in pair.g_updates]
        for call in pair.generated:
            source = pair.noise_of(call)
            inputs = tuple(fed(_input(seen), seen) for seen in source.inputs)
            ticks.append((call.time, Tick(0, "call", g, line(pair, call.place), inputs, _mode(call))))
        for judged in pair.judged:
            seen = judged.call.inputs[judged.main]
            sources = [p.source for p in judged.parts if p.what == "fake" and p.source is not None]
            since = None
            if sources:
                made = recorder.calls[min(sources)]
                since = _version_at(pair, judged.call.time) - _version_at(pair, made.time)
            what = "interpolates" if judged.what == "points" else judged.what
            ticks.append((judged.call.time, Tick(0, "call", d, line(pair, judged.call.place), (fed(what, seen, since),),
                                                 _mode(judged.call))))  # fmt: skip
        for update in pair.updates:
            player = g if update.player == "generator" else d
            note = update.made.cause if update.made is not None else ""
            ticks.append((update.time, Tick(update.iteration, "step", player, line(pair, update.place), (), note)))
        for during in recorder.passes:
            reached = [
                p.name for p in (pair.generator, pair.discriminator) if during.reached & p.parameters
            ]  # fmt: skip
            if reached and during.accumulate:
                ticks.append(
                    (during.time, Tick(0, "backward", " + ".join(reached), line(pair, during.place), (), during.error))
                )
    for change in recorder.changes:
        for pair in pairs:
            for moved in (pair.generator, pair.discriminator):
                if change.net in {net.number for net in moved.nets}:
                    text = f"clamped to {change.clamp:.3g}" if change.clamp is not None else "changed by hand"
                    ticks.append((change.time, Tick(0, "change", moved.name, line(pair, change.place), (), text)))
    ends.sort()
    return tuple(_placed(time, tick, ends, blamed) for time, tick in sorted(ticks, key=lambda item: item[0]))


def _placed(time: int, tick: Tick, ends: list[tuple[int, int]], blamed: dict[Place, set[str]]) -> Tick:
    iteration = next((number for end, number in ends if time <= end), (ends[-1][1] + 1) if ends else 1)
    clauses = tuple(sorted(blamed.get(tick.place, ()))) if tick.place is not None else ()
    return Tick(iteration, tick.what, tick.player, tick.place, tick.fed, tick.note, clauses)


def _blamed(findings: tuple[Finding, ...]) -> dict[Place, set[str]]:
    blamed: dict[Place, set[str]] = defaultdict(set)
    for finding in findings:
        if finding.kind in (Kind.VIOLATION, Kind.DEPARTURE):
            for place in finding.places:
                blamed[place].add(finding.clause)
    return blamed


def _input(seen: Seen) -> str:
    return "noise" if seen.dtype.startswith(("float", "bfloat")) else "labels"


def _mode(call: Call) -> str:
    return "" if call.training else "eval mode"


def _version_at(pair: Pair, time: int) -> int:
    return sum(update.time < time for update in pair.g_updates)
