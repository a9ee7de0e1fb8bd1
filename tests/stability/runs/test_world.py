import builtins

import numpy as np
import pytest
import torch

from gancheck.stability.runs.modes import mode_counts
from gancheck.stability.runs.world import digits, world
from gancheck.theory import Gaussian, Mixture, ring


def test_on_the_line_there_are_no_boxes() -> None:
    assert world(Mixture([Gaussian(0, 1)])).boxes is None
    assert world(ring(4, 1.5, 0.4)).boxes is not None


@pytest.mark.parametrize("components", [2, 3])
def test_the_digits_are_kernels_on_their_principal_components(components: int) -> None:
    pca = pytest.importorskip("sklearn.decomposition").PCA(components)
    data = pytest.importorskip("sklearn.datasets").load_digits().data
    found = digits(components, 0.5)
    means = np.array([part.mean for part in found.p_data.components])
    theirs = pca.fit_transform(data)
    theirs = theirs / theirs.std(0) / np.sqrt(1.25)
    np.testing.assert_allclose(np.abs(means), np.abs(theirs), atol=1e-6)
    # Unit variance in every direction, kernels included.
    x = found.p_data.sample(50_000, generator=torch.Generator().manual_seed(0))
    np.testing.assert_allclose(x.var(0), 1, atol=0.04)
    assert not found.known


def test_the_digits_have_ten_classes() -> None:
    pytest.importorskip("sklearn")
    found = digits(3, 0.5)
    assert len(found.modes.weights) == 10
    assert sum(found.modes.weights) == pytest.approx(0.99, abs=0.01)
    x = found.p_data.sample(50_000, generator=torch.Generator().manual_seed(0))
    np.testing.assert_allclose(mode_counts(found.modes, x[None])[0] / 50_000, found.modes.weights, atol=0.01)


def test_without_scikit_learn_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def without(name: str, *rest, **more):
        if name.startswith("sklearn"):
            raise ImportError(name)
        return load(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        digits(2, 0.3)
