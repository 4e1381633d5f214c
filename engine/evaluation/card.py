"""Measures an exported starter model as the program uses it, and writes its model card."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from engine.models.backbone import load_backbone
from engine.models.head import load_head
from engine.training.drawing import Sprites
from engine.training.measure import gallery, minimal_pairs, pair_accuracy, program_scorer, recalls
from engine.training.scenes import FLIPS, KINDS, SHAPES

GALLERY, PAIRS, SEED = 1000, 200, 4242
CLEAR = 65  # percent of minimal pairs; chance is 50
LANGUAGES = {"en": "English", "ko": "Korean"}
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


def measure_exported(folder: Path) -> Iterator[tuple[str, str, dict[str, float]]]:
    """(what, language, figures) of the model in `folder`, loaded by the program's own loaders."""
    backbone = load_backbone(f"local-dir:{folder}", "cpu")
    score, sprites = program_scorer(backbone, load_head(backbone)), Sprites()
    for language in LANGUAGES:
        scores = score(gallery(GALLERY, language, SEED, sprites))
        yield "text to video", language, recalls(scores)
        yield "video to text", language, recalls(scores.T)
    for attribute in FLIPS:
        for language in LANGUAGES:
            accuracy = pair_accuracy(score(minimal_pairs(attribute, PAIRS, language, SEED, sprites)))
            yield attribute, language, {"accuracy": accuracy}


def write_card(folder: Path, remarks: str = "") -> Iterator[str]:
    """Write MODEL_CARD.md and scores.json into `folder`; yields a line per measurement."""
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for what, language, values in measure_exported(folder):
        figures.setdefault(what, {})[language] = {name: round(value, 1) for name, value in values.items()}
        yield f"{what} ({LANGUAGES[language]}): " + ", ".join(f"{name} {value:.1f}" for name, value in values.items())
    told = json.loads((folder / "head.json").read_text(encoding="utf-8"))["training"]
    (folder / "scores.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (folder / "MODEL_CARD.md").write_text(card_text(folder, figures, told, remarks), encoding="utf-8")
    yield f"The model card is written: {folder / 'MODEL_CARD.md'}"


def card_text(
    folder: Path, figures: dict[str, dict[str, dict[str, float]]], told: dict[str, object], remarks: str
) -> str:
    size = (
        sum(path.stat().st_size for path in folder.iterdir() if path.suffix in (".safetensors", ".gz", ".json")) / 1e6
    )
    rows = [
        f"| {what}, {LANGUAGES[language]} | "
        + " | ".join(f"{figures[what][language][k]:.1f}" for k in ("R@1", "R@5", "R@10"))
        + " |"
        for what in ("text to video", "video to text")
        for language in LANGUAGES
    ]
    pairs = [
        f"| {attribute} | {MEANING[attribute]} | "
        + " | ".join(f"{figures[attribute][language]['accuracy']:.1f}" for language in LANGUAGES)
        + " |"
        for attribute in FLIPS
    ]
    weak = "; ".join(MEANING[a] for a in FLIPS if min(v["accuracy"] for v in figures[a].values()) < CLEAR) or "nothing"
    planned = int(str(told["steps_still"])) + int(str(told["steps_clips"]))
    steps = f"{told['steps_done']} of {planned} steps (the first {told['steps_still']} on single frames, the others on clips)"
    return f"""# The starter model of Rushes

A small X-CLIP: an open_clip image-text model with a temporal encoder and AOSM, so that every part of the program works
offline from the first start. **It knows simple drawn scenes. It does not know real footage**: on photographs and films of the
world its results mean little. For those choose a real model, such as `ViT-B-32-256:datacomp_s34b_b86k` (downloaded when you
ask for it), or `local-dir:FOLDER` for one that you have.

## What it knows

Its films show {KINDS} kinds of things ({len(SHAPES)} plain shapes and {KINDS - len(SHAPES)} pictures of animals, food, vehicles, tools,
people, …), eleven colours of shapes, three sizes, counts from one to four, motion in eight directions, turning, growing,
shrinking, appearing and disappearing, which thing is left of, right of, above, below or inside another, which came first,
21 backgrounds, and a few written words; in English and Korean, as sentences or keywords. Other words fall apart into pieces
that it was not trained on.

Of these it does **not** tell apart (right in less than {CLEAR} of 100 minimal pairs, see below): {weak}.

## Measured

On {GALLERY} drawn clips whose main object appears in a combination of object, colour and motion that training never showed
(a hash holds back one in eight), with sentences drawn for the test; the files in this folder, loaded by the program's own loaders, on the processor.

| percent | R@1 | R@5 | R@10 |
|---|---|---|---|
{chr(10).join(rows)}

Minimal pairs: two clips and two sentences that differ in one thing only; how often a sentence prefers its own clip
({PAIRS} pairs each, chance is 50).

| changed | meaning | English | Korean |
|---|---|---|---|
{chr(10).join(pairs)}

## How it was made

From random weights (seed {told["seed"]}), only on films drawn by `engine/training`: shapes, and icons rendered from the font
Noto Color Emoji (SIL Open Font License 1.1; not part of this project). No photograph, no film and no other model's weights
were used. The tokenizer starts from the first 1,500 merges of CLIP's vocabulary (MIT) and continues with merges learned from
our own captions. {steps}, {float(str(told["seconds"])) / 60:.0f} minutes on two processor cores shared with other work.
Single frames first ({told["clips_still"]} per step, half of them in minimal pairs), then clips of 2 to 8 frames one second
apart ({told["clips"]} per step, four of five in minimal pairs). The loss is symmetric InfoNCE over the mean of the four
contrasts and, at a quarter, over each alone, where clips that a sentence also describes are no negatives. During training only,
linear read-outs also learned the objects, colours, places, counts, backgrounds and words of every frame, and others, shared by
the vectors of clips and of sentences, what both say (motion, sides, order and the rest). The shipped weights are a moving
average ({told["average"]}), stored as float16: {size:.1f} MB in all. Every setting is in `head.json`.
{remarks}
To make it again: `rushes-engine train starter` (needs the Debian package `fonts-noto-color-emoji`). The films depend
only on the seed; the weights also on the machine's arithmetic, so they will be alike, not identical.
"""
