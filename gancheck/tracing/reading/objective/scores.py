"""What is known of the discriminator's outputs when one player is updated, and what its loss pulled on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Scores:
    """One call of D within one update.

    `role` is "real" or "fake". `values` `(n,)` are D's output elements as the script's D returned them, patch outputs
    flattened. `pulls` `(n,)` are dL/d(output element) of the backward passes of this update, as autograd gave them:
    not multiplied by n, 0 where there was none.
    """

    role: str
    values: np.ndarray
    pulls: np.ndarray


@dataclass(frozen=True)
class Update:
    """One optimizer step of one player.

    `scores` is usually one real and one fake call for D and one fake call for G (a relativistic G: also a real one); a
    call on real and fake rows together is split into both. `samples` is the number of fakes, the minibatch size m.
    """

    player: str
    step: int
    scores: tuple[Scores, ...]
    samples: int
