"""X-CLIP and CLIP4Clip against what the published implementations compute, and our masks against input without padding."""

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from engine.models.clip4clip import TightTransformer
from engine.models.published import PublishedModel, published_model

CASES = {
    "xclip": ("xclip", "2d"),
    "meanP": ("meanP", "2d"),
    "meanP_3d": ("meanP", "3d"),
    "seqLSTM": ("seqLSTM", "2d"),
    "seqTransf": ("seqTransf", "2d"),
    "tightTransf": ("tightTransf", "2d"),
}
names = pytest.mark.parametrize("name", CASES)


def scale(model: PublishedModel) -> float:
    """What makes a cosine of a logit; tightTransf has none."""
    return 1.0 if isinstance(model.head, TightTransformer) else model.clip.logit_scale.exp().item()


@names
def test_features_and_scores_are_the_published_ones(golden, name):
    case, checkpoint = golden(name)
    model = published_model(checkpoint, *CASES[name])
    frames, (sentences, words) = model.encode_frames(case["video"]), model.encode_text(case["token_ids"])
    ours = {"frame_features": frames, "sentence_features": sentences, "word_features": words}
    theirs = {feature: case[feature] for feature in ours}
    for feature in ours:
        found, wanted = (functional.normalize(features[feature], dim=-1) for features in (ours, theirs))
        torch.testing.assert_close(found, wanted, atol=1e-5, rtol=0)
    for features in (ours, theirs):  # from pixels and token ids, and from the stored features
        for masked in ("full", "masked"):
            mask, wanted = case[f"{masked}.video_mask"].bool(), case[f"{masked}.logits"]
            frames, sentences, words = features.values()
            logits = model.logits(sentences, words, case["token_mask"].bool(), frames, mask)
            torch.testing.assert_close(logits, wanted, atol=1e-3, rtol=0)
            torch.testing.assert_close(logits / scale(model), wanted / scale(model), atol=1e-5, rtol=0)


def masked_logits(model: PublishedModel, ids: Tensor, word_mask: Tensor, video: Tensor, mask: Tensor) -> Tensor:
    sentences, words = model.encode_text(ids)
    return model.logits(sentences, words, word_mask, model.encode_frames(video, mask), mask)


@names
def test_padding_cut_away_changes_nothing(golden, name):
    """A text alone without its padding against a clip alone without its padding: words, frames and batch."""
    case, checkpoint = golden(name)
    model = published_model(checkpoint, *CASES[name], compat_unmasked=False)
    ids, video = case["token_ids"], case["video"]
    word_mask, mask = case["token_mask"].bool(), case["masked.video_mask"].bool()
    together = masked_logits(model, ids, word_mask, video, mask) / scale(model)
    for text in range(len(ids)):
        clip = text % len(video)
        length, frames = int(word_mask[text].sum()), int(mask[clip].sum())
        alone = masked_logits(
            model,
            ids[text : text + 1, :length],
            torch.ones(1, length, dtype=torch.bool),
            video[clip : clip + 1, :frames],
            torch.ones(1, frames, dtype=torch.bool),
        )
        torch.testing.assert_close(alone[0, 0] / scale(model), together[text, clip], atol=1e-5, rtol=0)


@names
def test_padding_may_hold_anything(golden, name):
    case, checkpoint = golden(name)
    model = published_model(checkpoint, *CASES[name], compat_unmasked=False)
    word_mask, mask = case["token_mask"].bool(), case["masked.video_mask"].bool()
    frames, sentences, words = (case[f"{kind}_features"] for kind in ("frame", "sentence", "word"))
    plain = model.logits(sentences, words, word_mask, frames, mask)
    generator = torch.Generator().manual_seed(0)
    frames = frames.masked_scatter(~mask[..., None], 50 * torch.randn(frames.shape, generator=generator))
    words = words.masked_scatter(~word_mask[..., None], 50 * torch.randn(words.shape, generator=generator))
    other = model.logits(sentences, words, word_mask, frames, mask)
    torch.testing.assert_close(other / scale(model), plain / scale(model), atol=1e-5, rtol=0)


def test_published_xclip_lets_padding_take_part(golden):
    """The reason for the switch: its scores change when padding is masked, and it knows one length only."""
    case, checkpoint = golden("xclip")
    as_published, masked = (published_model(checkpoint, "xclip", compat_unmasked=switch) for switch in (True, False))

    def logits(model: PublishedModel) -> Tensor:
        frames, sentences, words = (case[f"{kind}_features"] for kind in ("frame", "sentence", "word"))
        return model.logits(sentences, words, case["token_mask"].bool(), frames, case["masked.video_mask"].bool())

    assert (logits(as_published) - logits(masked)).abs().max() > 0.1
