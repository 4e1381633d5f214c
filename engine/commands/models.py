"""`rushes-engine models`: list, download, verify and remove search models."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from engine.errors import EngineError


def add(commands: Any) -> None:
    """Add the command to the subparsers of the command line."""
    text = "Search models for real footage: what there is, what is on this computer."
    sub = commands.add_parser("models", help=text, description=text)
    actions = sub.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, run: Any, help: str) -> argparse.ArgumentParser:
        parser = actions.add_parser(name, help=help, description=help)
        parser.set_defaults(run=run)
        parser.add_argument("--json", action="store_true", help="answer in JSON, one object per line")
        return parser

    action("list", _list, "List the models, with size, licence and which one fits this machine.")
    parser = action(
        "download", _download, "Download a model, or go on with a download. The only command that uses the network."
    )
    parser.add_argument("name", metavar="NAME", help="a name of the list, or open_clip's ARCHITECTURE:TAG")
    parser.add_argument("--accept-licence", action="store_true", help="you have read the licence and accept it")
    parser = action("verify", _verify, "Compare the files of a model, or of all, with the checksums of their download.")
    parser.add_argument("name", nargs="?", metavar="NAME")
    parser = action("remove", _remove, "Delete a model from this computer. What was indexed with it stays.")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _list(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from engine.model_jobs import offers
    from engine.models.installed import models_folder, other_models
    from engine.models.registry import graphics_memory, read_list

    found = offers((*read_list(), *other_models()), graphics_memory())
    for offer in found:
        if options.json:
            print(json.dumps({"type": "ModelOffer", **asdict(offer)}))
            continue
        choice = {"": "", "english": "  <- for this computer", "multilingual": "  <- for other languages"}
        state = {"ready": "here", "part": "in part", "damaged": "damaged", "absent": ""}[offer.state]
        size = f"{offer.size / 1e9:5.2f} GB" if offer.size else " " * 8
        print(f"{offer.name:15} {size}  {state:8}{offer.good_for}{choice[offer.recommended]}")
        facts = (offer.licence, offer.languages, offer.hardware, offer.figure)
        print(f"{'':15} {'; '.join(fact for fact in facts if fact)}")
    if not options.json:
        print(f"\nModels are kept in {models_folder()}. Next: rushes-engine models download NAME")
    return 0


def _download(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from tqdm import tqdm

    from engine.models.download import download
    from engine.models.installed import folder_of
    from engine.models.registry import find

    model = find(options.name)
    bar: tqdm | None = None
    for step in download(model, options.accept_licence):
        if options.json:
            print(json.dumps({"type": "DownloadStep", **asdict(step)}), flush=True)
            continue
        if bar is None and step.total:
            words = {"unit": "B", "unit_scale": True, "file": sys.stderr, "desc": model.title}
            bar = tqdm(total=step.total, initial=step.done, **words)
        if bar is not None:
            bar.set_postfix_str(step.activity, refresh=False)
            bar.n = step.done
            bar.refresh()
    if bar is not None:
        bar.close()
    if not options.json:
        print(f"{model.title} is in {folder_of(model)}. Next: rushes-engine --model {model.name} index FOLDER")
    return 0


def _verify(options: argparse.Namespace) -> int:
    from engine.models.installed import other_models, state_of, verify
    from engine.models.registry import find, read_list

    if options.name:
        models = [find(options.name)]
    else:
        models = [model for model in (*read_list(), *other_models()) if state_of(model) in ("ready", "damaged")]
    failed = False
    for model in models:
        sentence = ""
        try:
            for _ in verify(model):
                pass
        except EngineError as error:
            failed, sentence = True, str(error)
        if options.json:
            print(json.dumps({"type": "Verified", "name": model.name, "good": not sentence, "sentence": sentence}))
        elif sentence:
            print(sentence, file=sys.stderr)
        else:
            print(f"{model.name}: all files are as they were downloaded.")
    return 1 if failed else 0


def _remove(options: argparse.Namespace) -> int:
    from engine.models.installed import remove
    from engine.models.registry import find

    model = find(options.name)
    if not options.yes:
        if not sys.stdin.isatty():
            raise EngineError(f"Say --yes to delete {model.title} from this computer.")
        if input(f"Delete {model.title} from this computer? [y/N] ").strip().lower() not in ("y", "yes"):
            return 0
    if not remove(model):
        raise EngineError(f"{model.title} is not on this computer.")
    if options.json:
        print(json.dumps({"type": "Removed", "name": model.name}))
    else:
        print(f"{model.title} was deleted. What was indexed with it stays.")
    return 0
