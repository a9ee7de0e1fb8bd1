import hashlib
from pathlib import Path

import torch

from gancheck.bench import frozen
from gancheck.bench.frozen import frozen_run

DIGEST = "259dbd66039154977498f7ca600672a9d846109ad05227e5117bef8faf7799ff"


def test_it_is_frozen() -> None:
    """Whoever changes it breaks the history: every ratio that was saved is to the file as it is."""
    assert hashlib.sha256(Path(frozen.__file__).read_bytes()).hexdigest() == DIGEST


def test_it_trains_and_leaves_the_global_random_state() -> None:
    state = torch.get_rng_state()
    frozen_run(16, 8)(3)
    assert torch.equal(torch.get_rng_state(), state)
