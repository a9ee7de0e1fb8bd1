"""Real rows: of a density, a tensor, an array or a Dataset; what is compared took no part in the scale."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, TensorDataset

from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.real import DataReal, KnownReal
from gancheck.theory import Gaussian

ROWS = torch.arange(1000.0)


def _draws() -> torch.Generator:
    return torch.Generator().manual_seed(0)


class Dictionaries(Dataset[dict[str, Tensor]]):
    def __len__(self) -> int:
        return 300

    def __getitem__(self, index: int) -> dict[str, Tensor]:
        return {"image": ROWS[index]}


@pytest.mark.parametrize(
    "data", [ROWS, ROWS.numpy(), ROWS.numpy().astype(np.int64), TensorDataset(ROWS, ROWS), ROWS.tolist()]
)
def test_data_of_any_kind(data: object) -> None:
    real = DataReal(data, seed=3)
    rows = real.draw(2000, _draws())
    assert rows.shape == (500, 1)
    together = torch.cat([real.reference, rows])[:, 0]
    assert sorted(together.tolist()) == ROWS.tolist()  # held out and reference: each row in one of them
    assert real.most == 500
    assert len(real.draw(7, _draws())) == 7


def test_images_keep_their_shape_and_large_sets_are_cut() -> None:
    real = DataReal(torch.zeros(9000, 1, 2, 2), seed=0)
    assert real.reference.shape == (4096, 1, 2, 2)


def test_draws_of_a_density_are_fresh() -> None:
    real = KnownReal(Gaussian(3.0, 0.1), seed=0)
    draws = _draws()
    assert real.most is None
    assert not torch.equal(real.draw(5, draws), real.draw(5, draws))
    assert float(real.reference.mean()) == pytest.approx(3.0, abs=0.01)  # 9 standard errors


@pytest.mark.parametrize(
    ("data", "error", "sentence"),
    [
        (torch.zeros(199), ValueError, "data has 199 rows; give at least 200, half of them are held out"),
        (iter([1]), ValueError, "data is a list_iterator; give a tensor, an array or a Dataset with a length"),
        (DataLoader(TensorDataset(ROWS)), ValueError, "data is a DataLoader: give its dataset"),
        (torch.full((200, 1), torch.inf), UserFault, "data holds numbers that are not finite"),
        (Dictionaries(), UserFault, "data raised RuntimeError: Could not infer dtype of dict"),
    ],
)
def test_what_is_wrong_is_one_sentence(data: object, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error) as caught:
        DataReal(data, seed=0)
    assert str(caught.value) == sentence


def test_a_density_that_cannot_be_sampled() -> None:
    class Broken(Gaussian):
        def sample(self, n: int, **_: object) -> Tensor:
            raise OSError("no file")

    with pytest.raises(UserFault, match=r"p_data.sample raised OSError: no file"):
        KnownReal(Broken(), seed=0)
