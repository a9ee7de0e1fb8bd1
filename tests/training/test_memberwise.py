"""Rules that differ between members."""

import pytest
import torch
from torch import nn

from gancheck.training import Rule
from gancheck.training.memberwise import Memberwise, by_rule, optimizer_of


def test_each_member_moves_by_its_rule() -> None:
    rules = [Rule("SGD", 0.1), Rule("Adam", 0.01), Rule("SGD", 0.1), Rule("SGD", 0.3, momentum=0.5)]
    start = torch.arange(12.0).view(4, 3)
    whole = nn.Parameter(start.clone())
    alone = [nn.Parameter(row.clone()) for row in start]
    together = Memberwise(rules, [whole])
    apart = [rule.build([row]) for rule, row in zip(rules, alone, strict=True)]
    for _ in range(3):
        whole.grad = whole.detach() * 0.5
        together.step()
        for row, optimizer in zip(alone, apart, strict=True):
            row.grad = row.detach() * 0.5
            optimizer.step()
    assert torch.equal(whole.detach(), torch.stack([row.detach() for row in alone]))
    assert [rule for rule, _ in by_rule(rules, together)] == [rules[0], rules[1], rules[3]]
    with pytest.raises(ValueError, match="takes no closure"):
        together.step(lambda: 0.0)


def test_one_rule_is_one_optimizer() -> None:
    rules = [Rule("SGD", 0.1)] * 3
    optimizer = optimizer_of(rules, nn.Linear(1, 1))
    assert type(optimizer) is torch.optim.SGD
    assert by_rule(rules, optimizer) == [(rules[0], optimizer)]
