"""AOSM and the temporal encoder: the published formulas, and what masks must do."""

import itertools
import math
from collections.abc import Mapping

import pytest
import torch
from open_clip.model import CLIP
from torch import Tensor
from torch.nn import functional

from engine.errors import ModelError
from engine.models import aosm
from engine.models.aosm import POOLINGS
from engine.models.temporal import TemporalEncoder, masked_mean, text_tower_sizes
from engine.models.xclip import XClipHead


def unit(*shape: int, seed: int = 0) -> Tensor:
    return functional.normalize(torch.randn(*shape, generator=torch.Generator().manual_seed(seed)), dim=-1)


def published(s: Tensor, w: Tensor, v: Tensor, f: Tensor, m: Mapping[str, Tensor]) -> Tensor:
    """The mean of X-CLIP's four contrasts as its code computes them (modeling_xclip.py), without any mask."""

    def attend(x: Tensor, dim: int, weight: Tensor) -> Tensor:
        weights = torch.softmax(x / 1e-2, dim).movedim(dim, -1) @ weight
        return (x.movedim(dim, -1) * weights).sum(-1)

    vs = s @ m["global_mat_weight"] @ v.T
    vw = attend(torch.einsum("tmd,vd->tvm", w, v), 2, m["word_logit_weight"])
    sf = attend(torch.einsum("td,vnd->tvn", s, f), 2, m["frame_logit_weight"])
    both = torch.einsum("tmd,vnd->tvmn", w @ m["local_mat_weight"], f)
    per_frame = attend(attend(both, 2, m["word_mat_weight"]), 2, m["frame_mat_weight2"])
    per_word = attend(attend(both, 3, m["frame_mat_weight"]), 2, m["word_mat_weight2"])
    return (vs + vw + sf + (per_frame + per_word) / 2) / 4


def identities(words: int, frames: int, dim: int) -> dict[str, Tensor]:
    sizes = {
        "global_mat_weight": dim,
        "local_mat_weight": dim,
        "frame_logit_weight": frames,
        "word_logit_weight": words,
    }
    sizes |= {
        "word_mat_weight": words,
        "word_mat_weight2": words,
        "frame_mat_weight": frames,
        "frame_mat_weight2": frames,
    }
    return {name: torch.eye(size) for name, size in sizes.items()}


def ones(*shape: int) -> Tensor:
    return torch.ones(*shape, dtype=torch.bool)


def test_without_padding_it_is_the_published_function_at_identity():
    s, w, v, f = unit(3, 16), unit(3, 5, 16, seed=1), unit(4, 16, seed=2), unit(4, 6, 16, seed=3)
    ours = aosm.contrasts(s, w, ones(3, 5), v, f, ones(4, 6)).mean()
    torch.testing.assert_close(ours, published(s, w, v, f, identities(5, 6, 16)), atol=1e-6, rtol=0)


def test_with_its_matrices_it_is_the_published_function():
    torch.manual_seed(0)
    head = XClipHead(16, 0, 1, 1, 1, compat_unmasked=(5, 6))
    assert head.matrices is not None
    for weight in head.parameters():
        if weight.ndim == 2:
            weight.data += torch.randn_like(weight) * 0.2
    m = dict(head.matrices.named_parameters())
    m |= {"global_mat_weight": head.global_matrix, "local_mat_weight": head.local_matrix}
    s, w, v, f = unit(3, 16), unit(3, 5, 16, seed=1), unit(4, 16, seed=2), unit(4, 6, 16, seed=3)
    nothing = torch.zeros(3, 5, dtype=torch.bool), torch.zeros(4, 6, dtype=torch.bool)  # masks are not heeded
    ours = head.compare(s, w, nothing[0], v, f, nothing[1]).mean()
    torch.testing.assert_close(ours, published(s, w, v, f, m), atol=1e-6, rtol=0)
    with pytest.raises(ModelError, match="5 words with 6 frames"):
        head.compare(s, w[:, :4], nothing[0][:, :4], v, f, nothing[1])


