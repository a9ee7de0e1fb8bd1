"""Where draws come from: a given generator, never torch's global one."""

from __future__ import annotations

import torch


def source(generator: torch.Generator | None) -> torch.Generator:
    """Return `generator` itself; without one, a fresh CPU generator seeded by the operating system.

    Torch's global generator is neither read nor advanced: a caller's own random stream stays as it was.
    """
    if generator is not None:
        return generator
    fresh = torch.Generator()
    fresh.seed()
    return fresh
