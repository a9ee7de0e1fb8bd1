"""A block that leaves no trace in a training: not in its random numbers, its modules or its gradients."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager

import numpy as np
import torch
from torch import nn

from gancheck.stability.measuring.reach import Source
from gancheck.training.gan import evaluating


@contextmanager
def aside(seed: int, modules: Iterable[nn.Module] = (), sources: Iterable[Source] = ()) -> Iterator[None]:
    """Run a block with modules in evaluation mode, without gradients, and with random numbers from `seed`.

    Afterwards all is as it was, bit for bit: torch's, numpy's and Python's global random states and the given
    `sources`, the mode of every submodule and every buffer: inside, modules have copies of them. Autocast is off
    inside, so that nothing of the block stays in its cache.
    """
    modules = list(modules)
    devices = {tensor.device for module in modules for tensor in (*module.parameters(), *module.buffers())}
    cuda = sorted({device.index or 0 for device in devices if device.type == "cuda"})
    with ExitStack() as stack:
        stack.enter_context(torch.random.fork_rng(devices=cuda))
        stack.callback(np.random.set_state, np.random.get_state())  # noqa: NPY002
        stack.callback(random.setstate, random.getstate())
        for source in sources:
            stack.callback(_put_back(source))
        for module in modules:
            stack.callback(_lent_copies(module))
        for module in modules:
            stack.enter_context(evaluating(module))
        for kind in {"cpu", *(device.type for device in devices)} - {"meta"}:
            stack.enter_context(torch.autocast(kind, enabled=False))
        stack.enter_context(torch.no_grad())
        # The default generator alone: torch.manual_seed would also queue a seed for a CUDA that is not used yet.
        torch.default_generator.manual_seed(seed)
        for index in cuda:
            torch.cuda.default_generators[index].manual_seed(seed)
        np.random.seed(seed % 2**32)  # noqa: NPY002
        random.seed(seed)
        yield


def _put_back(source: Source) -> Callable[[], object]:
    """A function that gives a generator its present state again."""
    if isinstance(source, np.random.Generator):
        bits, state = source.bit_generator, source.bit_generator.state
        return lambda: setattr(bits, "state", state)
    if isinstance(source, torch.Generator):
        kept = source.get_state()
        return lambda: source.set_state(kept)
    if isinstance(source, random.Random):
        had = source.getstate()
        return lambda: source.setstate(had)
    was = source.get_state()
    return lambda: source.set_state(was)


def _lent_copies(module: nn.Module) -> Callable[[], None]:
    """Give a module copies of its buffers, for those that write them in evaluation mode, too; return what undoes it.

    A write to the buffers themselves would break a backward pass that still needs them.
    """
    kept = [
        (part, name, buffer)
        for part in module.modules()
        for name, buffer in part._buffers.items()
        if buffer is not None
    ]
    copies = {id(buffer): buffer.detach().clone() for _, _, buffer in kept}
    for part, name, buffer in kept:
        part._buffers[name] = copies[id(buffer)]

    def put_back() -> None:
        for part, name, buffer in kept:
            part._buffers[name] = buffer

    return put_back
