from dataclasses import replace

import pytest

from gancheck.stability.runs.experiment import experiment, part
from tests.stability.runs.test_recording import setting


def missing():
    raise ImportError("no scikit-learn")


def test_settings_without_their_data_are_left_out_and_named() -> None:
    told = []
    settings = (setting(), replace(setting(), name="digits", world=missing))
    found = experiment(settings, seed=2, seeds=2, progress=lambda *step: told.append(step))
    assert [(run.setting, run.seed) for run in found.runs] == [("small", 200), ("small", 201)]
    assert found.left_out == ("digits",)
    assert told == [(0, 2, "small"), (1, 2, "digits"), (2, 2, "")]


def test_parts() -> None:
    assert part(is_tuned=True)[0].tuned
    assert not part(is_tuned=False)[0].tuned


def test_bad_requests() -> None:
    with pytest.raises(ValueError, match="not -1 and 12"):
        experiment((), seed=-1)
    with pytest.raises(ValueError, match="not 0 and 0"):
        experiment((), seeds=0)
