"""Training loops of other libraries, block by block: 1 D and 1 G step, 2x128 MLPs, Adam, ready minibatches of 256.

Each loop runs in a thread of its own, as its library has it, and hands over at its own optimizer's step of D: so no
library is taken apart to be timed. `thread_time` of its thread counts; waiting is no work.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from gancheck.theory import ring
from gancheck.training import REF, Network, Trainer, mlp

M, WIDTH, LATENT = 256, 128, 4
_PATIENCE = 120.0


class Enough(BaseException):
    """The loop is not wanted any more."""


class Turns:
    """A loop that works for so many iterations when it is asked for a block. `tick` is called once an iteration."""

    def __init__(self, loop: Callable[[Callable[[], None]], object], calls: int) -> None:
        self._calls, self._left, self._begun = calls, 0, 0.0
        self._go: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[float | BaseException] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._live, args=(loop,), daemon=True)
        self._thread.start()
        self._wait()

    def block(self) -> float:
        """Processor seconds an iteration, over a block."""
        self._go.put(True)
        return self._wait()

    def end(self) -> None:
        """End the loop."""
        self._go.put(False)
        self._thread.join(_PATIENCE)

    def _wait(self) -> float:
        found = self._done.get(timeout=_PATIENCE)
        if isinstance(found, BaseException):
            raise found
        return found

    def _tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            return
        self._done.put((time.thread_time() - self._begun) / self._calls)
        if not self._go.get():
            raise Enough
        self._left, self._begun = self._calls, time.thread_time()

    def _live(self, loop: Callable[[Callable[[], None]], object]) -> None:
        torch.set_num_threads(1)
        try:
            loop(self._tick)
            raise RuntimeError("the loop came to its end")
        except Enough:
            pass
        except BaseException as error:
            self._done.put(error)


class Ready(Dataset):  # type: ignore[type-arg]
    """Minibatches that were drawn before, with labels that nobody uses if `labelled`."""

    def __init__(self, labelled: bool) -> None:
        rows = ring().sample(64 * M, generator=torch.Generator().manual_seed(0), dtype=torch.float32)
        self._rows, self._labelled = rows.split(M), labelled

    def __len__(self) -> int:
        return 10**7

    def __getitem__(self, i: int) -> Any:
        rows = self._rows[i % 64]
        return (rows, torch.zeros(M)) if self._labelled else rows


def loader(*, labelled: bool) -> DataLoader:  # type: ignore[type-arg]
    """An endless loader of ready minibatches, in the order of a sequence."""
    return DataLoader(Ready(labelled), batch_size=None)


def ticking(tick: Callable[[], None]) -> type[torch.optim.Adam]:
    """Adam that tells of every step."""

    class Ticking(torch.optim.Adam):
        def step(self, *args: Any, **settings: Any) -> Any:
            found = super().step(*args, **settings)
            tick()
            return found

    return Ticking


def players() -> tuple[nn.Sequential, nn.Sequential]:
    """G and D."""
    torch.manual_seed(0)
    return mlp((LATENT, WIDTH, WIDTH, 2)), mlp((2, WIDTH, WIDTH, 1))


def plain(tick: Callable[[], None]) -> None:
    """A hand-written loop."""
    G, D = players()
    g_optimizer, d_optimizer = torch.optim.Adam(G.parameters(), 2e-4), ticking(tick)(D.parameters(), 2e-4)
    bce = nn.BCEWithLogitsLoss()
    ones, zeros = torch.ones(M, 1), torch.zeros(M, 1)
    for real in loader(labelled=False):
        d_optimizer.zero_grad()
        (bce(D(real), ones) + bce(D(G(torch.randn(M, LATENT)).detach()), zeros)).backward()
        d_optimizer.step()
        g_optimizer.zero_grad()
        bce(D(G(torch.randn(M, LATENT))), ones).backward()
        g_optimizer.step()


def ours(tick: Callable[[], None]) -> None:
    """The reference; it draws its data itself."""
    network = Network((WIDTH, WIDTH))
    recipe = REF.replace(iterations=10**9, minibatch=M, generator=network, discriminator=network, average=None)
    trainer = Trainer(ring(), recipe, seed=0)
    while True:
        trainer.run(1)
        tick()


def torchgan(tick: Callable[[], None]) -> None:
    """The Trainer of torchgan with its minimax losses, non-saturating by default."""
    from torchgan.losses import MinimaxDiscriminatorLoss, MinimaxGeneratorLoss
    from torchgan.models import Discriminator, Generator
    from torchgan.trainer import Trainer as PeerTrainer

    class G(Generator):
        def __init__(self) -> None:
            super().__init__(LATENT)
            self.model = players()[0]

        def forward(self, z: Tensor) -> Tensor:
            return self.model(z)

    class D(Discriminator):
        def __init__(self) -> None:
            super().__init__(2)
            self.model = players()[1]

        def forward(self, x: Tensor) -> Tensor:
            return self.model(x)

    network = {
        "generator": {"name": G, "args": {}, "optimizer": {"name": torch.optim.Adam, "args": {"lr": 2e-4}}},
        "discriminator": {"name": D, "args": {}, "optimizer": {"name": ticking(tick), "args": {"lr": 2e-4}}},
    }
    losses = [MinimaxGeneratorLoss(), MinimaxDiscriminatorLoss()]
    trainer = PeerTrainer(network, losses, sample_size=4, epochs=1, device=torch.device("cpu"))
    trainer.batch_size = M
    trainer.train(loader(labelled=True))


def vegans(tick: Callable[[], None]) -> None:
    """VanillaGAN of vegans, which wants probabilities."""
    from vegans.GAN import VanillaGAN

    generator, discriminator = players()
    gan = VanillaGAN(
        generator=generator,
        adversary=nn.Sequential(*discriminator, nn.Sigmoid()),
        z_dim=LATENT,
        x_dim=(2,),
        folder=None,
        optim={"Generator": torch.optim.Adam, "Adversary": ticking(tick)},
        optim_kwargs={"Generator": {"lr": 2e-4}, "Adversary": {"lr": 2e-4}},
    )
    gan.fit(
        loader(labelled=False),
        epochs=1,
        batch_size=M,
        print_every=None,
        save_losses_every=None,
        enable_tensorboard=False,
    )


def mimicry(tick: Callable[[], None]) -> None:
    """The Trainer of mimicry and its base classes, with the loss it calls minimax, which is the non-saturating one."""
    import torch_mimicry as mmc
    from torch_mimicry.nets.gan import gan

    class G(gan.BaseGenerator):
        def __init__(self) -> None:
            super().__init__(nz=LATENT, ngf=1, bottom_width=1, loss_type="gan")
            self.model = players()[0]

        def forward(self, z: Tensor) -> Tensor:
            return self.model(z)

    class D(gan.BaseDiscriminator):
        def __init__(self) -> None:
            super().__init__(ndf=1, loss_type="gan")
            self.model = players()[1]

        def forward(self, x: Tensor) -> Tensor:
            return self.model(x)

    generator, discriminator = G(), D()
    never = 10**9
    mmc.training.Trainer(
        netD=discriminator,
        netG=generator,
        optD=ticking(tick)(discriminator.parameters(), 2e-4),
        optG=torch.optim.Adam(generator.parameters(), 2e-4),
        n_dis=1,
        num_steps=never,
        dataloader=loader(labelled=True),
        device=torch.device("cpu"),
        print_steps=never,
        vis_steps=never,
        log_steps=never,
        save_steps=never,
    ).train()


def lightning(tick: Callable[[], None]) -> None:
    """Lightning's manual optimization, as its documentation has it for GANs."""
    import pytorch_lightning as pl

    class Module(pl.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.automatic_optimization = False
            self.generator, self.discriminator = players()
            self.bce = nn.BCEWithLogitsLoss()

        def training_step(self, real: Tensor) -> None:
            g_optimizer, d_optimizer = self.optimizers()
            ones, zeros = torch.ones(M, 1), torch.zeros(M, 1)
            self.toggle_optimizer(d_optimizer)
            fake = self.generator(torch.randn(M, LATENT)).detach()
            d_loss = self.bce(self.discriminator(real), ones) + self.bce(self.discriminator(fake), zeros)
            d_optimizer.zero_grad()
            self.manual_backward(d_loss)
            d_optimizer.step()
            self.untoggle_optimizer(d_optimizer)
            self.toggle_optimizer(g_optimizer)
            g_loss = self.bce(self.discriminator(self.generator(torch.randn(M, LATENT))), ones)
            g_optimizer.zero_grad()
            self.manual_backward(g_loss)
            g_optimizer.step()
            self.untoggle_optimizer(g_optimizer)

        def configure_optimizers(self) -> Any:
            g_optimizer = torch.optim.Adam(self.generator.parameters(), 2e-4)
            return [g_optimizer, ticking(tick)(self.discriminator.parameters(), 2e-4)], []

    quiet = dict.fromkeys(("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary"), False)
    pl.Trainer(accelerator="cpu", max_epochs=1, **quiet).fit(Module(), loader(labelled=False))


@contextmanager
def running(loops: dict[str, Callable[[Callable[[], None]], None]], calls: int) -> Iterator[dict[str, Turns]]:
    """The loops, each in its thread, until the end of the block."""
    turns: dict[str, Turns] = {}
    try:
        for name, loop in loops.items():
            turns[name] = Turns(loop, calls)
        yield turns
    finally:
        for each in turns.values():
            each.end()
