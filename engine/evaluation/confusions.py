"""A page that shows where the model was wrong: the caption, the right clip and what was found instead. One file, no network."""

from __future__ import annotations

import base64
import html
from pathlib import Path
from string import Template

import numpy as np

from engine.errors import EngineError
from engine.evaluation.metrics import text_to_video
from engine.evaluation.scoring import Gallery

EXAMPLES, INSTEAD = 60, 3

PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 2em; max-width: 75em; color: #222; background: #fff }
h2 { font-size: 1.1em; margin: 2em 0 .4em } .clip { display: inline-block; vertical-align: top; margin: 0 1.2em 1em 0; max-width: 34em }
.right { border-left: 4px solid #2a7; padding-left: .6em } .wrong { border-left: 4px solid #c44; padding-left: .6em }
img { height: 84px; margin: 2px } p { margin: .2em 0 } small { color: #666 }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b } small { color: #999 } }
</style></head><body>
<h1>$title</h1>
<p>$summary</p>
$examples
</body></html>
""")
EXAMPLE = Template("""<h2>“$caption”</h2>
<p><small>rank $rank of $count</small></p>
$clips
""")
CLIP = Template("""<div class="clip $kind">$pictures<p>$caption</p><small>$name · $score</small></div>""")


def write_page(path: Path, title: str, gallery: Gallery, scores: np.ndarray) -> int:
    """Write the captions whose clip was not found first, the worst of them first; how many are shown.

    `scores` (captions, clips); the gallery must hold keyframes. Raises EngineError when the file cannot be written.
    """
    ranks = text_to_video(scores, np.array(gallery.video_of))
    worst = [int(i) for i in np.argsort(-ranks, kind="stable") if ranks[i] > 1][:EXAMPLES]
    missed = int((ranks > 1).sum())
    summary = f"{missed} of {len(ranks)} captions did not find their clip first; the {len(worst)} worst are shown."
    examples = "".join(_example(gallery, scores, caption, int(ranks[caption])) for caption in worst)
    text = PAGE.substitute(title=html.escape(title), summary=summary, examples=examples)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EngineError(f"The page {path} cannot be written ({error.strerror}).") from error
    return len(worst)


def _example(gallery: Gallery, scores: np.ndarray, caption: int, rank: int) -> str:
    right = gallery.video_of[caption]
    order = np.argsort(-np.nan_to_num(scores[caption], nan=np.inf), kind="stable")
    instead = [int(video) for video in order if video != right][:INSTEAD]
    clips = [_clip(gallery, right, scores[caption, right], "right")]
    clips += [_clip(gallery, video, scores[caption, video], "wrong") for video in instead]
    told = html.escape(gallery.captions[caption])
    return EXAMPLE.substitute(caption=told, rank=rank, count=len(gallery.names), clips="\n".join(clips))


def _clip(gallery: Gallery, video: int, score: float, kind: str) -> str:
    pictures = "".join(
        f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}">'
        for jpeg in gallery.keyframes[video]
    )
    captions = [text for text, of in zip(gallery.captions, gallery.video_of, strict=True) if of == video]
    return CLIP.substitute(
        kind=kind,
        pictures=pictures,
        caption=html.escape(captions[0] if captions else ""),
        name=html.escape(gallery.names[video]),
        score=f"{score:.3f}",
    )
