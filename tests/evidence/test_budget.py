import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.evidence.budget import ErrorBudget, check_probability


def test_default_budget_is_one_in_a_thousand() -> None:
    assert ErrorBudget().alpha == 1e-3


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20), st.floats(1e-9, 0.5))
def test_shares_never_spend_more_than_the_whole(weights: list[float], alpha: float) -> None:
    total = sum(weights) or 1.0
    shares = {f"check-{i}": w / total for i, w in enumerate(weights)}
    spent = ErrorBudget(alpha).split(shares)
    assert spent.keys() == shares.keys()
    assert sum(spent.values()) <= alpha * (1 + 1e-9)


def test_a_share_does_not_depend_on_the_others() -> None:
    budget = ErrorBudget(1e-3)
    alone, together = budget.split({"a": 0.3}), budget.split({"a": 0.3, "b": 0.7})
    assert alone["a"] == together["a"] == budget.share(0.3) == 0.3e-3


def test_exact_checks_spend_nothing() -> None:
    assert ErrorBudget().share(0.0) == 0.0


def test_even_parts_are_a_union_bound() -> None:
    assert ErrorBudget(0.01).evenly(4) * 4 == pytest.approx(0.01, rel=1e-15)


def test_overspending_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 1, the whole budget"):
        ErrorBudget().split({"a": 0.6, "b": 0.6})


@pytest.mark.parametrize("alpha", [0.0, 1.0, -0.1, float("nan")])
def test_alpha_is_a_probability(alpha: float) -> None:
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        ErrorBudget(alpha)
    with pytest.raises(ValueError, match="beta is"):
        check_probability(alpha, "beta")


@pytest.mark.parametrize("fraction", [-0.1, 1.1, float("nan")])
def test_a_share_is_a_fraction(fraction: float) -> None:
    with pytest.raises(ValueError, match="not a fraction of the budget"):
        ErrorBudget().share(fraction)


def test_no_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        ErrorBudget().evenly(0)