@pytest.mark.parametrize(("pooling", "first", "last"), [(name, *POOLINGS[name]) for name in POOLINGS if name != "aosm"])
def test_other_poolings_are_means_and_maxima_of_what_is_real(pooling, first, last):
    w, f, word_mask, frame_mask = unit(2, 3, 8), unit(2, 4, 8, seed=1), ones(2, 3), ones(2, 4)
    word_mask[1, 2:], frame_mask[1, 1:] = False, False
    how = {"mean": Tensor.mean, "max": Tensor.amax}
    found = aosm.contrasts(w[:, 0], w, word_mask, f[:, 0], f, frame_mask, pooling=pooling)
    for t, v in itertools.product(range(2), range(2)):
        words, frames = w[t, word_mask[t]], f[v, frame_mask[v]]
        table = words @ frames.T
        both = how[last](how[first](table, 0), 0) + how[last](how[first](table, 1), 0)
        assert found.frame_word[t, v].item() == pytest.approx(both.item() / 2, abs=1e-6)
        assert found.sentence_frame[t, v].item() == pytest.approx(how[last](frames @ w[t, 0], 0).item(), abs=1e-6)
        assert found.video_word[t, v].item() == pytest.approx(how[last](words @ f[v, 0], 0).item(), abs=1e-6)


def test_a_score_may_be_the_mean_of_some_contrasts():
    s, w, v, f = unit(3, 16), unit(3, 5, 16, seed=1), unit(4, 16, seed=2), unit(4, 6, 16, seed=3)
    found = aosm.contrasts(s, w, ones(3, 5), v, f, ones(4, 6))
    assert found.mean(("frame_word",)).equal(found.frame_word)
    torch.testing.assert_close(
        found.mean(("video_word", "frame_word")), (found.video_word + found.frame_word) / 2, atol=1e-6, rtol=0
    )
    with pytest.raises(ModelError, match="no such score"):
        XClipHead(8, 0, 1, 1, 1, parts=("video_picture",))
    with pytest.raises(ModelError, match="no such score"):
        XClipHead(8, 0, 1, 1, 1, pooling="sum")


@pytest.mark.parametrize("pooling", POOLINGS)
def test_a_clip_without_frames_scores_nothing_and_harms_nobody(pooling):
    """The published code gives not-a-number, which spoils a whole batch."""
    torch.manual_seed(0)
    head = XClipHead(16, 1, 2, 8, 32, pooling=pooling, time_gate=True)
    frames, mask = torch.randn(3, 4, 16), ones(3, 4)
    mask[1] = False
    s, w = unit(2, 16), unit(2, 5, 16, seed=1)
    scores = head(s, w, ones(2, 5), frames, mask)
    assert scores[:, 1].eq(0).all()
    scores.sum().backward()
    assert all(p.grad is None or p.grad.isfinite().all() for p in head.parameters())
    alone = head(s, w, ones(2, 5), frames[[0, 2]], mask[[0, 2]])
    torch.testing.assert_close(scores[:, [0, 2]], alone, atol=1e-6, rtol=0)


def test_a_fixed_temperature_may_be_lower_than_a_learned_one_sinks():
    assert XClipHead(8, 0, 1, 1, 1, tau=0.001).tau.item() == pytest.approx(0.001)
    head = XClipHead(8, 0, 1, 1, 1, tau=0.1)
    head.log_tau.data.fill_(-9)
    assert head.tau.item() == pytest.approx(0.01)


def test_the_temporal_encoder_starts_from_a_text_tower():
    torch.manual_seed(0)
    vision = {"layers": 1, "width": 32, "head_width": 32, "patch_size": 8, "image_size": 8}
    text = {"context_length": 12, "vocab_size": 20, "width": 32, "heads": 2, "layers": 3}
    clip = CLIP(32, vision, text, quick_gelu=True)  # pyright: ignore[reportArgumentType]
    sizes = text_tower_sizes(clip)
    head = XClipHead(32, 2, sizes["heads"], sizes["positions"], sizes["hidden"], differences=False)
    head.from_text_tower(clip)
    encoder = head.temporal
    assert encoder is not None
    torch.testing.assert_close(encoder.positions, clip.positional_embedding)
    x = torch.randn(2, 5, 32)
    theirs = clip.transformer.resblocks[1](clip.transformer.resblocks[0](x))
    ours = encoder.blocks[1](encoder.blocks[0](x, ~ones(2, 5)), ~ones(2, 5))
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=0)
    for misfit in (XClipHead(32, 4, 2, 12, 128), XClipHead(64, 1, 2, 12, 128), XClipHead(32, 1, 2, 13, 128)):
        with pytest.raises(ModelError, match="other sizes"):
            misfit.from_text_tower(clip)


