"""What a model is put to before it is used: it answers as it did, with numbers, and its batch is measured within bounds."""

from typing import Any

import numpy as np
import pytest

from engine.engine import Engine
from engine.errors import EncoderError, ModelError
from engine.messages import ModelState
from engine.models import trial
from tests.fakes import FakeBackbone, load_fake


class Damaged(FakeBackbone):
    """Its vectors are turned, as by a processor or a library that computes otherwise."""

    def encode_frames(self, frames: np.ndarray) -> np.ndarray:
        return np.roll(super().encode_frames(frames), 1, axis=1)


class Numberless(FakeBackbone):
    def encode_frames(self, frames: np.ndarray) -> np.ndarray:
        return super().encode_frames(frames) * np.float32(np.nan)


def opened(folder, backbone: FakeBackbone):
    """(the engine's last word about its model, the engine's model or what it raises)."""

    def load(name: str, device: str | None) -> Any:
        return backbone, *load_fake(name, device)[1:]

    engine = Engine(folder, load=load)
    try:
        states = [item for item in engine.load_model() if isinstance(item, ModelState)]
        return states[-1]
    finally:
        engine.close()


def test_a_model_that_answers_otherwise_than_before_is_not_used(tmp_path):
    assert opened(tmp_path, FakeBackbone()).state == "ready"
    assert opened(tmp_path, FakeBackbone()).state == "ready"
    refused = opened(tmp_path, Damaged())
    assert refused.state == "failed"
    assert "no longer answers" in refused.note


def test_numbers_that_are_none_end_the_engine(tmp_path):
    with pytest.raises(EncoderError):
        opened(tmp_path, Numberless())


def test_the_measurement_ends_on_a_machine_that_is_slow(monkeypatch):
    now = iter(range(0, 10_000, 2))
    monkeypatch.setattr(trial.time, "monotonic", lambda: next(now))
    slow: Any = FakeBackbone()
    assert list(trial.measure_batch(slow)) in ([1], [1, 2])


def test_a_model_that_never_comes_back_from_the_measurement_is_used_all_the_same(tmp_path, monkeypatch):
    import threading

    import engine.engine

    gate = threading.Event()

    class Stuck(FakeBackbone):
        def encode_frames(self, frames: np.ndarray) -> np.ndarray:
            if len(frames) > 1:
                gate.wait(20)
            return super().encode_frames(frames)

    monkeypatch.setattr(engine.engine, "MEASURE_PATIENCE", 0.2)
    try:
        assert opened(tmp_path, Stuck()).state == "ready"
    finally:
        gate.set()


def test_a_fault_in_a_library_while_loading_is_a_sentence(tmp_path):
    def load(name, device):
        raise ZeroDivisionError

    engine = Engine(tmp_path, load=load)
    states = [item for item in engine.load_model() if isinstance(item, ModelState)]
    assert states[-1].state == "failed"
    with pytest.raises(ModelError):
        engine.model()
    engine.close()
