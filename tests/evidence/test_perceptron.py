import numpy as np
import torch

from gancheck.evidence.perceptron import perceptron


def test_logit_is_near_the_log_ratio() -> None:
    # N(0, I) against N((1, 0), I): log p/q = 1/2 - x_0. At most 0.16 off for eight seeds.
    rng = np.random.default_rng(0)
    logit = perceptron(rng.normal(size=(4000, 2)), rng.normal((1, 0), 1, (4000, 2)), rng)
    x = rng.normal(size=(500, 2)) * 0.8 + (0.5, 0)
    assert np.sqrt(np.mean((logit(x) - (0.5 - x[:, 0])) ** 2)) < 0.3


def test_equal_laws_give_next_to_no_opinion() -> None:
    # At most 0.36 for eight seeds.
    rng = np.random.default_rng(0)
    logit = perceptron(rng.random((2000, 3)), rng.random((2000, 3)), rng)
    assert np.abs(logit(rng.random((500, 3)))).max() < 0.8


def test_torch_is_left_as_it_was() -> None:
    rng = np.random.default_rng(0)
    real, fake, x = rng.random((300, 2)), rng.random((300, 2)) ** 2, rng.random((20, 2))
    torch.manual_seed(0)
    before = torch.get_rng_state()
    with torch.no_grad():
        first = perceptron(real, fake, np.random.default_rng(1))(x)
    assert torch.equal(before, torch.get_rng_state())
    torch.manual_seed(1)
    again = perceptron(real, fake, np.random.default_rng(1))(x)
    assert np.array_equal(first, again)
    assert first.dtype == np.float64
