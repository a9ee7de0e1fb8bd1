"""`weight-clipping`: where weights are clipped, it is after each step of the critic."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, kept, share, unseen, violation
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.recording.events import Change


@clause(
    "weight-clipping",
    claim="the critic's weights are clipped after each of its steps",
    source="Arjovsky et al. 2017, Algorithm 1, line 7",
)
def weight_clipping(pair: Pair) -> Iterator[Verdict]:
    """When the clamp happens: after a step and before the critic is used again."""
    recorder = pair.recorder
    nets = {net.number for net in pair.discriminator.nets}
    clamps = [c for c in recorder.changes if c.net in nets and c.clamp is not None]
    if len(clamps) < 2 or not pair.d_updates:
        yield unseen("no clipping of weights was seen")
        return
    limit = clamps[-1].clamp
    between = [c for c in clamps if _judged_before_backward(pair, c)]
    # From the second clamp on, each call of D is looked at: a clamp is known to be before or after it.
    times = [u.time for u in pair.d_updates if u.time > clamps[1].time]
    used = [next((j.call.time for j in pair.judged if j.call.time > time), None) for time in times]
    pairs = [(time, call) for time, call in zip(times, used, strict=True) if call is not None]
    unclipped = sum(not any(time < c.time < call for c in clamps) for time, call in pairs)
    steps = len(pairs)
    facing = [_clipped_for(pair, update, clamps) for update in pair.g_updates if update.time > clamps[1].time]
    bare = sum(clipped is False for clipped in facing)
    if 2 * len(between) > len(clamps):
        yield violation(
            "between-forward-and-backward",
            f"weights are clipped to {limit:.3g} between the critic's forward and backward pass {len(between)} times",
            at=[c.place for c in between],
            effect="the gradient is taken with other weights than the loss",
            change="clip after optimizer.step()",
            threads=("martinarjovsky/WassersteinGAN #50",),
        )
    elif steps and 2 * unclipped > steps:
        rare = len(clamps) * 2 < len(pair.d_updates)
        yield violation(
            "once" if rare else "before-step",
            f"{share(unclipped, steps)} steps of the critic were not followed by clipping (to {limit:.3g}) "
            "before it was used again",
            at=[pair.d_updates[-1].place],
            effect="the critic that is used is not constrained",
            change="clip after each optimizer.step() of the critic",
            threads=("martinarjovsky/WassersteinGAN #50", "jiamings/wgan #2"),
        )
    elif 2 * bare > len(facing) > 3:
        yield violation(
            "before-step",
            f"G met a critic whose last step was not followed by clipping (to {limit:.3g}) "
            f"in {share(bare, len(facing))} of its updates",
            at=[pair.d_updates[-1].place],
            effect="the critic that G is trained against is not constrained",
            change="clip after each optimizer.step() of the critic",
            threads=("martinarjovsky/WassersteinGAN #50", "jiamings/wgan #2"),
        )
    else:
        yield kept(f"weights were clipped to {limit:.3g} after {share(steps - unclipped, steps)} steps")


def _clipped_for(pair: Pair, update: Update, clamps: list[Change]) -> bool | None:
    """Whether D was clipped between its last step and its use in this update of G; None before its first step."""
    called = min((j.call.time for j in update.judged), default=None)
    stepped = max((u.time for u in pair.d_updates if called is not None and u.time < called), default=None)
    if called is None or stepped is None:
        return None
    return any(stepped < clamp.time < called for clamp in clamps)


def _judged_before_backward(pair: Pair, change: Change) -> bool:
    """Whether a pass that began right after the change went back through a call of D from before it."""
    following = next((p for p in pair.recorder.passes if p.time > change.time), None)
    if following is None:
        return False
    last_step = max((u.time for u in pair.d_updates if u.time < change.time), default=0)
    calls = [j.call.time for j in pair.judged if following.number in j.score.pull_norms]
    return any(last_step < time < change.time for time in calls) and change.noticed == "a backward pass"
