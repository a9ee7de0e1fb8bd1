"""What a run ran on, for the record. Read in a worker: it asks torch."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import torch

from gancheck.versions import versions

_PACKAGES = ("numpy", "scipy", "pandas", "hypothesis")


def environment(device: str) -> dict[str, str]:
    """Versions, platform, processor, threads and, on CUDA, the device's name; all as text."""
    found = {
        **versions(),
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "threads": str(torch.get_num_threads()),
    }
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    if device.startswith("cuda"):
        found["cuda"] = str(torch.version.cuda)
        found["device"] = torch.cuda.get_device_name(device)
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
