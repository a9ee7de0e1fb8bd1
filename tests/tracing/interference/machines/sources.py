"""Machines that draw from many sources of random numbers, or from a loader."""

from __future__ import annotations

import random

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, RandomSampler, TensorDataset

from tests.tracing.interference.machines.machine import Machine, special


@special
class ManyRandoms(Machine):
    """Every source of random numbers that there is, some of them forked and put back."""

    def __init__(self) -> None:
        super().__init__()
        self.torch_source = torch.Generator().manual_seed(1)
        self.numpy_source = np.random.default_rng(2)
        self.old_source = np.random.RandomState(3)
        self.python_source = random.Random(4)

    def noise(self) -> Tensor:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.python_source.randrange(1000))
            apart = torch.rand(self.minibatch, self.z_dim)
        shape = (self.minibatch, self.z_dim)
        z = torch.randn(shape, generator=self.torch_source) + torch.randn(shape) + apart * random.random()
        return z + torch.from_numpy(self.numpy_source.normal(size=shape).astype(np.float32))

    def real(self) -> Tensor:
        points = self.old_source.normal(size=(self.minibatch, 2)) + np.random.normal(size=(self.minibatch, 2))  # noqa: NPY002
        return torch.as_tensor(points, dtype=torch.float32)


@special
class Loaded(Machine):
    """A DataLoader whose sampler draws from torch's random state at the start of every epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.data = torch.randn(40, 2)
        dataset = TensorDataset(self.data)
        self.loader = DataLoader(dataset, batch_size=16, sampler=RandomSampler(dataset), num_workers=0, drop_last=True)
        self.batches = iter(self.loader)

    def real(self) -> Tensor:
        try:
            (x,) = next(self.batches)
        except StopIteration:
            self.batches = iter(self.loader)
            (x,) = next(self.batches)
        made: Tensor = x
        return made
