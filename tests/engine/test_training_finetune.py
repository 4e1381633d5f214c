"""Training X-CLIP and CLIP4Clip on captioned films: what learns, that it can be killed, and that the program opens what comes out."""

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor

from engine.cli import main
from engine.errors import EngineError, ModelError
from engine.models.backbone import load_backbone
from engine.models.head import load_head
from engine.training.annotations import Captioned, training_splits
from engine.training.caption_batches import candidates, epoch_order
from engine.training.contrast import info_nce, same
from engine.training.distributed import Processes
from engine.training.finetune import FinetuneProgress, finetune
from engine.training.finetune_settings import FinetuneSettings, entries_from, settings_from
from engine.training.footage import Footage
from engine.training.gradient_cache import backward
from engine.training.starting_point import choose_head, open_source
from engine.training.trainee import Chunk, Features, Trainee, freeze, learning, parameter_groups
from engine.training.validation import ranks
from tests.tiny_clip import VOCABULARY, write_films, write_tiny_clip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny model and six films, two of them for validation."""
    folder = tmp_path_factory.mktemp("finetune")
    write_tiny_clip(folder / "model")
    write_films(folder / "films", 6, val=2)
    return folder


def settings_of(place: Path, method: str = "xclip", **changes) -> FinetuneSettings:
    small = FinetuneSettings(
        method, f"local-dir:{place / 'model'}", layers=1, epochs=1, batch=4, rate=1e-3, backbone_rate=1e-4
    )
    return replace(small, **changes)


def trained(place: Path, out: Path, settings: FinetuneSettings, validation: bool = False) -> list[FinetuneProgress]:
    train, held = training_splits(place / "films")
    return list(finetune(settings, train, held if validation else [], out, frames=place / "frames"))


def trainee_of(place: Path, method: str = "xclip", **changes) -> Trainee:
    torch.manual_seed(0)
    settings = settings_of(place, method, **changes)
    source = open_source(settings.backbone)
    head, _ = choose_head(source, settings)
    trainee = Trainee(source.model, head).train()
    with torch.no_grad():
        trainee.model.logit_scale.fill_(1.0)  # type: ignore[operator]  # so that every pair has a gradient
    return trainee


def chunks_of(sizes: list[int]) -> list[Chunk]:
    """Clips of 1 to 3 noisy frames with sentences of as many words."""
    rng, found = np.random.default_rng(0), []
    for size in sizes:
        lengths = torch.from_numpy(rng.integers(1, 4, size))
        ids = torch.zeros(size, 24, dtype=torch.long)
        for row, length in zip(ids, lengths, strict=True):
            row[: int(length) + 2] = torch.tensor(
                [VOCABULARY - 2, *rng.integers(300, 900, int(length)), VOCABULARY - 1]
            )
        pictures = torch.from_numpy(rng.integers(0, 256, (int(lengths.sum()), 32, 32, 3), dtype=np.uint8))
        found.append(Chunk(ids, pictures, lengths))
    return found


def gradients(trainee: Trainee, chunks: list[Chunk], alike: Tensor) -> dict[str, Tensor]:
    trainee.zero_grad(set_to_none=True)
    backward(trainee, chunks, lambda features: info_nce(trainee.logits(features), alike), Processes())
    return {name: p.grad for name, p in trainee.named_parameters() if p.grad is not None}


@pytest.mark.parametrize("method", ["xclip", "clip4clip"])
def test_cached_gradients_are_those_of_the_whole_batch(place, method):
    trainee, alike = trainee_of(place, method), same([*"abcada"])
    parts = chunks_of([2, 3, 1])
    ids, pictures, lengths = (torch.cat([getattr(p, name) for p in parts]) for name in ("ids", "pictures", "lengths"))
    whole = Chunk(ids, pictures, lengths)
    at_once, cached = gradients(trainee, [whole], alike), gradients(trainee, parts, alike)
    assert at_once.keys() == cached.keys()
    assert max(float(g.abs().max()) for g in at_once.values()) > 1e-2
    for name, gradient in at_once.items():
        torch.testing.assert_close(
            cached[name], gradient, atol=1e-6, rtol=1e-4, msg=lambda text, name=name: f"{name}: {text}"
        )


def test_what_learns_and_how_fast(place):
    trainee = trainee_of(place)
    freeze(trainee.model, 1)
    still = {name for name, p in trainee.named_parameters() if not p.requires_grad}
    assert {"model.visual.conv1.weight", "model.token_embedding.weight", "model.visual.positional_embedding"} <= still
    assert "model.transformer.resblocks.0.attn.in_proj_weight" in still
    assert "model.transformer.resblocks.1.attn.in_proj_weight" not in still
    assert not {"model.visual.proj", "model.text_projection", "model.logit_scale", "head.global_matrix"} & still
    groups = parameter_groups(trainee, 1e-6, 1e-4, 0.2)
    assert [(g["base_rate"], g["weight_decay"]) for g in groups] == [(1e-6, 0.2), (1e-6, 0.0), (1e-4, 0.2), (1e-4, 0.0)]
    assert sum(len(g["params"]) for g in groups) == len(list(learning(trainee)))
    decayed = {id(p) for g in groups if g["weight_decay"] for p in g["params"]}
    assert not any(
        id(p) in decayed for n, p in trainee.named_parameters() if "matrix" in n or "ln_" in n or n.endswith("bias")
    )
    freeze(trainee.model, None)
    assert all(name.startswith("head.") for name, p in trainee.named_parameters() if p.requires_grad)
    freeze(trainee.model, -1)
    assert all(p.requires_grad for p in trainee.parameters())


@pytest.mark.parametrize(("method", "changes"), [
    ("xclip", {"chunk": 2}),
    ("clip4clip", {"loss": "milnce", "precision": "bf16", "accumulate": 2}),
])  # fmt: skip
def test_what_was_trained_opens_in_the_program(place, tmp_path, method, changes):
    out = tmp_path / "trained"
    progress = trained(place, out, settings_of(place, method, **changes), validation=True)
    losses = [p.loss for p in progress if p.loss is not None]
    assert losses
    assert np.isfinite(losses).all()
    assert [p.figures for p in progress if p.figures][-1].keys() == {"R@1", "R@5", "R@10", "MdR"}
    assert progress[-1].stage == "done"
    before, after = (load_file(folder / "open_clip_model.safetensors") for folder in (place / "model", out))
    assert before.keys() == after.keys()
    assert not torch.equal(before["text_projection"], after["text_projection"])
    assert torch.equal(before["token_embedding.weight"], after["token_embedding.weight"])
    backbone = load_backbone(f"local-dir:{out}", "cpu")
    head = load_head(backbone)
    assert head.trained
    assert "8 captions of 4 videos" in head.note
    shots = head.encode_shots([backbone.encode_frames(np.zeros((2, 32, 32, 3), np.uint8))])
    assert head.scores(backbone.encode_text(["a red film"]), shots.vector, shots.frames).shape == (1, 1)
    assert json.loads((out / "head.json").read_text())["training"]["method"] == method
    with Image.open(tmp_path / "trained.training" / "curve.png") as curve:
        assert curve.size == (960, 480)
        colours = curve.convert("RGB").getcolors(10_000)
        assert colours is not None
        assert len(colours) > 3


def test_it_learns_and_the_program_scores_as_training_did(place, tmp_path):
    """Four films and eight sentences, learnt by heart; then searched with as the program does."""
    train, _ = training_splits(place / "films")
    settings = settings_of(place, epochs=20, batch=8, freeze="none", backbone_rate=1e-3)
    losses = [
        p.loss for p in finetune(settings, train, [], tmp_path / "out", frames=place / "frames") if p.loss is not None
    ]
    assert losses[-1] < losses[0] / 3
    backbone = load_backbone(f"local-dir:{tmp_path / 'out'}", "cpu")
    head, footage = load_head(backbone), Footage(place / "frames", backbone.preprocess, settings.max_frames)
    films = [footage.frames(clip) for clip in train[::2]]  # each has two sentences
    shots = head.encode_shots([backbone.encode_frames(film) for film in films])
    scores = head.scores(backbone.encode_text([clip.caption for clip in train]), shots.vector, shots.frames)
    assert scores.argmax(1).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    source = open_source(f"local-dir:{tmp_path / 'out'}")
    trainee = Trainee(source.model, choose_head(source, settings)[0]).eval()
    ids = source.tokenizer([clip.caption for clip in train])
    lengths = torch.tensor([len(film) for film in films])
    with torch.no_grad():
        features = Features(
            *trainee.encode_texts(ids), *trainee.encode_clips(torch.from_numpy(np.concatenate(films)), lengths)
        )
        np.testing.assert_allclose((trainee.logits(features) / trainee.scale()).numpy(), scores, atol=1e-5)


def test_a_trained_head_is_gone_on_with(place, tmp_path):
    trained(place, tmp_path / "first", settings_of(place))
    again = settings_of(place, backbone=f"local-dir:{tmp_path / 'first'}", freeze="all", rate=0.0)
    told = [p.message for p in trained(place, tmp_path / "second", again)]
    assert any("Goes on with the xclip head" in message for message in told)
    heads = [load_file(tmp_path / name / "head.safetensors") for name in ("first", "second")]
    assert all(torch.equal(heads[0][name], heads[1][name]) for name in heads[0])


def test_a_killed_training_ends_with_the_same_bits(place, tmp_path):
    """Killed at a random step in a process of its own, with dropout, cached gradients and accumulation."""
    settings = settings_of(place, "clip4clip", head="tightTransf", epochs=2, batch=2, chunk=1, accumulate=2)
    train, held = training_splits(place / "films")
    list(finetune(settings, train, held, tmp_path / "whole", save_every=1, frames=place / "frames"))
    total = 4
    kill_at = random.randint(1, total - 1)
    options = {
        "data": place / "films", "out": tmp_path / "killed", "backbone": settings.backbone, "head": settings.head, "layers": 1,
        "epochs": 2, "batch": 2, "chunk": 1, "accumulate": 2, "rate": 1e-3, "backbone-rate": 1e-4, "save-every": 1, "frames": place / "frames",
    }  # fmt: skip
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "engine.cli", "--device", "cpu", "train", "clip4clip", "--json", *words]
    environment = os.environ | {"OMP_NUM_THREADS": str(torch.get_num_threads())}
    child = subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, env=environment, text=True)
    assert child.stdout is not None
    with child, child.stdout:
        for line in child.stdout:
            told = json.loads(line)
            if told["stage"] == "training" and told["done"] >= kill_at:
                child.kill()
                break
    assert (tmp_path / "killed.training" / "checkpoint.safetensors").is_file() or kill_at == 1
    progress = list(finetune(settings, train, held, tmp_path / "killed", save_every=1, frames=place / "frames"))
    assert len([p for p in progress if p.loss is not None]) < total or kill_at == 1, "it began anew"
    for name in ("open_clip_model.safetensors", "head.safetensors"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), (
            f"{name}, {kill_at}"
        )
    ends = [load_file(tmp_path / f"{name}.training" / "checkpoint.safetensors") for name in ("whole", "killed")]
    assert all(torch.equal(ends[0][key], ends[1][key]) for key in ends[0].keys() | ends[1].keys())
    histories = [(tmp_path / f"{name}.training" / "history.jsonl").read_text() for name in ("whole", "killed")]
    assert histories[0] == histories[1]


def test_training_stops_when_validation_does_not_get_better(place, tmp_path):
    """With rates of zero nothing can get better."""
    still = settings_of(place, epochs=9, rate=0.0, backbone_rate=0.0, patience=2)
    progress = trained(place, tmp_path / "still", still, validation=True)
    assert len([p for p in progress if p.figures]) == 3
    assert "early" in progress[-1].message


def test_a_training_that_bursts_is_stopped_with_a_sentence(place, tmp_path):
    with pytest.raises(ModelError, match=r"The loss of step \d is not a number; try smaller rates"):
        trained(place, tmp_path / "burst", settings_of(place, backbone_rate=1e30, rate=1e30, epochs=5))


def test_a_checkpoint_of_another_training_is_refused(place, tmp_path):
    trained(place, tmp_path / "one", settings_of(place))
    with pytest.raises(ModelError, match="other settings or captions"):
        trained(place, tmp_path / "one", settings_of(place, seed=7))


def test_films_that_cannot_be_read_are_left_out_and_told(place, tmp_path):
    (tmp_path / "bad.mp4").write_bytes(b"nothing" * 99)
    train, _ = training_splits(place / "films")
    bad = Captioned("bad", tmp_path / "bad.mp4", "bad")
    run = finetune(settings_of(place), [*train, bad], [], tmp_path / "out", frames=place / "frames")
    messages = [p.message for p in run if p.message]
    assert any(m.startswith("1 videos cannot be read and are left out, the first is bad.mp4") for m in messages)
    with pytest.raises(ModelError, match="0 clips that can be read are too few"):
        list(finetune(settings_of(place), [bad], [], tmp_path / "none"))


def test_settings_come_from_a_file_and_options(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text("epochs = 3\nrate = 1\nfreeze = 6\n")
    settings = settings_from(entries_from(file, {"method": "clip4clip", "epochs": 7, "batch": None}))
    assert (settings.method, settings.epochs, settings.rate, settings.freeze) == ("clip4clip", 7, 1.0, "6")
    assert settings.batch == FinetuneSettings.batch
    for text, sentence in [
        ("epochs = 'two'", "epochs is 'two', which is no number"),
        ("epochs = 0", "epochs is 0; it must be at least 1"),
        ("precision = 'fp16'", "it may be fp32, bf16"),
        ("freeze = 'some'", "it may be none, all, or a number of blocks"),
        ("epoch = 3", "no setting named epoch"),
        ("epochs = ", "not good TOML"),
    ]:
        file.write_text(text)
        with pytest.raises(ModelError, match=sentence):
            settings_from(entries_from(file, {}))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--validation", "test"], "chosen by the test split is not measured by it"),
        (["--format", "vatex"], "no annotation format named vatex"),
        (["--validation", "val", "--format", "msrvtt"], "MSRVTT_train.9k.csv is not in"),
        (["--batch", "1"], "batch is 1; it must be at least 2"),
        (["--hold-out", "2"], "must be a share of the training videos"),
        (["--head", "best"], "it may be meanP, seqLSTM, seqTransf, tightTransf"),
    ],
)
def test_bad_input_is_told_in_a_sentence(place, tmp_path, capsys, arguments, sentence):
    command = ["train", "clip4clip", "--data", str(place / "films"), "--out", str(tmp_path / "out"), *arguments]
    assert main(command) == 1
    assert sentence in capsys.readouterr().err


def test_a_file_may_say_everything(place, tmp_path, capsys):
    told = {
        "data": place / "films", "out": tmp_path / "out", "backbone": f"local-dir:{place / 'model'}", "frames": place / "frames",
        "validation": "none",
    }  # fmt: skip
    lines = [f"{name} = {json.dumps(str(value))}" for name, value in told.items()]
    (tmp_path / "run.toml").write_text("\n".join([*lines, "epochs = 9", "batch = 4", "layers = 1"]), "utf-8")
    assert main(["--device", "cpu", "train", "xclip", "--config", str(tmp_path / "run.toml"), "--epochs", "1"]) == 0
    told_lines = capsys.readouterr().out.splitlines()
    assert "8 captions to learn from, 0 to validate with, batches of 4." in told_lines[-5]
    assert told_lines[-1] == f"Finished. The model is in {tmp_path / 'out'}."
    (tmp_path / "run.toml").write_text("\n".join([*lines, "epoch = 9"]), "utf-8")
    assert main(["train", "xclip", "--config", str(tmp_path / "run.toml")]) == 1
    assert "There is no setting named epoch." in capsys.readouterr().err


def test_tca_wants_a_library_that_is_there(tmp_path, capsys):
    assert main(["train", "tca", "--library", str(tmp_path / "none")]) == 1
    assert "There is no library in" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_validation_split_must_be_other_clips(tmp_path):
    for name in ("train", "val"):
        (tmp_path / f"{name}.csv").write_text("video,caption\none.mp4,a\n")
    (tmp_path / "one.mp4").touch()
    with pytest.raises(EngineError, match="1 clips are both in train and in val"):
        training_splits(tmp_path)


def test_every_epoch_has_its_own_order_of_all_clips():
    first, second = epoch_order(10, 3, 1, 0), epoch_order(10, 3, 1, 1)
    assert first.shape == (3, 3)
    assert len(set(first.ravel())) == 9
    assert (first != second).any()
    assert (first == epoch_order(10, 3, 1, 0)).all()


def test_candidates_are_the_nearest_sentences_of_the_same_file():
    times = [(0, 4), (4, 8), (8, 12), (30, 40)]
    clips = [Captioned(f"{s}", Path("a.mp4"), f"{s}", s, e) for s, e in times] + [Captioned("b", Path("b.mp4"), "b")]
    assert candidates(clips, 3) == [[0, 1, 2], [1, 0, 2], [2, 1, 0], [3, 2, 1], [4]]


def test_ties_and_nan_rank_against_us():
    scores = np.array([[1.0, 1.0, 0.0], [np.nan, 5.0, 1.0], [0.0, 0.0, 3.0]])
    assert ranks(scores, np.array([0, 0, 2])).tolist() == [2, 3, 1]


def test_tight_scores_have_a_gradient_for_the_towers(place):
    trainee = trainee_of(place, "clip4clip", head="tightTransf")
    found = gradients(trainee, chunks_of([3]), same([*"abc"]))
    assert float(found["model.visual.proj"].abs().max()) > 0
    assert isinstance(trainee.encode(chunks_of([2])[0]), Features)
