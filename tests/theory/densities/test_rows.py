import torch

from gancheck.theory.densities import Gaussian, GaussianNd, Laplace
from gancheck.theory.densities.rows import GaussianRows

PARTS = [GaussianNd((0, 1), (1, 2)), GaussianNd((-1, 3), 0.5)]
X = torch.tensor([[0.3, 0.4], [-2.0, 5.0]], dtype=torch.float64)


def test_every_component_at_once_is_each_of_them() -> None:
    rows = GaussianRows.of(PARTS)
    assert rows is not None
    one_by_one = torch.stack([part.log_prob(X) for part in PARTS], -1)
    torch.testing.assert_close(rows.log_probs(X), one_by_one)
    for axis in range(2):
        column = X[:, axis : axis + 1]
        marginals = [part.marginal(axis) for part in PARTS]
        heights = torch.stack([law.log_prob(column) for law in marginals], -1)
        below = torch.stack([law.cdf(column) for law in marginals], -1)
        above = torch.stack([law.survival(column) for law in marginals], -1)
        torch.testing.assert_close(rows.axis_log_probs(column, axis), heights)
        torch.testing.assert_close(rows.axis_cdfs(column, axis), below)
        torch.testing.assert_close(rows.axis_cdfs(column, axis, -1.0), above)


def test_anything_but_gaussians_is_refused() -> None:
    assert GaussianRows.of([Gaussian(), Laplace()]) is None


def test_draws_are_of_the_chosen_components() -> None:
    rows = GaussianRows.of([Gaussian(0, 0.01), Gaussian(100, 0.01)])
    assert rows is not None
    chosen = torch.tensor([0, 1, 1, 0])
    draws = rows.to(torch.device("cpu"), torch.float32).draw(chosen, torch.Generator().manual_seed(0))
    assert draws.dtype == torch.float32
    # A draw more than 50 standard deviations away has no probability to speak of.
    assert (draws[:, 0] - 100 * chosen).abs().max() < 0.5
