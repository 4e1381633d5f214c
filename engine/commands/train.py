"""`rushes-engine train`: X-CLIP or CLIP4Clip on captioned videos, TCA without captions, or the model that ships."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from engine.errors import EngineError, ModelError

FORMATS = ("plain", "msrvtt", "msvd", "lsmdc", "didemo", "activitynet")
# Settings that may also stand in a file (--config); what is not given keeps the default of FinetuneSettings.
SETTINGS: tuple[tuple[str, type, str], ...] = (
    ("--layers", int, "blocks of a new temporal encoder (default 4)"),
    ("--epochs", int, "how often every caption is seen (default 5)"),
    ("--batch", int, "clips in a batch, of all processes together (default 128)"),
    ("--chunk", int, "clips encoded at once, for a small memory: the gradients stay those of the whole batch"),
    ("--accumulate", int, "batches before a step, each with its own negatives (default 1)"),
    ("--backbone-rate", float, "learning rate of the backbone (default 1e-6)"),
    ("--rate", float, "learning rate of what is new (default 1e-4)"),
    ("--warm-up", float, "share of the steps in which the rates rise (default 0.1)"),
    ("--decay", float, "weight decay (default 0.2)"),
    ("--freeze", str, "blocks of both towers that stay as they are (default 0: what comes before them), all, or none"),
    ("--max-frames", int, "frames of a clip, one a second, evenly thinned (default 12)"),
    ("--candidates", int, "sentences nearby in time that a clip may fit, for milnce (default 5)"),
    ("--patience", int, "epochs without a better validation before it stops (default 2)"),
    ("--seed", int, "what chance begins with (default 42)"),
)


def add(commands: Any) -> None:
    """Add the command to the subparsers of the command line."""
    text = "Train a model: on your own captions, on your library, or the one that ships."
    sub = commands.add_parser("train", help=text, description=text)
    kinds = sub.add_subparsers(required=True, metavar="WHAT")

    def kind(name: str, run: Any, help: str) -> argparse.ArgumentParser:
        parser = kinds.add_parser(name, help=help, description=help)
        parser.set_defaults(run=run)
        parser.add_argument("--json", action="store_true", help="answer in JSON, one object per line")
        return parser

    for name, title in (("xclip", "X-CLIP"), ("clip4clip", "CLIP4Clip")):
        parser = kind(
            name, _captions, f"Train {title} on captioned videos. Interrupted, the same command goes on exactly."
        )
        _caption_options(parser, name)
    parser = kind(
        "tca", _tca, "Train what *find similar* compares with, without captions: on drawn films or a library."
    )
    parser.add_argument(
        "--library",
        nargs="?",
        const="",
        dest="from_library",
        metavar="DIR",
        help="learn from the indexed videos of a library (default: yours), for that library",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where it is written (default: beside the model)")
    parser.add_argument("--checkpoints", type=Path, metavar="DIR", help="where the run is kept; it goes on from there")
    parser.add_argument("--steps", type=int, metavar="N", help="steps of the encoder (default 1500)")
    parser.add_argument("--films", type=int, metavar="N", help="films to draw, without a library (default 1200)")
    parser.add_argument("--loss", choices=["info_nce", "circle"], help="default info_nce")
    parser.add_argument("--seed", type=int, metavar="N", help="what chance begins with (default 5)")
    parser = kind("starter", _starter, "Train the model that ships, from nothing.")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where it is written (default: resources/starter)")
    parser.add_argument("--checkpoints", type=Path, metavar="DIR", help="where the run is kept; it goes on from there")
    parser.add_argument("--minutes", type=float, help="stop training after this time and export")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="photographs to learn from as well")


def _caption_options(parser: argparse.ArgumentParser, method: str) -> None:
    names = ["method"]

    def option(*names_of_one: str, **told: Any) -> None:
        names.append(parser.add_argument(*names_of_one, **told).dest)

    option("--config", type=Path, metavar="FILE.toml", help="all of the following, by name (- is _)")
    option("--data", type=Path, metavar="PATH", help="the folder of a set, or a CSV or JSON of your own")
    option("--format", metavar="NAME", help=f"{', '.join(FORMATS)} (default plain: video, caption, start, end, split)")
    option("--videos", type=Path, metavar="DIR", help="where the videos lie (default: below the data)")
    option("--skip-missing", action="store_true", default=None, help="leave out videos that are not there")
    option("--validation", metavar="SPLIT", help="val, hold-out or none (default val where there is one)")
    option("--hold-out", type=float, metavar="SHARE", help="of the training videos, to validate (default 0.05)")
    option("--frames", type=Path, metavar="DIR", help="where decoded frames are kept, to share them")
    option("--save-every", type=int, metavar="STEPS", help="how often its state is kept (default 200)")
    option("--backbone", metavar="NAME", help="the model to start from, as for --model")
    option("--out", type=Path, metavar="DIR", help="where the model is written: --model local-dir:DIR")
    option("--checkpoints", type=Path, metavar="DIR", help="where the run is kept (default: DIR.training)")
    if method == "clip4clip":
        option("--head", help="meanP, seqLSTM, seqTransf or tightTransf (default seqTransf)")
    else:
        option("--frame-features", help="what frames are compared by: original (default) or temporal")
    option("--loss", help="infonce (default), or milnce for sentences that are only nearby in time")
    option("--precision", help="fp32 (default), or bf16 with float32 weights")
    for name, kind, text in SETTINGS:
        option(name, type=kind, metavar="N" if kind is int else "X", help=text)
    parser.set_defaults(method=method, names=names)


def _captions(options: argparse.Namespace) -> int:
    from engine.models.backbone import best_device
    from engine.training.annotations import format_of, training_splits
    from engine.training.finetune import finetune
    from engine.training.finetune_settings import entries_from, of_kind, settings_from

    given = {name: getattr(options, name) for name in options.names}
    if given["backbone"] is None and options.model != "starter":
        given["backbone"] = options.model
    entries = entries_from(given.pop("config"), given)

    def path(name: str) -> Path | None:
        value = entries.pop(name, None)
        return value if value is None or isinstance(value, Path) else Path(of_kind(name, value, "str")).expanduser()

    data, out, checkpoints, videos, frames = map(path, ("data", "out", "checkpoints", "videos", "frames"))
    if data is None:
        raise ModelError("Say where the captions are: --data.")
    if out is None:
        raise ModelError("Say where the model is to be written: --out.")
    form = of_kind("format", entries.pop("format", "plain"), "str")
    validation = entries.pop("validation", None)
    share = of_kind("hold_out", entries.pop("hold_out", 0.05), "float")
    if not 0 <= share < 1:
        raise ModelError(f"hold_out is {share}; it must be a share of the training videos, from 0 to below 1.")
    save_every = of_kind("save_every", entries.pop("save_every", 200), "int")
    skip_missing = entries.pop("skip_missing", False) is True
    settings = settings_from({"max_frames": format_of(form).max_frames} | entries)
    train, held = training_splits(data, form, videos, validation, share, skip_missing)
    device = options.device or best_device()
    for progress in finetune(settings, train, held, out, checkpoints, device, max(1, save_every), frames):
        if progress.first:
            _show(progress, options.json)
    return 0


def _show(progress: Any, as_json: bool) -> None:
    """A line for what is worth one; in JSON everything."""
    if as_json:
        told = {name: value for name, value in vars(progress).items() if name != "first" and value not in (None, "")}
        print(json.dumps(told), flush=True)
    elif progress.message:
        print(progress.message, flush=True)
    elif progress.figures is not None:
        told = ", ".join(f"{name} {value:g}" for name, value in progress.figures.items())
        print(f"Step {progress.done} of {progress.total}: {told or 'no validation'}", flush=True)
    elif progress.done % max(1, progress.total // 200) == 0 or progress.done == progress.total:
        loss = "" if progress.loss is None else f", loss {progress.loss:.3f}"
        print(f"{progress.stage} {progress.done}/{progress.total}{loss}, {_left(progress.seconds_left)}", flush=True)


def _left(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours:
        return f"{hours} h {minutes} min left"
    return f"{minutes} min left" if minutes else "less than a minute left"


def _tca(options: argparse.Namespace) -> int:
    from engine.training.tca import TcaSettings, train_tca, train_tca_on_library

    given = {name: getattr(options, name) for name in ("steps", "films", "loss", "seed")}
    settings = TcaSettings(**{name: value for name, value in given.items() if value is not None})
    if options.from_library is not None:
        from engine.library.library import default_folder

        library = Path(options.from_library) if options.from_library else options.library or default_folder()
        if not (library / "library.db").is_file():
            raise EngineError(f"There is no library in {library} yet; rushes-engine index FOLDER makes one.")
        run = train_tca_on_library(library, options.model, options.device, settings, options.checkpoints)
    else:
        out = options.out or _folder_of(options.model)
        run = train_tca(out, options.model, options.device, settings, options.checkpoints)
    for progress in run:
        if options.json:
            print(json.dumps({k: v for k, v in vars(progress).items() if v == v and v != ""}), flush=True)
        elif progress.message:
            print(progress.message, flush=True)
        elif progress.step % max(1, progress.steps // 100) == 0:
            loss = f", loss {progress.loss:.3f}" if progress.loss == progress.loss else ""
            print(
                f"{progress.stage} {progress.step}/{progress.steps}{loss}, {_left(progress.seconds_left)}", flush=True
            )
    return 0


def _folder_of(model: str) -> Path:
    """Where a model's files lie, which is where its TCA encoder belongs."""
    from engine.models.loading import load

    return load(model)[2]


def _starter(options: argparse.Namespace) -> int:
    from engine.training.starter import main

    return main(options)
