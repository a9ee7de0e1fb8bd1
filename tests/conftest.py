"""One torch thread, Hypothesis profiles, pytester, and the `gpu` mark's skip."""

import os

import pytest
import torch
from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester"]

torch.set_num_threads(1)

_quiet = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("default", deadline=None, max_examples=40, suppress_health_check=_quiet)
settings.register_profile("ci", deadline=None, max_examples=40, derandomize=True, suppress_health_check=_quiet)
settings.register_profile("thorough", deadline=None, max_examples=1000, suppress_health_check=_quiet)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if torch.cuda.is_available():
        return
    for item in items:
        if item.get_closest_marker("gpu"):
            item.add_marker(pytest.mark.skip(reason="no CUDA device here"))
