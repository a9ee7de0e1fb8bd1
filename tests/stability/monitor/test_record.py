"""The record of a monitor: its state, its frame, and what it says where little is known."""

from __future__ import annotations

import math

import pytest
import torch

import gancheck
from gancheck.stability.monitor import MonitorRecord
from gancheck.stability.state import State
from tests.stability.monitor.runs import RING, monitor, stepped


def test_a_row_a_snapshot_with_the_criterion_beside_the_jsd() -> None:
    frame = stepped(monitor(State.HEALTHY), 3).record().frame()
    assert frame["step"].tolist() == [1, 2, 3]
    assert frame["state"].tolist() == ["healthy"] * 3
    assert set(frame["jsd_kind"]) == {"64 bins"}
    for _, row in frame.iterrows():
        assert row["jsd_low"] <= row["jsd"] <= row["jsd_high"]
        assert row["criterion"] == pytest.approx(2 * row["jsd"] - math.log(4))
        assert row["value"] == pytest.approx(2 * row["discriminator_bound"] - math.log(4))
    assert [name for name in frame if name.startswith("mode_")] == [f"mode_{i}" for i in range(8)]
    assert {"location_0", "location_1", "separation", "generator_drift", "seconds"} <= set(frame)


def test_what_the_record_says_of_the_run() -> None:
    seen = stepped(monitor(steps=9, seed=4), 2).record()
    assert seen.version == gancheck.__version__
    assert (seen.steps, seen.budget, seen.samples, seen.seed) == (2, 9, 320, 4)
    assert seen.schedule == "every 1 steps"
    assert len(seen.modes) == len(seen.weights) == 8
    assert seen.training > 0
    assert seen.measuring > sum(snapshot.seconds for snapshot in seen.snapshots)
    assert seen.environment["torch"] == torch.__version__


def test_lost_modes_by_their_names() -> None:
    first = RING.components[0]
    watched = monitor(generator=None, noise=None, sample=lambda n: first.sample(n), samples=600)
    assert "(1.41, 1.41)" in stepped(watched, 1).record().lost


def test_of_nothing_there_is_an_empty_frame() -> None:
    record = MonitorRecord("0")
    assert record.state is State.UNSEEN
    assert record.lost == ()
    assert record.frame().empty


def test_neither_leaves_the_unknown_columns_nan() -> None:
    frame = stepped(monitor(p_data=None), 1).record().frame()
    assert frame[["jsd", "criterion", "kernel", "separation", "spread"]].isna().all(axis=None)
    assert 0 < frame["d_fake"].iloc[0] < 1
