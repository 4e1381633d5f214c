"""Published X-CLIP and CLIP4Clip checkpoints: a tiny one of each kind by its authors' key names, whole and spoilt."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import open_clip
import pytest
import torch
from torch import Tensor

from engine.errors import ModelError
from engine.models.backbone import load_backbone
from engine.models.head import load_head
from engine.models.published import load_published, published_model
from engine.models.published_folder import write_published_folder

State = dict[str, Tensor]
DIM, WORDS, FRAMES, POSITIONS = 64, 5, 3, 8
KINDS = ("xclip", "meanP", "seqLSTM", "seqTransf", "tightTransf")


def blocks(prefix: str, layers: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    for i in range(layers):
        shapes = {
            "attn.in_proj_weight": (3 * DIM, DIM), "attn.in_proj_bias": (3 * DIM,),
            "attn.out_proj.weight": (DIM, DIM), "attn.out_proj.bias": (DIM,),
            "ln_1.weight": (DIM,), "ln_1.bias": (DIM,), "ln_2.weight": (DIM,), "ln_2.bias": (DIM,),
            "mlp.c_fc.weight": (4 * DIM, DIM), "mlp.c_fc.bias": (4 * DIM,),
            "mlp.c_proj.weight": (DIM, 4 * DIM), "mlp.c_proj.bias": (DIM,),
        }  # fmt: skip
        yield from ((f"{prefix}resblocks.{i}.{name}", shape) for name, shape in shapes.items())


def checkpoint(kind: str, linear_patch: str = "2d") -> State:
    """Every key that the published code saves for a kind, with random numbers."""
    shapes: dict[str, tuple[int, ...]] = {
        "clip.logit_scale": (), "clip.positional_embedding": (POSITIONS, DIM), "clip.text_projection": (DIM, DIM),
        "clip.token_embedding.weight": (20, DIM), "clip.ln_final.weight": (DIM,), "clip.ln_final.bias": (DIM,),
        "clip.visual.class_embedding": (DIM,), "clip.visual.conv1.weight": (DIM, 3, 8, 8),
        "clip.visual.positional_embedding": (5, DIM), "clip.visual.proj": (DIM, DIM),
        "clip.visual.ln_pre.weight": (DIM,), "clip.visual.ln_pre.bias": (DIM,),
        "clip.visual.ln_post.weight": (DIM,), "clip.visual.ln_post.bias": (DIM,),
        **dict(blocks("clip.transformer.", 2)), **dict(blocks("clip.visual.transformer.", 1)),
    }  # fmt: skip
    if linear_patch == "3d":
        shapes["clip.visual.conv2.weight"] = (DIM, 3, 3, 8, 8)
    if kind in ("xclip", "seqTransf"):
        shapes |= {**dict(blocks("transformerClip.", 2)), "frame_position_embeddings.weight": (POSITIONS, DIM)}
    if kind == "seqLSTM":
        gates = {f"lstm_visual.{kind}_{side}_l0": (4 * DIM, DIM)[: 1 + (kind == "weight")]
                 for kind in ("weight", "bias") for side in ("ih", "hh")}  # fmt: skip
        shapes |= {**gates, "frame_position_embeddings.weight": (POSITIONS, DIM)}
    if kind == "tightTransf":
        shapes |= {
            **dict(blocks("cross.transformer.", 2)), "cross.embeddings.position_embeddings.weight": (POSITIONS, DIM),
            "cross.pooler.ln_pool.weight": (DIM,), "cross.pooler.ln_pool.bias": (DIM,),
            "cross.pooler.dense.weight": (DIM, DIM), "cross.pooler.dense.bias": (DIM,),
            "similarity_dense.weight": (1, DIM), "similarity_dense.bias": (1,),
        }  # fmt: skip
    if kind == "xclip":
        for side, length in (("word", WORDS), ("frame", FRAMES)):
            shapes |= {f"{side}_{name}": (length, length) for name in ("logit_weight", "mat_weight", "mat_weight2")}
        shapes |= {"global_mat_weight": (DIM, DIM), "local_mat_weight": (DIM, DIM)}
    generator = torch.Generator().manual_seed(0)
    return {key: torch.randn(shape, generator=generator) * 0.1 for key, shape in shapes.items()}


@pytest.mark.parametrize(("kind", "linear_patch"), [*((kind, "2d") for kind in KINDS), ("meanP", "3d")])
def test_every_kind_is_read_from_a_file_and_scores(kind, linear_patch, tmp_path: Path):
    state = checkpoint(kind, linear_patch)
    torch.save({key: value.half() for key, value in state.items()}, tmp_path / "pytorch_model.bin.4")
    model = load_published(tmp_path / "pytorch_model.bin.4", kind, linear_patch)
    ids = torch.tensor([[18, 3, 4, 19, 0], [18, 5, 19, 0, 0]])
    mask = torch.ones(2, FRAMES, dtype=torch.bool)
    frames = model.encode_frames(torch.randn(2, FRAMES, 3, 16, 16), mask)
    logits = model.logits(*model.encode_text(ids), ids > 0, frames, mask)
    assert logits.shape == (2, 2)
    assert logits.isfinite().all()
    assert all(parameter.dtype == torch.float32 for parameter in model.parameters())


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_a_surplus_and_a_misshapen_key_are_named(kind):
    """One key of every part of the checkpoint; the sizes of the model are read from these very tensors."""
    state = checkpoint(kind)
    parts = {key.split("resblocks")[0]: key for key in state if key != "clip.logit_scale"}  # the last of each part
    if kind == "seqLSTM":
        del parts["frame_position_embeddings.weight"]  # nothing reads it
    for key in parts.values():
        with pytest.raises(ModelError, match=f"lacks {key}"):
            published_model({name: value for name, value in state.items() if name != key}, kind)
        longer = torch.cat([state[key], state[key][..., :1]], -1)
        with pytest.raises(ModelError, match=f"{key}.* (has the shape|does not fit)"):
            published_model({**state, key: longer}, kind)
        with pytest.raises(ModelError, match=rf"holds {key}\.extra, which does not belong"):
            published_model({**state, f"{key}.extra": torch.ones(1)}, kind)


def test_what_nothing_reads_may_be_there_by_name():
    openai = {f"clip.{name}": torch.tensor(1) for name in ("input_resolution", "context_length", "vocab_size")}
    published_model(checkpoint("meanP") | openai, "meanP")
    published_model(checkpoint("meanP", "3d"), "meanP", "3d")  # holds the unused conv1
    with pytest.raises(ModelError, match=r"holds clip\.visual\.conv2\.weight"):
        published_model(checkpoint("meanP", "3d"), "meanP", "2d")
    with pytest.raises(ModelError, match=r"lacks clip\.visual\.conv2\.weight"):
        published_model(checkpoint("meanP"), "meanP", "3d")
    with pytest.raises(ModelError, match=r"holds frame_logit_weight"):
        published_model(checkpoint("xclip"), "seqTransf")
    with pytest.raises(
        ModelError, match=r"lacks frame_position_embeddings\.weight|lacks frame_logit_weight|lacks word"
    ):
        published_model(checkpoint("meanP"), "xclip")


def test_a_blown_up_checkpoint_and_an_unknown_kind_are_refused():
    with pytest.raises(ModelError, match="no published model clip5"):
        published_model({}, "clip5")
    with pytest.raises(ModelError, match=r"the file checkpoint lacks clip\.|The file checkpoint lacks clip\."):
        published_model({}, "meanP")
    narrow = {
        key: value.mean() if not value.ndim else value[(slice(0, 9),) * value.ndim]
        for key, value in checkpoint("meanP").items()
    }
    with pytest.raises(ModelError, match="checkpoint"):
        published_model(narrow, "meanP")


@pytest.mark.parametrize("kind", ["xclip", "seqTransf"])
def test_the_program_searches_with_a_published_checkpoint(kind, tmp_path: Path):
    """Scores of the backbone and the head in the folder are those of the checkpoint with masks."""
    state = checkpoint(kind)
    state["clip.token_embedding.weight"] = torch.randn(49408, DIM, generator=torch.Generator().manual_seed(1)) * 0.1
    torch.save(state, tmp_path / "pytorch_model.bin.1")
    write_published_folder(tmp_path / "pytorch_model.bin.1", kind, tmp_path / "model")
    backbone = load_backbone(f"local-dir:{tmp_path / 'model'}", "cpu")
    head = load_head(backbone)
    pictures = np.random.default_rng(0).integers(0, 256, (2, FRAMES, 16, 16, 3), dtype=np.uint8)
    shots = head.encode_shots([backbone.encode_frames(clip) for clip in pictures])
    texts = backbone.encode_text(["a cat", "two dogs"])
    model = published_model(state, kind, compat_unmasked=False)
    mean, std = (torch.tensor(values).view(3, 1, 1) for values in (backbone.preprocess.mean, backbone.preprocess.std))
    video = (torch.tensor(pictures).permute(0, 1, 4, 2, 3) / 255 - mean) / std
    ids = open_clip.SimpleTokenizer(context_length=POSITIONS)(["a cat", "two dogs"])
    places = torch.arange(POSITIONS)[None]
    word_mask = (places >= 1) & (places <= ids.argmax(1)[:, None])
    mask = torch.ones(2, FRAMES, dtype=torch.bool)
    wanted = model.logits(*model.encode_text(ids), word_mask, model.encode_frames(video), mask)
    found = head.scores(texts, shots.vector, shots.frames) * model.clip.logit_scale.exp().item()
    np.testing.assert_allclose(found, wanted, atol=1e-4)


def test_a_tight_checkpoint_is_not_for_searching(tmp_path: Path):
    with pytest.raises(ModelError, match="too slow to search"):
        write_published_folder(tmp_path / "any.bin", "tightTransf", tmp_path)
