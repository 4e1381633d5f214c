"""Measures an exported starter model as the program uses it, and writes its model card: `python -m engine.evaluation.card`."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.evaluation.run import Plan, evaluate
from engine.models.backbone import load_backbone
from engine.models.loading import starter_folder
from engine.training.scenes import FLIPS, KINDS, SHAPES

CLEAR = 65  # percent of minimal pairs; chance is 50
LANGUAGES = {"en": "English", "ko": "Korean"}
PARTS = (".safetensors", ".gz", ".json", ".md")
MEANING = {
    "colour": "colour of a shape",
    "object": "which object",
    "count": "how many",
    "direction": "direction of motion",
    "change": "growing/shrinking, appearing/disappearing",
    "order": "order of events",
    "relation": "left/right of, above/below",
    "background": "background",
    "size": "small or large",
    "binding": "which of two has which colour",
    "word": "written word",
}
STAGES = ("steps_still", "steps_clips", "steps_pictures", "steps_together", "steps_words")
Figures = dict[str, dict[str, Any]]


def measure_card(folder: Path, material: Path, clips: Path | None) -> Generator[str, None, Figures]:
    """Every figure of the card, as `rushes-engine evaluate` gives them for the model in `folder`; yields a line per benchmark.

    `material`: the folder with the photographs; `clips`: one with real clips and their captions, see `whole_program`.
    """
    model, figures = f"local-dir:{folder}", Figures()
    plans = {
        "drawn films, English": Plan("procedural", model, "cpu"),
        "drawn films, Korean": Plan("procedural", model, "cpu", language="ko"),
        "photographs": Plan("pictures", model, "cpu", material),
        "two photographs in turn": Plan("sequences", model, "cpu", material),
    }
    if clips is not None:
        plans["real clips"] = Plan("clips", model, "cpu", clips)
    for name, plan in plans.items():
        steps = evaluate(plan)
        try:
            while True:
                next(steps)
        except StopIteration as end:
            figures[name] = end.value
        yield f"measured: {name}"
    figures["cost"] = measure_cost(folder)
    yield "measured: cost"
    return figures


def measure_cost(folder: Path) -> dict[str, float]:
    """Size of the folder in MB, and processor time per frame in milliseconds (all cores together, batches of 32)."""
    backbone = load_backbone(f"local-dir:{folder}", "cpu")
    frames = np.zeros((32, backbone.preprocess.height, backbone.preprocess.width, 3), np.uint8)
    backbone.encode_frames(frames)
    began, rounds = time.process_time(), 5
    for _ in range(rounds):
        backbone.encode_frames(frames)
    spent = (time.process_time() - began) / (rounds * len(frames))
    size = sum(path.stat().st_size for path in folder.iterdir() if path.suffix in PARTS)
    return {"megabytes": round(size / 1e6, 1), "milliseconds_a_frame": round(spent * 1000, 2)}


def write_card(folder: Path, material: Path, clips: Path | None = None, remarks: str = "") -> Iterator[str]:
    """Write MODEL_CARD.md and scores.json into `folder`; yields a line per benchmark."""
    figures = yield from measure_card(folder, material, clips)
    told = json.loads((folder / "head.json").read_text(encoding="utf-8"))["training"]
    for result in figures.values():
        result.pop("model", None)  # the folder it was measured in says nothing
    (folder / "scores.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    copies = folder / "tca_scores.json"
    found = json.loads(copies.read_text(encoding="utf-8")) if copies.is_file() else None
    (folder / "MODEL_CARD.md").write_text(card_text(figures, told, remarks, found), encoding="utf-8")
    yield f"The model card is written: {folder / 'MODEL_CARD.md'}"


def card_text(figures: Figures, told: dict[str, Any], remarks: str, copies: dict[str, Any] | None = None) -> str:
    """The card, from the figures, from what training noted in `head.json`, and from what `engine.evaluation.copies` measured."""
    retrieval = {name: figures[name] for name in ("drawn films, English", "drawn films, Korean", "photographs")}
    rows = [
        f"| {name}, {title} | " + " | ".join(f"{found[way][k]:.1f}" for k in ("R@1", "R@5", "R@10")) + " |"
        for name, found in retrieval.items()
        for way, title in (("t2v", "text to picture"), ("v2t", "picture to text"))
    ]
    pairs = {a: [figures[f"drawn films, {name}"]["minimal_pairs"][a] for name in LANGUAGES.values()] for a in FLIPS}
    table = [f"| {a} | {MEANING[a]} | " + " | ".join(f"{value:.1f}" for value in pairs[a]) + " |" for a in FLIPS]
    weak = "; ".join(MEANING[a] for a in FLIPS if min(pairs[a]) < CLEAR) or "nothing"
    cost, turns = figures["cost"], figures["two photographs in turn"]
    stages = " + ".join(str(told[name]) for name in STAGES)
    return f"""# The starter model of Rushes

A small X-CLIP: an open_clip image-text model with a temporal encoder and AOSM, so that every part of the program works
offline from the first start. **It is small and rough.** It knows drawn scenes well and real pictures a little: with it the
right one of 1,000 photographs comes first for {figures["photographs"]["t2v"]["R@1"]:.0f} sentences of a hundred. For your own
footage choose a real model (*Search model…*, or `rushes-engine models`; published figures are in `resources/models.toml`).

## What it knows

