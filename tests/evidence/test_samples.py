import subprocess
import sys

import numpy as np
import pytest
import torch

from gancheck.evidence.samples import as_column, as_rows, as_unit


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int64])
def test_tensors_become_float64_rows(dtype: torch.dtype) -> None:
    rows = as_rows(torch.tensor([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]).to(dtype))
    assert rows.dtype == np.float64
    assert rows.tolist() == [[0, 1], [2, 3], [4, 5]]


def test_gradients_do_not_matter() -> None:
    x = torch.ones(3, requires_grad=True) * 2
    assert as_column(x).tolist() == [2, 2, 2]


def test_one_number_a_point_may_come_without_its_column() -> None:
    assert as_rows([1, 2, 3]).shape == (3, 1)
    assert as_column(np.ones((4, 1))).shape == (4,)


def test_input_is_not_changed_by_clipping() -> None:
    x = np.array([1 + 1e-12, 0.5, -1e-12])
    assert as_unit(x)[:, 0].tolist() == [1.0, 0.5, 0.0]
    assert x[0] > 1


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.ones((2, 2, 2)), "give points as rows"),
        (np.ones((0, 3)), "are empty"),
        ([0.0, float("nan"), float("nan")], "NaN in 2 of 3 points"),
        (1.0, "give points as rows"),
    ],
)
def test_bad_rows_are_named(samples: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        as_rows(samples)  # type: ignore[arg-type]


def test_columns_and_units_are_checked() -> None:
    with pytest.raises(ValueError, match="one number a point"):
        as_column(np.ones((3, 2)))
    with pytest.raises(ValueError, match=r"they have to lie in \[0, 1\]"):
        as_unit([0.2, 1.1])


def test_outcomes_load_without_torch_or_scipy() -> None:
    code = "import sys, gancheck.evidence; print([m for m in ('torch', 'scipy') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_every_public_name_loads() -> None:
    import gancheck.evidence as evidence

    assert len({id(getattr(evidence, name)) for name in evidence.__all__}) == len(evidence.__all__)
    with pytest.raises(AttributeError, match="no attribute 'p_value_of_everything'"):
        _ = evidence.p_value_of_everything
