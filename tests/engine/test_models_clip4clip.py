"""CLIP4Clip's heads, patch projections, and how such a head lies beside a model."""

from pathlib import Path

import numpy as np
import pytest
import torch
from open_clip.model import CLIP
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from engine.errors import ModelError
from engine.models.clip4clip import (
    KINDS,
    MeanPooling,
    SequentialLSTM,
    SequentialTransformer,
    TightTransformer,
    build_head,
)
from engine.models.features import TextFeatures
from engine.models.head import read_head, write_head
from engine.models.patch_projection import FrameTower, PatchProjection
from engine.models.temporal import text_tower_sizes
from engine.models.xclip import XClipHead

DIM = 16
every_kind = pytest.mark.parametrize("kind", KINDS)


def tiny(kind: str) -> MeanPooling | TightTransformer:
    torch.manual_seed(0)
    return build_head(kind, DIM, layers=1, heads=2, positions=8, hidden=32).eval()


def features(clips: int = 3, frames: int = 4) -> tuple[Tensor, Tensor, Tensor]:
    """Sentences, frames and a mask; the clips after the first have one frame less each."""
    generator = torch.Generator().manual_seed(1)
    lengths = torch.arange(frames, frames - clips, -1)
    mask = torch.arange(frames)[None] < lengths[:, None]
    return torch.randn(2, DIM, generator=generator), torch.randn(clips, frames, DIM, generator=generator), mask


def test_mean_pooling_is_the_cosine_with_the_mean_of_the_normalised_frames():
    sentences, frames, mask = features()
    mean = functional.normalize(frames[1, :3], dim=-1).mean(0)
    wanted = functional.cosine_similarity(sentences, mean[None], dim=-1)
    torch.testing.assert_close(tiny("meanP")(sentences, frames, mask)[:, 1], wanted, atol=1e-6, rtol=0)


