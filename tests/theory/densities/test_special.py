import torch
from scipy import special

from gancheck.theory.densities.special import with_scipy


def test_it_computes_in_float64_and_answers_in_the_dtype_it_got() -> None:
    x = torch.tensor([[0.1], [2.0]], requires_grad=True)
    answer = with_scipy(special.ndtr, x)
    assert answer.dtype == torch.float32
    assert not answer.requires_grad
    torch.testing.assert_close(answer, torch.special.ndtr(x.detach()))
    assert with_scipy(special.ndtr, torch.tensor(0.0)).shape == ()
