"""Which modules are nets: called as one, with the parameters of one optimizer."""

from __future__ import annotations

import torch
from torch import nn
from torch._C._functorch import is_functorch_wrapped_tensor

from gancheck.tracing.recording.direct import DirectCalls, calling_forward
from gancheck.tracing.recording.names import name_of
from gancheck.tracing.recording.nets import Net
from gancheck.tracing.recording.record import Record

# Steps before which a net whose name is not its own is named again.
_NAMED = 4


class Known:
    """The net that each module is; asked again when an optimizer is made or gets parameters."""

    def __init__(self, record: Record, direct: DirectCalls) -> None:
        self._record, self._direct = record, direct
        self._net_of: dict[int, Net | None] = {}
        self._as_of = 0
        self._modules: list[nn.Module] = []
        self._called_by_hooks: set[int] = set()
        self._shared_names: set[str] = set()

    def net(self, module: nn.Module) -> Net | None:
        """The net that `module` is; None for one without parameters, or one that holds several optimizers' nets."""
        record = self._record
        if self._as_of != record.optimizers.groups_added:
            self._net_of, self._as_of = {}, record.optimizers.groups_added
        if id(module) in self._net_of:
            return self._named(self._net_of[id(module)], module)
        # Inside a transform of torch.func there are only stand-ins.
        parameters = [p for p in module.parameters() if not is_functorch_wrapped_tensor(p)]
        net = None
        owners = record.optimizers.owners()
        owning = {owners[id(p)] for p in parameters if id(p) in owners}
        if parameters and len(owning) < 2 and not isinstance(module, torch.jit.ScriptModule):
            ids = frozenset(id(p) for p in parameters)
            net = next((known for known in record.nets if known.ids == ids), None)
            if net is None:
                net = Net(len(record.nets), name_of(module), module, arena=record.arena)
                record.nets.append(net)
                for p in parameters:
                    record.alive[id(p)] = p
        self._net_of[id(module)] = net
        self._modules.append(module)  # Alive, so that its identity stays its own.
        return self._named(net, module)

    def _named(self, net: Net | None, module: nn.Module) -> Net | None:
        """The net; if others have its name, as in a class that wraps each of them, with the name that it has now."""
        if net is not None and len(self._record.steps) < _NAMED:
            if net.name in self._shared_names:
                net.name = name_of(module)
            if any(net is not other and net.name == other.name for other in self._record.nets):
                self._shared_names.add(net.name)
        return net

    def called_by_hooks(self, module: nn.Module) -> bool:
        """Whether torch's hooks see the outermost call; where they don't, the class is wrapped for the next call."""
        if id(module) in self._called_by_hooks:
            return True
        outer = calling_forward(module)
        if outer is not None and self.net(outer) is not None:
            self._direct.wrap(outer)
            self._record.missed = True
            return False
        self._called_by_hooks.add(id(module))
        return True
