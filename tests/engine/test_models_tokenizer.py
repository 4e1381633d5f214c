"""SigLIP 2's tokenizer: cleaned as open_clip cleans, ended by 1, padded with 0 to exactly the context, never a start token."""

from pathlib import Path

import pytest
import torch
from open_clip.tokenizer import basic_clean, canonicalize_text
from tokenizers import Tokenizer, decoders, models, normalizers, processors

from engine.errors import ModelError
from engine.models.hf_tokenizer import SigLip2Tokenizer, is_siglip2

SPECIAL = {"<pad>": 0, "<eos>": 1, "<bos>": 2, "<unk>": 3}


def write_tokenizer(file: Path) -> Tokenizer:
    """A small tokenizer.json of Gemma's kind: pieces with U+2581 for a space, and a start token that SigLIP 2 does not want."""
    letters = [*"abcdefghijklmnopqrstuvwxyz0123456789.,!'_-ABCR", "\u2581", *"강아지가달린다"]
    merges = [("d", "o"), ("do", "g"), ("\u2581", "r"), ("\u2581r", "u"), ("\u2581ru", "n")]
    pieces = [*SPECIAL, *dict.fromkeys(letters), *("".join(pair) for pair in merges)]
    tokenizer = Tokenizer(
        models.BPE(vocab={piece: number for number, piece in enumerate(pieces)}, merges=merges, unk_token="<unk>")
    )
    tokenizer.normalizer = normalizers.Replace(" ", "\u2581")  # pyright: ignore[reportAttributeAccessIssue]
    tokenizer.decoder = decoders.Replace("\u2581", " ")  # pyright: ignore[reportAttributeAccessIssue]
    tokenizer.post_processor = processors.TemplateProcessing(  # pyright: ignore[reportAttributeAccessIssue]
        single="<bos> $A <eos>", special_tokens=[("<bos>", 2), ("<eos>", 1)]
    )
    tokenizer.enable_padding(pad_id=3, length=7)
    tokenizer.save(str(file))
    return tokenizer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_tokenizer(tmp_path / "tokenizer.json")
    return tmp_path / "tokenizer.json"


@pytest.mark.parametrize(
    "text",
    [
        "dog",
        "A dog runs.",
        "  A_dog,  RUNS!! ",
        "it's a dog - running",
        "강아지가 달린다",
        "&amp;lt; dogâ€™s",
        "",
        "?!",
    ],
)
def test_pieces_are_those_of_the_text_that_open_clip_cleans(file: Path, text: str):
    ids = SigLip2Tokenizer(file, 64)([text])
    assert ids.dtype == torch.long
    assert ids.shape == (1, 64)
    plain = Tokenizer.from_file(str(file))
    plain.no_padding()
    pieces = plain.encode(canonicalize_text(basic_clean(text)), add_special_tokens=False).ids
    assert ids[0].tolist() == [*pieces, 1, *[0] * (63 - len(pieces))]


def test_pieces_are_read_in_any_script_and_upper_case_is_not_seen(file: Path):
    tokenizer = SigLip2Tokenizer(file, 64)
    assert torch.equal(tokenizer(["A DOG runs!"]), tokenizer(["a dog runs"]))
    decoded = Tokenizer.from_file(str(file)).decode([n for n in tokenizer(["강아지가 달린다"])[0].tolist() if n > 1])
    assert decoded == "강아지가 달린다"


def test_a_long_text_is_cut_and_still_ended(file: Path):
    ids = SigLip2Tokenizer(file, 64)(["dog " * 100, "dog"])
    assert ids.shape == (2, 64)
    assert ids[0, -1] == 1
    assert (ids[0, :-1] > 1).all()
    assert ids[1].tolist().count(1) == 1


def test_a_missing_or_damaged_file_is_a_sentence(tmp_path: Path):
    with pytest.raises(ModelError, match=r"tokenizer\.json of the model is missing or damaged"):
        SigLip2Tokenizer(tmp_path / "tokenizer.json", 64)
    (tmp_path / "tokenizer.json").write_text('{"model": 3}')
    with pytest.raises(ModelError, match="missing or damaged"):
        SigLip2Tokenizer(tmp_path / "tokenizer.json", 64)


def test_only_siglip_2_is_taken_for_it():
    assert is_siglip2({"hf_tokenizer_name": "timm/ViT-B-32-SigLIP2-256"})
    assert not is_siglip2({"hf_tokenizer_name": "timm/ViT-B-16-SigLIP"})
    assert not is_siglip2({"context_length": 77})
