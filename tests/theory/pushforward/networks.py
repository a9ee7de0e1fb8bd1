"""Generators with known seeds for the tests of their exact laws."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn


def mlp(
    width: int, depth: int, activation: Callable[[], nn.Module], seed: int, *, latent: int = 1, gain: float = 2.0
) -> nn.Sequential:
    """An MLP from R^latent to R in float64, torch's initial weights times `gain`."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        layers: list[nn.Module] = []
        inputs = latent
        for _ in range(depth):
            layers += [nn.Linear(inputs, width), activation()]
            inputs = width
        net = nn.Sequential(*layers, nn.Linear(inputs, 1)).double()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.mul_(gain)
    return net
