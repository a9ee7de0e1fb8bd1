"""What a monitor saw, in a few lines."""

from __future__ import annotations

from gancheck.report.phrasing import counted, number, seconds
from gancheck.stability.monitor.record import MonitorRecord
from gancheck.stability.snapshot import Jsd
from gancheck.stability.state import State


def summary(record: MonitorRecord) -> str:
    """Return the state, the JSD, the modes, each alarm and what monitoring took, a line each."""
    lines = [f"{headed(record)} after {progress(record)}", *described(record)]
    lines += [f"alarm  {each}" for each in record.alarms]
    if record.unseen:
        lines.append(f"unseen  {record.unseen}")
    lines.append(f"measured {cost(record)}")
    return "\n".join(lines)


def headline(record: MonitorRecord) -> str:
    """The state, with what a collapse lost: `collapsed: lost modes (2, 0), (0, 2)`."""
    lost = record.lost if record.state is State.COLLAPSED else ()
    return f"{record.state}: lost modes {', '.join(lost)}" if lost else headed(record)


def headed(record: MonitorRecord) -> str:
    """The state, with why there is none yet: `not judged (1 of 4 snapshots)`."""
    return f"{record.state} ({record.missing})" if record.missing else str(record.state)


def progress(record: MonitorRecord) -> str:
    """How far training went: `1,200 of 3,000 steps, 26 snapshots`."""
    of = f" of {record.budget:,}" if record.budget is not None else ""
    stopped = ", stopped by the monitor" if record.stopped else ""
    return (
        f"{record.steps:,}{of} step{'s' * (record.steps != 1)}, {counted(len(record.snapshots), 'snapshot')}{stopped}"
    )


def described(record: MonitorRecord) -> list[str]:
    """The JSD and the modes at the last snapshot."""
    if not record.snapshots:
        return []
    last = record.snapshots[-1]
    said = [f"JSD {jsd(last.jsd)}"] if last.jsd is not None else []
    if last.masses:
        total = len(last.masses)
        kept = total - len(last.lost)
        said.append(f"modes {kept} of {total}" + (f"; lost {', '.join(record.lost)}" if last.lost else ""))
    return said


def jsd(found: Jsd) -> str:
    """A JSD with its interval and how it is known: `0.281 nats, 0.187 to 0.412, 64 bins`."""
    if found.kind == "bound":
        return f"at least {number(found.low, 3)} nats, {number(found.estimate, 3)} as a critic sees it"
    if found.kind == "exact":
        return f"{number(found.estimate)} nats, exact"
    return f"{number(found.estimate, 3)} nats, {number(found.low, 3)} to {number(found.high, 3)}, {found.kind}"


def cost(record: MonitorRecord) -> str:
    """When was measured, and what that took: `every 10 steps: 0.33 s beside 3.9 s of training, 8.5 %`.

    And what making the monitor took, which is no part of the share.
    """
    making = f", after {seconds(record.setup)} of making it" if record.setup > 0 else ""
    beside = f" beside {seconds(record.training)} of training" if record.training > 0 else ""
    share = f", {number(100 * record.measuring / record.training, 2)} %" if record.training > 0 else ""
    return f"{record.schedule}: {seconds(record.measuring)}{beside}{share}{making}"
