"""Machines that copy, save, replace or free their networks in the middle."""

from __future__ import annotations

import copy
import io
import pickle
import weakref

import torch
import torch.nn.functional as F
from torch import nn

from tests.tracing.interference.machines.machine import AFTER, INSIDE, Machine, special


@special
class Copied(Machine):
    """Copies made in the middle, one of which goes on training beside the original."""

    def between(self, i: int) -> None:
        if i in (INSIDE, AFTER):
            self.twin = copy.deepcopy(self.generator)
            self.optimizer_of_twin = self.optimizer_of(self.twin.parameters())
            self.others = copy.deepcopy((self.discriminator, self.d_optimizer))
            self.shallow = copy.copy(self.generator)
        if i > INSIDE:
            self.optimizer_of_twin.zero_grad()
            F.softplus(-self.others[0](self.twin(self.noise()))).mean().backward()  # type: ignore[no-untyped-call]
            self.optimizer_of_twin.step()
            self.losses.append(self.shallow(self.noise()).sum().item())


@special
class Pickled(Machine):
    """The bytes that are saved are the same, and what is loaded again is trained on."""

    def __init__(self) -> None:
        super().__init__()
        self.saved: list[bytes] = []

    def between(self, i: int) -> None:
        if i not in (INSIDE, AFTER):
            return
        whole, file = io.BytesIO(), io.BytesIO()
        torch.save((self.generator, self.discriminator, self.g_optimizer, self.d_optimizer), whole)
        self.saved.append(whole.getvalue())
        self.generator = pickle.loads(pickle.dumps(self.generator))
        torch.save({"model": self.generator, "optimizer": self.g_optimizer.state_dict()}, file)
        file.seek(0)
        loaded = torch.load(file, weights_only=False)
        self.generator = loaded["model"]
        self.g_optimizer = self.make_optimizer(self.generator)
        self.g_optimizer.load_state_dict(loaded["optimizer"])


@special
class Swapped(Machine):
    """Parameters replaced under way: their data, themselves, a loaded state, a layer more."""

    def between(self, i: int) -> None:
        if i not in (INSIDE, AFTER):
            return
        assert isinstance(self.generator, nn.Sequential)
        assert isinstance(self.discriminator, nn.Sequential)
        weight = self.generator[0].weight
        assert isinstance(weight, nn.Parameter)
        weight.data = weight.data.clone() * 0.9
        self.discriminator[2].weight = nn.Parameter(torch.randn(1, 16) * 0.1)
        self.discriminator.append(nn.Linear(1, 1))
        self.d_optimizer = self.make_optimizer(self.discriminator)
        self.generator.load_state_dict({k: v * 1.01 for k, v in self.generator.state_dict().items()})
        self.generator.half().float()


@special
class Averaged(Machine):
    """`torch.optim.swa_utils` and the foreach functions on the parameters themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.average = torch.optim.swa_utils.AveragedModel(
            self.generator,
            multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.9),  # type: ignore[no-untyped-call]
        )

    def between(self, i: int) -> None:
        self.average.update_parameters(self.generator)
        with torch.no_grad():
            torch._foreach_mul_(list(self.discriminator.parameters()), 0.999)
        self.losses.append(self.average(self.noise()).sum().item())


@special
class Freed(Machine):
    """What the run drops is freed at its time: nothing is kept alive once nobody watches any more."""

    def iterate(self, i: int) -> None:
        fake = self.fake()
        known = weakref.ref(fake)
        detached = fake.detach()
        real = self.real()
        self.update(self.d_optimizer, lambda: self.d_loss(real, detached))
        self.update(self.g_optimizer, self.g_loss)
        del fake
        if i >= AFTER:
            self.losses.append(float(known() is None))
