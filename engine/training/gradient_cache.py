"""Gradients of a contrastive loss over a batch that is too large for the memory (GradCache; Gao et al. 2021, arXiv 2101.06983).

A contrastive loss needs all features of the batch at once, but not all activations: features are computed chunk by chunk
without a graph, the loss gives its gradient with respect to them, and each chunk is encoded again with a graph that this
gradient flows into. The result is that of the whole batch at once, for one more forward pass.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from engine.training.distributed import Processes, gathered
from engine.training.trainee import Chunk, Features, Trainee, joined, reseed

Loss = Callable[[Features], Tensor]


def backward(
    module: nn.Module, chunks: list[Chunk], loss_of: Loss, processes: Processes, last: bool = True, seed: int = 0
) -> Tensor:
    """Add the gradients of a batch to the parameters; the loss, without a graph.

    `module`: a Trainee, or DDP around it. `chunks`: this process's part of the batch. `loss_of` the features of the
    batch of all processes. `last`: a step of the optimiser follows, so the processes must agree now. `seed`: of what chance
    there is in the loss (equal in all processes).
    """
    if len(chunks) == 1:
        with _apart(module, not last):
            *tensors, zero = module(chunks[0])
            loss = _loss(Features(*gathered(tuple(tensors), processes)), loss_of, seed)
            (loss + zero).backward()
        return loss.detach()
    trainee = module.module if isinstance(module, DistributedDataParallel) else module
    assert isinstance(trainee, Trainee)
    with torch.no_grad():
        parts = [trainee.encode(chunk) for chunk in chunks]
    own = Features(*(t.requires_grad_(t.is_floating_point()) for t in joined(parts).tensors()))
    with _apart(module, True):
        loss = _loss(Features(*gathered(own.tensors(), processes)), loss_of, seed)
        loss.backward()
    texts = videos = 0
    for number, (chunk, part) in enumerate(zip(chunks, parts, strict=True), 1):
        text_rows = slice(texts, texts + len(part.sentences))
        video_rows = slice(videos, videos + len(part.videos))
        texts, videos = text_rows.stop, video_rows.stop
        rows = (text_rows, text_rows, video_rows, video_rows)
        cached = tuple(
            (torch.zeros_like(t) if t.grad is None else t.grad)[r] for t, r in zip(own.learning(), rows, strict=True)
        )
        with _apart(module, not (last and number == len(chunks))):
            (product,) = module(chunk, cached)
            product.backward()
    return loss.detach()


def _loss(features: Features, loss_of: Loss, seed: int) -> Tensor:
    reseed(features.sentences.device, seed)
    return loss_of(features)


def _apart(module: nn.Module, apart: bool) -> contextlib.AbstractContextManager[None]:
    """Whether the processes keep their gradients to themselves for now."""
    if apart and isinstance(module, DistributedDataParallel):
        return module.no_sync()
    return contextlib.nullcontext()