*Drawn scenes*: {KINDS} kinds of things ({len(SHAPES)} plain shapes and {KINDS - len(SHAPES)} pictures of animals, food, vehicles, tools,
people, …), eleven colours of shapes, three sizes, counts from one to four, motion in eight directions, turning, growing,
shrinking, appearing and disappearing, 21 backgrounds, and which of two came first; in English and Korean, as sentences or keywords.
*Real pictures*: what people photograph (dogs, children, sports, beaches, streets) and some 200 kinds of animals and objects; in
English sentences, and in Korean only as single words ("개 해변"). Other words fall apart into pieces that it was not trained on.

Of drawn scenes it does **not** tell apart (right in less than {CLEAR} of 100 minimal pairs, see below): {weak}.
It knows no names, no faces, no written text and nothing that was rare among its pictures; who does what to whom it mostly guesses.
Its pictures come from the web of some years ago, with its people and places, and with its blind spots.

## Measured

With the files in this folder, loaded by the program's own loaders, on the processor; `rushes-engine evaluate` gives every figure
(`--benchmark procedural|pictures|sequences|clips`), `scores.json` holds them all.

Drawn films: 1,000 clips whose main object appears in a combination of object, colour and motion that training never showed.
Photographs: the 1,000 of the Flickr8k test split, each with its first caption.

| percent | R@1 | R@5 | R@10 |
|---|---|---|---|
{chr(10).join(rows)}

Order on real pictures: films of two test photographs, "first …, then …" against the film in the other order:
**{turns["order"]:.1f} %** of {turns["queries"]} answers right (chance 50).

Minimal pairs: two drawn clips and two sentences that differ in one thing only; how often a sentence prefers its own clip (chance 50).

| changed | meaning | English | Korean |
|---|---|---|---|
{chr(10).join(table)}

{clips_text(figures.get("real clips"))}{copies_text(copies)}Size of the folder: {cost["megabytes"]} MB.
Cost: {cost["milliseconds_a_frame"]} ms of processor time a frame.

## How it was made

All weights started from random numbers (seed {told["seed"]}) and are our own. Stages of {stages} steps: single drawn frames; drawn clips;
real pictures, in which it learns to see what a teacher saw, beside drawn frames; captions and class names of real pictures and films of
two photographs, beside drawn clips; the same with the image tower finished. {told["seconds"] / 60:.0f} minutes on two processor cores shared with other work.

**Data and terms.** Drawn films: made by `engine/training`; icons rendered from Noto Color Emoji (SIL Open Font License 1.1).
Photographs: Flickr8k (Hodosh et al. 2013), 6,586 of its training split with five captions each: *for research and education only*.
Labelled pictures: Tiny ImageNet, 50,000 of 200 classes: *ImageNet's terms: research and education only, no commercial use*. Teacher:
MobileNetV2 with ImageNet weights (Apache-2.0); its outputs were learned from, its weights are not here. None of these pictures is part of
this project, and this model is for trying the program; if you need a model for commercial work, choose one whose terms allow that.
The tokenizer starts from the first 1,500 merges of CLIP's vocabulary (MIT), then merges learned from these captions.

The loss is symmetric InfoNCE over the mean of the four contrasts and, at a quarter, over each alone, where clips that a sentence also
describes are no negatives; during training only, linear read-outs learn labels of drawn films and the teacher's features, and a sentence
about two photographs is drawn to where the film of them would be. The shipped weights are a moving average ({told["average"]}), as float16.
Every setting is in `head.json`.

{remarks}
To make it again: `rushes-engine train starter --pictures DIR` (needs the pictures above and the Debian package
`fonts-noto-color-emoji`). The films depend only on the seed; the weights also on the machine's arithmetic, so they will be alike,
not identical.
"""


def clips_text(found: dict[str, Any] | None) -> str:
    """A section about real clips, when they were measured."""
    if found is None:
        return ""
    rows = [f"| {row['caption']} | {row['rank']} |" for row in found["captions"]]
    t2v = found["t2v"]
    return f"""Real clips, through the whole program (indexed, then searched with each caption): {found["videos"]} clips, R@1 {t2v["R@1"]:.0f} %,
R@5 {t2v["R@5"]:.0f} %; the rank of the right clip for every caption:

| caption | rank |
|---|---|
{chr(10).join(rows)}

"""


def copies_text(found: dict[str, Any] | None) -> str:
    """A section about edited copies (find similar), when they were measured."""
    if found is None:
        return ""
    rows = [
        f"| {row['name']} | {row['what']} | {row['mean_average_precision']:.1f} | {row['milliseconds']:.1f} |"
        for row in found["rows"]
    ]
    return f"""Find similar: {found["films"]} drawn films that training never saw with {found["copies"]} edited copies each (crops, recompression, speed,
letterbox, overlays, cuts, reordering); mean average precision, and milliseconds a query on one thread
(`python -m engine.evaluation.copies`). The encoder in `tca.safetensors` ships and ranks by its *{found["rank_by"]}* similarity.

| way to compare | | mAP | ms |
|---|---|---|---|
{chr(10).join(rows)}

"""


def main() -> int:
    """Measure the model that ships and write its card again."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--model", type=Path, default=starter_folder(), metavar="DIR")
    parser.add_argument("--pictures", type=Path, required=True, metavar="DIR", help="the training material")
    parser.add_argument("--clips", type=Path, metavar="DIR", help="real clips with a manifest.csv")
    parser.add_argument("--remarks", type=Path, metavar="FILE", help="a paragraph about how this one came about")
    options = parser.parse_args()
    remarks = options.remarks.read_text(encoding="utf-8") if options.remarks else ""
    for line in write_card(options.model, options.pictures, options.clips, remarks):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
