"""The reference implementation's training, as it is timed.

What is imported, is imported when the step is made: a worker of another revision gets that revision's.
"""

from __future__ import annotations

from collections.abc import Callable

from gancheck.bench.size import Size

ENDLESS = 10**9


def reference_run(size: Size, *, k: int = 1) -> Callable[[int], object]:
    """A fresh run of Algorithm 1 on the ring of 8 Gaussians; it takes a number of iterations, and does so many."""
    from gancheck.theory import ring
    from gancheck.training import REF, Network, Trainer

    network = Network((size.width, size.width))
    recipe = REF.replace(
        iterations=ENDLESS, minibatch=size.minibatch, k=k, generator=network, discriminator=network, average=None
    )
    return Trainer(ring(), recipe, seed=0).run