def test_the_lstm_is_the_published_one_with_packing_and_refilled_padding():
    head = tiny("seqLSTM")
    assert isinstance(head, SequentialLSTM)
    sentences, frames, mask = features()
    packed = pack_padded_sequence(frames, mask.sum(-1), batch_first=True, enforce_sorted=False)
    found, _ = pad_packed_sequence(head.lstm(packed)[0], batch_first=True)
    seen = functional.normalize(torch.cat([found, frames[:, found.shape[1] :]], 1) + frames, dim=-1)
    clips = functional.normalize((seen * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)
    torch.testing.assert_close(head.encode(frames, mask)[0], clips, atol=1e-6, rtol=0)
    one_frame = head(sentences, frames[:, :1], mask[:, :1])
    assert one_frame.isfinite().all()


def test_a_sequential_transformer_whose_blocks_add_nothing_is_mean_pooling():
    head = tiny("seqTransf")
    assert isinstance(head, SequentialTransformer)
    for name, weight in head.named_parameters():
        if "positions" in name or "out_proj" in name or "c_proj" in name:
            weight.data.zero_()
    torch.testing.assert_close(head(*features()), tiny("meanP")(*features()), atol=1e-6, rtol=0)


@every_kind
def test_padding_and_company_change_nothing(kind):
    head = tiny(kind)
    sentences, frames, mask = features()
    together = head(sentences, frames, mask)
    longer = torch.cat([frames.masked_fill(~mask[..., None], 7.0), torch.randn(3, 2, DIM)], 1)
    torch.testing.assert_close(head(sentences, longer, functional.pad(mask, (0, 2))), together, atol=1e-5, rtol=0)
    for clip, length in enumerate(mask.sum(1).tolist()):
        alone = head(sentences[:1], frames[clip : clip + 1, :length], mask[clip : clip + 1, :length])
        torch.testing.assert_close(alone[0, 0], together[0, clip], atol=1e-5, rtol=0)


@every_kind
def test_a_clip_without_frames_scores_nothing(kind):
    sentences, frames, mask = features()
    mask[1] = False
    scores = tiny(kind)(sentences, frames, mask)
    assert scores[:, 1].eq(0).all()
    assert scores.isfinite().all()


def test_the_tight_head_says_how_long_a_clip_may_be():
    with pytest.raises(ModelError, match="at most 7 frames; these have 8"):
        tiny("tightTransf")(*features(1, 8))
    with pytest.raises(ModelError, match="no CLIP4Clip head looseTransf"):
        build_head("looseTransf", DIM)


def small_clip() -> CLIP:
    torch.manual_seed(0)
    vision = {"layers": 1, "width": 32, "head_width": 32, "patch_size": 8, "image_size": 16}
    text = {"context_length": 8, "vocab_size": 20, "width": 16, "heads": 2, "layers": 2}
    clip = CLIP(DIM, vision, text, quick_gelu=True)  # pyright: ignore[reportArgumentType]
    return clip.eval().requires_grad_(False)


@pytest.mark.parametrize("kind", ["seqTransf", "tightTransf"])
def test_heads_start_from_the_text_tower(kind):
    clip = small_clip()
    sizes = text_tower_sizes(clip)
    head = build_head(kind, layers=2, **sizes)
    head.from_text_tower(clip)
    ours, theirs = head.state_dict(), clip.state_dict()
    prefix = "temporal." if kind == "seqTransf" else ""
    assert ours[f"{prefix}positions"].equal(theirs["positional_embedding"])
    assert ours[f"{prefix}blocks.1.c_fc.weight"].equal(theirs["transformer.resblocks.1.mlp.c_fc.weight"])


def test_three_frames_at_first_see_what_one_sees():
    clip, video = small_clip(), torch.randn(2, 4, 3, 16, 16)
    flat = clip.visual(video.flatten(0, 1)).view(2, 4, DIM)
    for time in (1, 3, 5):
        tower = FrameTower(small_clip().visual, time)  # type: ignore[arg-type]
        torch.testing.assert_close(tower(video), flat, atol=1e-5, rtol=0)


def test_the_frames_of_padding_do_not_leak_into_the_last_one():
    torch.manual_seed(0)
    project = PatchProjection(8, (4, 4), 3)
    video, mask = torch.randn(2, 4, 3, 8, 8), torch.tensor([[True] * 4, [True] * 2 + [False] * 2])
    alone = project(video[1:, :2])
    torch.testing.assert_close(project(video, mask)[1:, :2], alone, atol=1e-6, rtol=0)
    assert (project(video)[1:, 1] - alone[:, 1]).abs().max() > 0.01  # as published


# Beside a model -------------------------------------------------------------------------------------------------------


def text_of(words: int = 3) -> TextFeatures:
    generator = np.random.default_rng(0)
    vectors = generator.standard_normal((1, words + 1, DIM)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=-1, keepdims=True)
    return TextFeatures(vectors[:, 0], vectors[:, 1:], np.ones((1, words), bool), [["w "] * words])


@pytest.mark.parametrize("kind", ["meanP", "seqLSTM", "seqTransf"])
def test_the_program_scores_with_a_clip4clip_head_as_the_head_does(kind, tmp_path: Path):
    net, text = tiny(kind), text_of()
    write_head(tmp_path, net, "tiny", "A head for tests.", training={"epochs": 1})
    head = read_head(tmp_path, DIM)
    _, frames, mask = features()
    shots = [clip[real].numpy() for clip, real in zip(frames, mask, strict=True)] + [np.zeros((0, DIM), np.float32)]
    found = head.encode_shots(shots)
    relevance = head.score(text, found.vector, found.frames)
    with torch.no_grad():
        wanted = net(torch.tensor(text.sentences), frames, mask)
    np.testing.assert_allclose(relevance.score[:3], wanted[0], atol=1e-5)
    assert relevance.score[3] == 0
    assert relevance.words is None
    assert [len(frames) for frames in relevance.frames] == [4, 3, 2, 0]
    np.testing.assert_allclose(found.vector @ head.query_vector(text), relevance.score, atol=1e-5)
    assert head.trained
    assert not head.uses_words


def test_a_tight_head_cannot_search(tmp_path: Path):
    write_head(tmp_path, tiny("tightTransf"), "tiny", "A head for tests.")
    with pytest.raises(ModelError, match="too slow to search"):
        read_head(tmp_path, DIM)


def test_a_head_of_one_length_is_not_written(tmp_path: Path):
    with pytest.raises(ModelError, match="one length"):
        write_head(tmp_path, XClipHead(DIM, 0, 1, 1, 1, compat_unmasked=(3, 4)), "tiny", "A head for tests.")


@pytest.mark.parametrize(
    "options",
    [
        {"time_gate": True, "pooling": "max-mean"},
        {"layers": 0, "parts": ["video_sentence", "sentence_frame"]},
        {"temporal_frames": False, "eps": 1e-12, "tau": 0.002},
    ],
)
def test_an_xclip_head_comes_back_as_it_was(options, tmp_path: Path):
    torch.manual_seed(0)
    net = XClipHead(**{"dim": DIM, "layers": 1, "heads": 2, "positions": 8, "hidden": 32, **options}).eval()
    write_head(tmp_path, net, "tiny", "A head for tests.")
    head, text = read_head(tmp_path, DIM), text_of()
    _, frames, mask = features()
    found = head.encode_shots([clip[real].numpy() for clip, real in zip(frames, mask, strict=True)])
    with torch.no_grad():
        wanted = net(*(torch.tensor(x) for x in (text.sentences, text.words, text.mask)), frames, mask)
    np.testing.assert_allclose(head.scores(text, found.vector, found.frames), wanted, atol=1e-5)


def test_contrasts_with_untrained_words_have_no_part_in_the_score(tmp_path: Path):
    torch.manual_seed(0)
    net = XClipHead(DIM, 1, 2, 8, 32)
    write_head(tmp_path, net, "tiny", "A head for tests.", uses_words=False)
    head, text = read_head(tmp_path, DIM), text_of()
    found = head.encode_shots([np.ones((2, DIM), np.float32)])
    without = TextFeatures(text.sentences, -text.words, text.mask, text.pieces)
    before, after = (head.score(t, found.vector, found.frames) for t in (text, without))
    np.testing.assert_array_equal(before.score, after.score)
    assert before.words is None
