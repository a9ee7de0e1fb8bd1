"""The budget's sentences add up."""

import dataclasses

import pytest

from gancheck.engine import Record
from gancheck.evidence.outcome import Outcome, Power, Status
from gancheck.report.spending import budget_sentences, spent


def test_only_random_checks_that_were_judged_spend(record: Record) -> None:
    # 1e-6, 4.2e-4 and 1e-4 in the sample; its not applicable check spends nothing.
    assert spent(record) == pytest.approx(5.21e-4, rel=1e-12)
    promise, sum_ = budget_sentences(record)
    assert "at most alpha = 0.001" in promise
    assert sum_ == "4 random checks with a result spent 0.000521 in all, and 4 exact checks nothing."


def test_not_applicable_spends_nothing_even_where_it_states_its_power(record: Record) -> None:
    results = [dataclasses.replace(r, outcome=Outcome(Status.NOT_APPLICABLE, power=Power(0.5))) for r in record.results]
    assert spent(dataclasses.replace(record, results=tuple(results))) == 0


def test_more_than_the_budget_is_told(record: Record) -> None:
    narrow = dataclasses.replace(record, header=dataclasses.replace(record.header, alpha=5e-4))
    assert budget_sentences(narrow)[-1].startswith("That is more than the budget")
    whole = dataclasses.replace(record, header=dataclasses.replace(record.header, alpha=5.21e-4))
    assert len(budget_sentences(whole)) == 2
