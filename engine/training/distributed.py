"""Training with several processes, as `torchrun` starts them: who is who, and features gathered so that gradients are right."""

from __future__ import annotations

import contextlib
import inspect
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

PATIENCE = timedelta(hours=2)  # one process may decode or validate while the others wait


@dataclass(frozen=True)
class Processes:
    """The place of this process among those that train together; a single one is 0 of 1."""

    rank: int = 0
    count: int = 1
    local_rank: int = 0  # on this machine
    local_count: int = 1
    device: str = "cpu"

    @property
    def first(self) -> bool:
        """The one that reports, validates and writes files."""
        return self.rank == 0

    def share(self, size: int) -> slice:
        """This process's part of a batch of `size`, which is a multiple of `count`."""
        part = size // self.count
        return slice(self.rank * part, (self.rank + 1) * part)

    def wait(self) -> None:
        """Until all processes are here."""
        if self.count > 1:
            dist.barrier()

    def agree(self, value: float) -> float:
        """What the first process says."""
        if self.count == 1:
            return value
        told = torch.tensor(value, dtype=torch.float64, device=_comfortable(self.device))
        dist.broadcast(told, 0)
        return float(told)

    def wrap(self, module: nn.Module) -> nn.Module:
        """PyTorch's DDP around it where there is more than one process."""
        if self.count == 1:
            return module
        known = inspect.signature(DistributedDataParallel).parameters
        name = "forward_sync_buffers" if "forward_sync_buffers" in known else "broadcast_buffers"  # its older name
        options: dict[str, Any] = {name: False}  # buffers here never change
        return DistributedDataParallel(module, **options)


@contextlib.contextmanager
def joined_processes(device: str) -> Iterator[Processes]:
    """Join the processes that `torchrun` started, by the variables it sets: NCCL on CUDA, Gloo elsewhere."""
    count = int(os.environ.get("WORLD_SIZE", "1"))
    local_rank = int(os.environ.get("LOCAL_RANK", "0"))
    if device.startswith("cuda") and count > 1:
        device = f"cuda:{local_rank}"
        torch.cuda.set_device(device)
    if count == 1:
        yield Processes(device=device)
        return
    dist.init_process_group("nccl" if device.startswith("cuda") else "gloo", timeout=PATIENCE)
    try:
        local_count = int(os.environ.get("LOCAL_WORLD_SIZE", str(count)))
        yield Processes(dist.get_rank(), count, local_rank, local_count, device)
    finally:
        dist.destroy_process_group()


def gathered(tensors: tuple[Tensor, ...], processes: Processes) -> tuple[Tensor, ...]:
    """Each tensor (n, …) of all processes one after another (count · n, …); lengths beyond the first dimension are padded with 0.

    Backward sums the gradients of all processes and gives each its own part. When every process then computes the same
    loss of the whole batch, DDP's mean over the processes is exactly the gradient of that loss, for what lies before the
    gathering (count · g / count) as for what lies behind it (the mean of equal g). The published code gives each process
    the local slice only, 1 / count of it (MODELS 1.1).
    """
    if processes.count == 1:
        return tensors
    sizes = torch.tensor([t.shape[1] if t.ndim > 1 else 0 for t in tensors], device=_comfortable(processes.device))
    dist.all_reduce(sizes, dist.ReduceOp.MAX)
    padded = [stretched(t, int(size)) if t.ndim > 1 else t for t, size in zip(tensors, sizes, strict=True)]
    return _Gather.apply(processes.rank, processes.count, *padded)  # type: ignore[return-value]


class _Gather(torch.autograd.Function):
    """All tensors in one node, so that every process enters the collectives of backward in the same order."""

    @staticmethod
    def forward(ctx: Any, rank: int, count: int, *tensors: Tensor) -> tuple[Tensor, ...]:
        ctx.rank, ctx.lengths = rank, [len(t) for t in tensors]
        whole = []
        for tensor in tensors:
            sent = tensor.contiguous()
            sent = sent.byte() if sent.dtype == torch.bool else sent
            parts = [torch.empty_like(sent) for _ in range(count)]
            dist.all_gather(parts, sent)
            whole.append(torch.cat(parts).to(tensor.dtype))
        ctx.mark_non_differentiable(*(t for t in whole if not t.is_floating_point()))
        return tuple(whole)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        own: list[Tensor | None] = [None, None]
        for gradient, length in zip(gradients, ctx.lengths, strict=True):
            if gradient is None or not gradient.is_floating_point():
                own.append(None)
                continue
            total = gradient.contiguous().clone()
            dist.all_reduce(total)
            own.append(total[ctx.rank * length : (ctx.rank + 1) * length])
        return tuple(own)


def stretched(tensor: Tensor, length: int) -> Tensor:
    """(n, m, …) -> (n, length, …), zeros behind."""
    if tensor.shape[1] == length:
        return tensor
    more = tensor.new_zeros(tensor.shape[0], length - tensor.shape[1], *tensor.shape[2:])
    return torch.cat([tensor, more], 1)


def _comfortable(device: str) -> str:
    """Where small numbers for the collectives live: NCCL wants them on its device."""
    return device if device.startswith("cuda") else "cpu"
