"""AOSM and the temporal encoder: the published formulas, and what masks must do."""

import itertools
import math
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from engine.models import aosm
from engine.models.temporal import TemporalEncoder, masked_mean

GOLDEN = Path(__file__).parents[3] / "shared" / "golden"


def unit(*shape: int, seed: int = 0) -> Tensor:
    return functional.normalize(torch.randn(*shape, generator=torch.Generator().manual_seed(seed)), dim=-1)


def published(s: Tensor, w: Tensor, v: Tensor, f: Tensor, m: dict[str, Tensor]) -> Tensor:
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


@pytest.mark.skipif(not GOLDEN.is_dir(), reason="the golden cases lie outside the project and are not here")
@pytest.mark.parametrize("case_name", ["full", "masked"])
def test_the_temporal_encoder_reproduces_published_scores(case_name):
    weights, case = load_file(GOLDEN / "xclip.checkpoint.safetensors"), load_file(GOLDEN / "xclip.case.safetensors")
    encoder = TemporalEncoder(64, 2, 1, 16, eps=1e-12).eval()
    state = {"positions": weights["frame_position_embeddings.weight"]}
    for i, part in itertools.product(range(2), ("ln_1", "ln_2", "attn", "mlp.c_fc", "mlp.c_proj")):
        prefix = f"transformerClip.resblocks.{i}.{part}."
        for key in (k for k in weights if k.startswith(prefix)):
            state[f"blocks.{i}.{part.removeprefix('mlp.')}.{key.removeprefix(prefix)}"] = weights[key]
    encoder.load_state_dict(state)
    mask, frames = case[f"{case_name}.video_mask"].bool(), case["frame_features"]
    with torch.no_grad():
        # The published code masks padding in the encoder and the mean only, and never zeroes it.
        video = masked_mean(functional.normalize(encoder(frames, mask), dim=-1), mask)
    s, w, f = (functional.normalize(case[k], dim=-1) for k in ("sentence_features", "word_features", "frame_features"))
    logits = weights["clip.logit_scale"].exp() * published(s.view(-1, 64), w, video, f, weights)
    torch.testing.assert_close(logits, case[f"{case_name}.logits"], atol=1e-3, rtol=0)
