"""Heads: from frames and words to scores; what an untuned model gets, and what a head file must hold."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.errors import ModelError
from engine.models.features import TextFeatures
from engine.models.head import TrainedHead, UntunedHead, read_head
from engine.models.xclip import XClipHead

DIM = 16
DESCRIPTION = {
    "format": 1, "kind": "xclip", "name": "tiny", "note": "A head for tests.", "dim": DIM, "layers": 1, "heads": 2,
    "positions": 4, "hidden": 32, "differences": True, "temporal_frames": True, "uses_words": True,
}  # fmt: skip


def unit(*shape: int, seed: int = 0) -> np.ndarray:
    x = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def text_of(words: int, padding: int = 0) -> TextFeatures:
    mask = np.arange(words + padding)[None] < words
    return TextFeatures(unit(1, DIM), unit(1, words + padding, DIM, seed=1), mask, [[f"w{i} " for i in range(words)]])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    torch.manual_seed(1)
    net = XClipHead(DIM, 1, 2, 4, 32)
    save_file(net.state_dict(), tmp_path / "head.safetensors")
    (tmp_path / "head.json").write_text(json.dumps(DESCRIPTION))
    return tmp_path


@pytest.fixture
def head(folder: Path) -> TrainedHead:
    return read_head(folder, DIM)


def shots() -> list[np.ndarray]:
    return [unit(n, DIM, seed=n) * 9 for n in (3, 1, 6, 40)]


def test_shots_do_not_depend_on_their_company(head):
    """Batches are padded; a shot alone must get the same vectors."""
    together = head.encode_shots(shots())
    for i, shot in enumerate(shots()):
        alone = head.encode_shots([shot])
        np.testing.assert_allclose(alone.vector[0], together.vector[i], atol=1e-5)
        np.testing.assert_allclose(alone.frames[0], together.frames[i], atol=1e-5)
        assert together.frames[i].shape == shot.shape
    np.testing.assert_allclose(np.linalg.norm(together.vector, axis=1), 1, atol=1e-5)


def test_a_score_does_not_depend_on_padding_or_other_candidates(head):
    found = head.encode_shots(shots())
    all_four = head.score(text_of(3), found.vector, found.frames)
    padded = head.score(text_of(3, padding=5), found.vector, found.frames)
    one = head.score(text_of(3), found.vector[2:3], found.frames[2:3])
    np.testing.assert_allclose(padded.score, all_four.score, atol=1e-6)
    np.testing.assert_allclose(one.score, all_four.score[2:3], atol=1e-6)
    assert all_four.words is not None
    assert [w.shape for w in all_four.words] == [(3, 3), (3, 1), (3, 6), (3, 40)]
    assert [f.shape for f in all_four.frames] == [(3,), (1,), (6,), (40,)]


def test_motion_reaches_the_frames(head):
    """The order of frames matters to the vector of a shot and to every frame's vector."""
    shot = shots()[2]
    forward, backward = head.encode_shots([shot, shot[::-1]]).frames
    assert np.abs(forward - backward[::-1]).max() > 1e-3


def test_the_query_vector_ranks_as_the_video_sentence_contrast(head):
    query = head.query_vector(text_of(3))
    assert query.shape == (DIM,)
    assert np.linalg.norm(query) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("kind", ["trained", "untuned"])
def test_nothing_gives_nothing(kind, head):
    chosen = head if kind == "trained" else UntunedHead()
    found = chosen.encode_shots([np.zeros((0, DIM), np.float32), unit(2, DIM)])
    assert (found.vector[0] == 0).all()
    scores = chosen.score(text_of(2), found.vector, found.frames).score
    assert scores.shape == (2,)
    assert np.isfinite(scores).all()
    assert chosen.score(text_of(2), found.vector[:0], []).score.shape == (0,)


def test_the_untuned_head_does_not_reward_length():
    """The same frames twice score as once; one frame is its cosine (MODELS 4)."""
    head, text, shot = UntunedHead(), text_of(2), unit(4, DIM, seed=3)
    found = head.encode_shots([shot, np.concatenate([shot, shot]), shot[:1]])
    relevance = head.score(text, found.vector, found.frames)
    assert relevance.score[0] == pytest.approx(relevance.score[1], abs=1e-6)
    assert relevance.score[2] == pytest.approx(float(shot[0] @ text.sentences[0]), abs=1e-6)
    assert relevance.words is None


def test_a_head_file_lacking_a_weight_is_refused_by_name(folder):
    state = load_file(folder / "head.safetensors")
    del state["global_matrix"]
    save_file(state, folder / "head.safetensors")
    with pytest.raises(ModelError, match="lacks global_matrix"):
        read_head(folder, DIM)


def test_a_misshapen_and_a_foreign_weight_are_refused_by_name(folder):
    state = load_file(folder / "head.safetensors")
    save_file({**state, "local_matrix": torch.eye(3)}, folder / "head.safetensors")
    with pytest.raises(ModelError, match=r"local_matrix has the shape \(3, 3\)"):
        read_head(folder, DIM)
    save_file({**state, "extra": torch.eye(3)}, folder / "head.safetensors")
    with pytest.raises(ModelError, match="holds extra"):
        read_head(folder, DIM)


def test_a_damaged_or_foreign_head_is_refused(folder):
    with pytest.raises(ModelError, match="made for features of 16"):
        read_head(folder, 32)
    (folder / "head.safetensors").write_bytes(b"no")
    with pytest.raises(ModelError, match="damaged"):
        read_head(folder, DIM)
    (folder / "head.json").write_text(json.dumps({**DESCRIPTION, "format": 99}))
    with pytest.raises(ModelError, match="another version"):
        read_head(folder, DIM)
    (folder / "head.json").write_text(json.dumps({k: v for k, v in DESCRIPTION.items() if k != "layers"}))
    with pytest.raises(ModelError, match="lacks the entry layers"):
        read_head(folder, DIM)
    (folder / "head.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be understood"):
        read_head(folder, DIM)


def test_the_key_follows_the_weights_not_the_words(folder, head):
    (folder / "head.json").write_text(json.dumps({**DESCRIPTION, "note": "Other words."}))
    assert read_head(folder, DIM).key == head.key
    state = load_file(folder / "head.safetensors")
    save_file({**state, "log_tau": state["log_tau"] + 1}, folder / "head.safetensors")
    assert read_head(folder, DIM).key != head.key
