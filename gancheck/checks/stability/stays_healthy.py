"""Section 6 asked of a training: it goes wrong in none of the known ways, and the detectors alarm on nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gancheck.checks.p_data import TWO_MODES
from gancheck.checks.registry import check
from gancheck.checks.repeated import Run, repeat
from gancheck.checks.trial import Trial
from gancheck.checks.watched import LOOKS, Watched, watch
from gancheck.evidence import Figure, Measurement, Outcome, Series, Status
from gancheck.evidence.binomial import anytime_interval
from gancheck.stability.measuring.modes import place
from gancheck.stability.state import Verdict

P_DATA = TWO_MODES


@check(
    "stays-healthy",
    claim="Training on two modes stays healthy: it never diverges, collapses, oscillates, stalls or is overpowered",
    source="Goodfellow et al. 2014, Section 6",
    needs=("train", "sample"),
    alpha_share=0.05,
    seconds=6.0,
)
def stays_healthy(trial: Trial) -> Outcome:
    """Trains from scratch on two modes at -1 and 1, run after run, under the eyes of the monitor's rules.

    Twelve times a run, evenly over its iterations, it measures what `gancheck.Monitor` does of a black box whose p_data
    is known: JSD, mode masses, place and width of the fakes, and D's separation where the target has `discriminate`. A
    run succeeds when the rules raise no alarm at any look, also none that is taken back later. Runs are repeated until
    the probability of staying healthy is known to be above 1/2 (passed) or below 0.95 (failed).

    The failure says what happened at which iteration, and names the modes that are lost. A target with only `fit` is
    seen at its end alone; what it went through stays unseen.
    """

    def runs(seeds: Sequence[int]) -> list[Run[Watched]]:
        seen = watch(trial.target, P_DATA, seeds, lambda done: trial.progress(done, f"watching training on {P_DATA}"))
        return [Run(run.alarm is None, _last(run), run) for run in seen]

    found = repeat(trial, runs, block=trial.target.at_once)
    failed = found.status is Status.FAILED
    shown = (found.failures[0] if failed else found.typical).seen
    low, high = anytime_interval(found.successes, len(found.runs) - found.successes, 0.05)
    return Outcome(
        status=found.status,
        measured=Measurement("share of runs that stayed healthy", found.successes / len(found.runs), low, high),
        allowed="no alarm in a run, with probability at least 0.95",
        power=found.power,
        samples=sum(len(run.seen.snapshots) for run in found.runs),
        worst=f"{len(found.failures)} of {len(found.runs)} runs raised an alarm" if found.failures else "",
        diagnosis=_told(shown) if failed else "",
        reason=found.reason,
        notes=(f"{found.successes} of {len(found.runs)} runs raised no alarm at {LOOKS} looks or fewer",),
        figures=(_figure(shown),),
    )


def _last(run: Watched) -> float:
    """The JSD at the end; log 2 where there is none."""
    jsd = run.snapshots[-1].jsd
    return math.log(2.0) if jsd is None else jsd.estimate


def _told(run: Watched) -> str:
    first, last = run.alarm, run.verdicts[-1]
    assert first is not None
    said = f"at iteration {first.step} of {run.budget} training is {_named(first)}"
    changed = last.state.alarming and (last.state, last.modes) != (first.state, first.modes)
    return f"{said}; at its end it is {_named(last)}" if changed else said


def _named(verdict: Verdict) -> str:
    lost = ", ".join(place(P_DATA.modes[i].center) for i in verdict.modes)
    return f"{verdict.state}: {verdict.evidence}" + (f"; lost modes: {lost}" if lost else "")


def _figure(run: Watched) -> Figure:
    known = [(float(each.step), each.jsd) for each in run.snapshots if each.jsd is not None]
    estimates = tuple(jsd.estimate for _, jsd in known)
    series = [
        Series(
            "JSD with its interval",
            tuple(step for step, _ in known),
            estimates,
            tuple(jsd.low for _, jsd in known),
            tuple(jsd.high for _, jsd in known),
        )
    ]
    if run.alarm is not None:
        before = [jsd.estimate for step, jsd in known if step <= run.alarm.step]
        series.append(Series(f"alarm: {run.alarm.state}", (float(run.alarm.step),), (before[-1] if before else 0.0,)))
    return Figure(f"JSD while training on {P_DATA}", "iteration", "JSD in nats", tuple(series), floor=0.0)
