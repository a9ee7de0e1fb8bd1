"""A critic for several dimensions: a small network, trained as a discriminator on fixed samples."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from gancheck.evidence.critics import Logit, Ranks
from gancheck.evidence.samples import Rows

_WIDTH, _MINIBATCH, _RATE, _EPOCHS, _PATIENCE = 64, 256, 3e-3, 60, 8


def perceptron(real: Rows, fake: Rows, generator: np.random.Generator) -> Logit:
    """Two hidden layers of 64 on the ranks, Adam, stopped early by a fifth of the samples, best weights kept.

    Draws from `generator` alone and leaves torch's own random state as it was. torch is imported here, not
    above: the rest of the statistics work without it.
    """
    import torch
    from torch import Tensor
    from torch.nn import functional

    random = torch.Generator().manual_seed(int(generator.integers(2**62)))
    pooled = np.concatenate((real, fake))
    ranks = Ranks(pooled)

    def features(rows: Rows) -> Tensor:
        return torch.from_numpy((ranks(rows) - 0.5) * math.sqrt(12.0)).float()

    x, y = features(pooled), torch.cat((torch.ones(len(real)), torch.zeros(len(fake))))
    order = torch.randperm(len(y), generator=random)
    held, train = order[: len(y) // 5], order[len(y) // 5 :]
    sizes = (x.shape[1], _WIDTH, _WIDTH, 1)
    weights: list[Tensor] = []
    for fan_in, fan_out in pairwise(sizes):
        weights.append(torch.randn(fan_out, fan_in, generator=random) * math.sqrt(2.0 / fan_in))
        weights.append(torch.rand(fan_out, generator=random) * 0.2 - 0.1)
    # A last layer of zeros: training starts from D = 1/2, and stays there if nothing is to be learned.
    weights[-2].zero_()
    weights[-1].zero_()

    def logit(points: Tensor) -> Tensor:
        for weight, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
            points = functional.leaky_relu(functional.linear(points, weight, bias), 0.1)
        return functional.linear(points, weights[-2], weights[-1]).squeeze(1)

    with torch.enable_grad():
        for weight in weights:
            weight.requires_grad_(True)
        optimizer = torch.optim.Adam(weights, lr=_RATE, weight_decay=1e-5)
        best, kept, since = math.log(2.0), [w.detach().clone() for w in weights], 0
        for epoch in range(_EPOCHS):
            for group in optimizer.param_groups:
                group["lr"] = _RATE * (1.0 - epoch / _EPOCHS)
            shuffled = train[torch.randperm(len(train), generator=random)]
            for batch in torch.split(shuffled, _MINIBATCH):
                loss = functional.binary_cross_entropy_with_logits(logit(x[batch]), y[batch])
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
            with torch.no_grad():
                watched = float(functional.binary_cross_entropy_with_logits(logit(x[held]), y[held]))
            since += 1
            if watched < best:
                best, kept, since = watched, [w.detach().clone() for w in weights], 0
            if since > _PATIENCE:
                break
    weights[:] = kept

    def critic(rows: Rows) -> Rows:
        with torch.no_grad():
            return np.asarray(logit(features(rows)).double().numpy())

    return critic
