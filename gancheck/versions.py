"""Which Python, torch and platform something ran on."""

from __future__ import annotations

import platform

import torch


def versions() -> dict[str, str]:
    """Return them as text, for records."""
    return {
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "platform": platform.platform(),
    }
