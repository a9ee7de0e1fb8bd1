"""What a monitor saw, as values."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from gancheck.stability.monitor.alarm import Alarm
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State

_PLAIN = (
    *("discriminator_bound", "d_real", "d_fake", "separation", "spread", "generator_gradient"),
    *("discriminator_gradient", "generator_drift", "discriminator_drift", "generator_loss", "discriminator_loss"),
)


@dataclass(frozen=True)
class MonitorRecord:
    """Everything that a monitor saw of one run.

    `states` holds the rules' word after each of the `snapshots`. `steps` were done of a `budget`, if there is one.
    `modes` are the names of the modes and `weights` what they hold of the data, at least. `basis` says where the
    numbers come from and how accurate they are, `schedule` when was measured. `unseen` is the sentence that says why
    nothing more was measured, else "", and `missing` what a verdict still takes. `training`, `measuring` during it and
    `setup` before it are seconds.
    """

    version: str
    snapshots: tuple[Snapshot, ...] = ()
    states: tuple[State, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    steps: int = 0
    budget: int | None = None
    stopped: bool = False
    modes: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    basis: tuple[str, ...] = ()
    schedule: str = ""
    samples: int = 0
    seed: int = 0
    unseen: str = ""
    missing: str = ""
    training: float = 0.0
    measuring: float = 0.0
    setup: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """The state at the last snapshot; unseen where there is none, or measuring failed since."""
        return self.states[-1] if self.states and not self.unseen else State.UNSEEN

    @property
    def lost(self) -> tuple[str, ...]:
        """The names of the modes that were lost at the last snapshot."""
        return tuple(self.modes[i] for i in self.snapshots[-1].lost) if self.snapshots else ()

    def frame(self) -> pd.DataFrame:
        """A row a snapshot: the JSD in nats with its interval, C(G) and V(G, D), and all else that was measured.

        `criterion` is C(G) = -log 4 + 2 JSD (Theorem 1), `value` is V(G, D) = -log 4 + 2 times the bound that D
        implies; `mode_i` is the share of the fakes on each mode, `location_i` where their mean is.
        """
        rows = [self._row(snapshot, state) for snapshot, state in zip(self.snapshots, self.states, strict=True)]
        return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["step", "state"])

    def _row(self, snapshot: Snapshot, state: State) -> dict[str, object]:
        return {
            "step": snapshot.step,
            "state": str(state),
            "finite": snapshot.finite,
            **scalars(snapshot),
            "jsd_kind": snapshot.jsd.kind if snapshot.jsd else "",
            "lost": snapshot.lost,
            **{f"mode_{i}": mass for i, mass in enumerate(snapshot.masses)},
            **{f"location_{i}": number for i, number in enumerate(snapshot.location)},
            "seconds": snapshot.seconds,
        }


def scalars(snapshot: Snapshot) -> dict[str, float]:
    """The numbers of a snapshot by name; NaN where they are not known."""
    jsd, kernel = snapshot.jsd, snapshot.kernel
    nan = math.nan
    return {
        "jsd": jsd.estimate if jsd else nan,
        "jsd_low": jsd.low if jsd else nan,
        "jsd_high": jsd.high if jsd else nan,
        "criterion": -math.log(4) + 2 * jsd.estimate if jsd else nan,
        "value": -math.log(4) + 2 * snapshot.discriminator_bound,
        "kernel": kernel.estimate if kernel else nan,
        "kernel_low": kernel.low if kernel else nan,
        "kernel_high": kernel.high if kernel else nan,
        "modes_lost": float(len(snapshot.lost)) if snapshot.masses else nan,
        **{name: getattr(snapshot, name) for name in _PLAIN},
    }