def test_frame_word_written_out_in_loops():
    w, f = unit(1, 3, 8)[0], unit(1, 4, 8, seed=1)[0]
    table = [[float(word @ frame) for frame in f] for word in w]

    def soft(values: list[float]) -> float:
        weights = [math.exp((x - max(values)) / 0.01) for x in values]
        return sum(x * weight for x, weight in zip(values, weights, strict=True)) / sum(weights)

    per_frame = soft([soft([table[i][j] for i in range(3)]) for j in range(4)])
    per_word = soft([soft(table[i]) for i in range(3)])
    ours = aosm.frame_word(w[None], f[None], ones(1, 3), ones(1, 4), 0.01)
    assert ours.item() == pytest.approx((per_frame + per_word) / 2, abs=1e-6)


def test_padding_changes_nothing_whatever_it_holds():
    s, w, v, f = unit(3, 16), unit(3, 5, 16, seed=1), unit(4, 16, seed=2), unit(4, 6, 16, seed=3)
    word_mask, frame_mask = ones(3, 5), ones(4, 6)
    word_mask[1, 3:], frame_mask[2, 2:] = False, False
    short = aosm.contrasts(s, w, word_mask, v, f, frame_mask)
    w2, f2 = torch.cat([w, unit(3, 7, 16, seed=4)], 1), torch.cat([f, unit(4, 9, 16, seed=5)], 1)
    w2[1, 3], f2[2, 3] = unit(1, 16, seed=6)[0], unit(1, 16, seed=7)[0]
    long = aosm.contrasts(s, w2, functional.pad(word_mask, (0, 7)), v, f2, functional.pad(frame_mask, (0, 9)))
    torch.testing.assert_close(long.mean(), short.mean(), atol=1e-6, rtol=0)


def test_one_word_and_one_frame_are_plain_cosines():
    s, v = unit(3, 16), unit(4, 16, seed=2)
    found = aosm.contrasts(s, s[:, None], ones(3, 1), v, v[:, None], ones(4, 1))
    for contrast in (found.video_sentence, found.video_word, found.sentence_frame, found.frame_word):
        torch.testing.assert_close(contrast, s @ v.T, atol=1e-6, rtol=0)


@pytest.mark.parametrize("differences", [False, True])
def test_padding_frames_do_not_reach_the_others(differences):
    torch.manual_seed(0)
    encoder = TemporalEncoder(16, 2, 2, 8, differences=differences).eval()
    frames, mask = torch.randn(2, 4, 16), ones(2, 4)
    mask[1, 2:] = False
    longer = torch.cat([frames, torch.randn(2, 9, 16)], 1)
    a, b = encoder(frames, mask), encoder(longer, functional.pad(mask, (0, 9)))
    torch.testing.assert_close(a[mask], b[:, :4][mask], atol=1e-5, rtol=0)


def test_positions_stretch_beyond_the_table():
    encoder = TemporalEncoder(8, 1, 2, 4)
    assert encoder.position_table(3).equal(encoder.positions[:3])
    table = encoder.position_table(11)
    assert table.shape == (11, 8)
    torch.testing.assert_close(table[[0, -1]], encoder.positions[[0, -1]])


def test_without_blocks_the_mean_of_frames_remains():
    """CLIP4Clip's meanP: normalise, mean over the valid frames, normalise; a shot without frames is zero, not NaN."""
    frames, mask = torch.randn(2, 3, 8), torch.tensor([[True, True, False], [False, False, False]])
    found = masked_mean(functional.normalize(frames, dim=-1), mask)
    wanted = functional.normalize(functional.normalize(frames[0, :2], dim=-1).mean(0), dim=-1)
    torch.testing.assert_close(found[0], wanted)
    assert found[1].eq(0).all()
