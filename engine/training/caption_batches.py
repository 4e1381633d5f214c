"""Which captioned clips make which batch, and the batches themselves: token numbers, pixels, and who is whose positive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.training.annotations import Captioned
from engine.training.contrast import same
from engine.training.distributed import Processes
from engine.training.footage import Footage
from engine.training.trainee import Chunk

READERS = 4  # threads that read cached frames while the model computes
Tokenizer = Callable[[list[str]], Tensor]


@dataclass(frozen=True)
class Batch:
    """One process's chunks of a batch, and for the clips of all processes which text belongs to which and who is alike."""

    chunks: list[Chunk]
    owner: Tensor  # (texts of all processes,): the clip each belongs to, or -1 for what only fills
    alike: Tensor  # bool (clips, clips) of all processes: the same video, so no negatives of each other


def epoch_order(count: int, batch: int, seed: int, epoch: int) -> np.ndarray:
    """int (steps, batch): a new order in every epoch, which depends on nothing else; what fills no batch is left out."""
    order = np.random.default_rng((seed, epoch)).permutation(count)
    return order[: count // batch * batch].reshape(-1, batch)


def candidates(clips: Sequence[Captioned], most: int) -> list[list[int]]:
    """For MIL-NCE: each clip's own caption and those nearest to it in time in the same file, `most` in all."""
    of_file: dict[object, list[int]] = {}
    for index, clip in enumerate(clips):
        of_file.setdefault(clip.path, []).append(index)

    def middle(index: int) -> float:
        clip = clips[index]
        return (clip.start + (clip.start if clip.end is None else clip.end)) / 2

    found = []
    for index, clip in enumerate(clips):
        near = sorted(of_file[clip.path], key=lambda other: (other != index, abs(middle(other) - middle(index)), other))
        found.append(near[:most])
    return found


def step_seed(seed: int, step: int, part: int = 0) -> int:
    """A seed for what chance there is in one step, so that a resumed training needs no random state."""
    return int(np.random.SeedSequence((seed, step, part)).generate_state(1, np.uint64)[0] >> 1)


@dataclass(frozen=True)
class Reader:
    """Makes batches of `clips`."""

    clips: Sequence[Captioned]
    footage: Footage
    tokenizer: Tokenizer
    processes: Processes
    chunk: int  # clips at once; 0: all
    seed: int
    texts: list[list[int]] | None = None  # MIL-NCE: see `candidates`; else each clip has its own caption only

    def batches(self, order: np.ndarray, first_step: int) -> Iterator[Batch]:
        """The batches of int (steps, batch) indices; the next is read while one is used."""
        with ThreadPoolExecutor(READERS) as pool:
            waiting: list[Future[np.ndarray]] = []
            for step in range(len(order) + 1):
                ready = waiting
                if step < len(order):
                    mine = order[step][self.processes.share(order.shape[1])]
                    waiting = [pool.submit(self.footage.frames, self.clips[i]) for i in mine]
                if step:
                    yield self._batch(order[step - 1], [job.result() for job in ready], first_step + step - 1)

    def _batch(self, indices: np.ndarray, frames: list[np.ndarray], step: int) -> Batch:
        """`indices` (batch,) of all processes, `frames` of this process's part."""
        share = self.processes.share(len(indices))
        mine = [int(i) for i in indices[share]]
        sets = [self._texts_of(int(i)) for i in indices]
        most = max(len(one) for one in sets)
        owner = torch.tensor([place if k < len(one) else -1 for place, one in enumerate(sets) for k in range(most)])
        size = self.chunk or len(mine)
        chunks = []
        for at in range(0, len(mine), size):
            part = sets[share][at : at + size]
            texts = [self.clips[one[k]].caption if k < len(one) else "" for one in part for k in range(most)]
            pictures = frames[at : at + size]
            chunks.append(
                Chunk(
                    self.tokenizer(texts),
                    torch.from_numpy(np.concatenate(pictures)),
                    torch.tensor([len(one) for one in pictures]),
                    step_seed(self.seed, step, 1 + share.start + at),
                )
            )
        if self.texts is None:
            return Batch(chunks, owner, same([self.clips[i].video_id for i in indices]))
        return Batch(chunks, owner, same([self.clips[i].path for i in indices]))

    def _texts_of(self, index: int) -> list[int]:
        return [index] if self.texts is None else self.texts[index]
