"""Stand-ins for what the peers import beside torch: enough for their training loops to run, and nothing more.

None of it takes part in training. The peers ask for packages that have no CPU wheel (torchvision), that are large
(tensorflow, matplotlib, tensorboard) or that are gone (`torch._six`), and use them to draw, log, load or measure.
A stand-in draws nothing and logs nothing; what a stand-in cannot do raises.

One name is put back because a peer cannot run without it, whatever is installed: vegans 0.4.0 calls
`iter(dataloader).next()`, which torch took away in 1.13. It does what `next(...)` does.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TORCHVISION = ("torchvision", "torchvision.utils", "torchvision.transforms", "torchvision.datasets")
TENSORBOARD = ("torch.utils.tensorboard",)
MATPLOTLIB = ("matplotlib", "matplotlib.pyplot")
METRICS = ("tensorflow", "PIL", "PIL.Image", "skimage", "skimage.io", "torch._six")

NEEDED = {
    "torchgan": TORCHVISION,
    "vegans": (*TORCHVISION, *TENSORBOARD, *MATPLOTLIB),
    "torch_mimicry": (*TORCHVISION, *TENSORBOARD, *METRICS),
    "ctgan": (),
    "pytorch_lightning": (),
}


class Unavailable:
    """Stands for anything that a peer only names when it is imported; it can be subclassed, and raises if called."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        raise NotImplementedError("this is a stand-in: the traced loops are not meant to need it")


class Blank(ModuleType):
    """A module that has every public name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Unavailable


class SummaryWriter:
    """Takes what a loop logs, and forgets it."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("add_") or name in ("close", "flush"):
            return lambda *_args, **_kwargs: None
        raise AttributeError(name)


def make_grid(images: Any, nrow: int = 8, **_options: object) -> Any:
    """Return the images in rows of `nrow`, side by side: (N, C, H, W) to (C, rows H, nrow W), blanks where N ends."""
    count, channels, height, width = images.shape
    nrow = min(nrow, count)
    rows = -(-count // nrow)
    grid = images.new_zeros((rows * nrow, channels, height, width))
    grid[:count] = images
    grid = grid.reshape(rows, nrow, channels, height, width)
    return grid.permute(2, 0, 3, 1, 4).reshape(channels, rows * height, nrow * width)


def save_image(*_args: object, **_kwargs: object) -> None:
    """Save nothing."""


def _module(name: str) -> ModuleType:
    module = Blank(name)
    # Others ask `find_spec` whether a package is there: a module without a spec makes that raise.
    module.__spec__ = ModuleSpec(name, loader=None, is_package=True)
    module.__path__ = []
    if name == "torchvision.utils":
        module.make_grid = make_grid  # type: ignore[attr-defined]
        module.save_image = save_image  # type: ignore[attr-defined]
    elif name == "torch.utils.tensorboard":
        module.SummaryWriter = SummaryWriter  # type: ignore[attr-defined]
    elif name == "torch._six":
        module.PY3 = True  # type: ignore[attr-defined]
    return module


def install(library: str) -> None:
    """Put what `library` needs into `sys.modules`, and `next` back on torch's loaders for vegans."""
    for name in NEEDED[library]:
        module = _module(name)
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if isinstance(sys.modules.get(parent), Blank):
            setattr(sys.modules[parent], child, module)
    if library == "vegans":
        from torch.utils.data.dataloader import _BaseDataLoaderIter

        _BaseDataLoaderIter.next = _BaseDataLoaderIter.__next__  # type: ignore[attr-defined]


@contextmanager
def standing_in(library: str) -> Iterator[None]:
    """Have the stand-ins of `library` for a while, then whatever was there before."""
    before = {name: sys.modules.get(name) for name in NEEDED[library]}
    install(library)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
