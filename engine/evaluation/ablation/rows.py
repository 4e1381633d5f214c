"""What the ablation trains, and what the papers printed for the same change: MSR-VTT 1k-A, ViT-B/32, R@1 in percent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from engine.models.aosm import CONTRASTS, POOLINGS


@dataclass(frozen=True)
class Setup:
    """One head. What is not named is as in the whole X-CLIP of the paper, whose frame contrasts see frames as the tower gave them."""

    family: Literal["xclip", "clip4clip", "patches"] = "xclip"
    parts: tuple[str, ...] = CONTRASTS
    pooling: str = "aosm"
    tau: float = 0.01
    temporal: bool = True
    temporal_frames: bool = False  # the frame contrasts see the temporal encoder's output, as in the model that ships
    differences: bool = False  # and the encoder sees the change since the frame before
    head: str = ""  # CLIP4Clip's, by its published name
    time: int = 1  # frames under one patch projection
    trained: bool = True


@dataclass(frozen=True)
class Line:
    """A row of a table: which setup it shows, and the paper's R@1 text to video and video to text, None where there is none."""

    label: str
    setup: str
    t2v: float | None = None
    v2t: float | None = None
    doubt: str = ""  # why the paper's figure has no part in the comparison of orders


@dataclass(frozen=True)
class Group:
    """Rows that differ in one thing, and where the paper's figures are from."""

    title: str
    source: str
    lines: tuple[Line, ...]
    remark: str = ""


WHOLE = "all four"
SHORT = {"video_sentence": "SV", "sentence_frame": "SF", "video_word": "WV", "frame_word": "WF"}
SUBSETS = {
    "+".join(SHORT[part] for part in SHORT if part in chosen): chosen
    for size in (1, 2, 3)
    for chosen in combinations(CONTRASTS, size)
}

SETUPS: dict[str, Setup] = {
    WHOLE: Setup(),
    **{name: Setup(parts=parts) for name, parts in SUBSETS.items()},
    **{name: Setup(pooling=name) for name in POOLINGS if name != "aosm"},
    "without temporal encoder": Setup(temporal=False),
    **{f"tau {tau:g}": Setup(tau=tau) for tau in (1.0, 0.1, 0.001)},
    "temporal frames": Setup(temporal_frames=True),
    "temporal frames and differences": Setup(temporal_frames=True, differences=True),
    **{head: Setup("clip4clip", head=head) for head in ("meanP", "seqLSTM", "seqTransf", "tightTransf")},
    "2D patches": Setup("patches", head="meanP"),
    "3D patches": Setup("patches", head="meanP", time=3),
    "all four, not trained": Setup(trained=False),
    "meanP, not trained": Setup("clip4clip", head="meanP", trained=False),
}

XCLIP = "X-CLIP, Ma et al. 2022"
TWICE = "the paper prints the same row for both, one of them perhaps by mistake; not compared"
RECALLED = "recalled, not read in the source"

GROUPS = (
    Group(
        "Contrasts",
        f"{XCLIP}, ablation of the contrastive modules",
        (
            Line("SV: video, sentence", "SV", 43.0, 43.0),
            Line("SF: sentence, frame", "SF", 42.7, 43.1),
            Line("WV: word, video", "WV", 42.8, 43.2),
            Line("WF: word, frame", "WF", 42.7, 42.8),
            Line("SF+WV", "SF+WV", 44.6, 45.7),
            Line("WV+WF", "WV+WF", 45.6, 44.8),
            Line("SF+WF", "SF+WF", 44.1, 44.4),
            Line("SV+SF", "SV+SF", 45.4, 45.4),
            Line("SV+WV", "SV+WV", 44.0, 43.6),
            Line("SV+WF", "SV+WF", 44.8, 45.3),
            Line("SF+WV+WF", "SF+WV+WF", 45.7, None, TWICE),
            Line("SV+SF+WV", "SV+SF+WV", 45.7, None, TWICE),
            Line("SV+SF+WF", "SV+SF+WF", 45.8, 46.5),
            Line("SV+WV+WF", "SV+WV+WF", 45.5, 46.4),
            Line(WHOLE, WHOLE, 46.1, 46.8),
        ),
    ),
    Group(
        "Pooling of the similarity matrices",
        f"{XCLIP}, ablation of AOSM",
        (
            Line("Max-Max", "max-max", 44.0, 44.4),
            Line("Mean-Mean", "mean-mean", 43.2, 42.5),
            Line("Mean-Max", "mean-max", 44.4, 44.2),
            Line("Max-Mean", "max-mean", 44.9, 43.8),
            Line("AOSM", WHOLE, 46.1, 46.8),
        ),
    ),
    Group(
        "Temporal encoder",
        f"{XCLIP}, ablation of the temporal encoder",
        (Line("off", "without temporal encoder", 45.2, 45.6), Line("on", WHOLE, 46.1, 46.8)),
    ),
    Group(
        "Temperature of AOSM, fixed",
        f"{XCLIP}, ablation of the temperature",
        (
            Line("1", "tau 1", 43.9, 43.5),
            Line("0.1", "tau 0.1", 45.2, 45.3),
            Line("0.01", WHOLE, 46.1, 46.8),
            Line("0.001", "tau 0.001", 45.6, 43.6),
        ),
        "Cosines of a model with a small logit scale (above) lie further apart than CLIP's: the same temperature is sharper there.",
    ),
    Group(
        "CLIP4Clip's heads",
        "CLIP4Clip, Luo et al. 2021, as quoted by X-CLIP",
        (
            Line("meanP", "meanP", 43.1, 43.1),
            Line("seqLSTM", "seqLSTM", 42.5, 42.8),
            Line("seqTransf", "seqTransf", 44.5, 42.7),
            Line("tightTransf", "tightTransf", 40.2, 40.6),
        ),
        "The published sequential and tight transformers start from CLIP's text tower; here they start from random numbers. "
        "tightTransf sees fewer films: its batches are smaller, since it compares every pair by itself.",
    ),
    Group(
        "Patch projection",
        "CLIP4Clip, Luo et al. 2021",
        (Line("2D", "2D patches", 43.1, None, RECALLED), Line("3D", "3D patches", 41.6, None, RECALLED)),
        "These two rows see pixels: the projection of the image tower is trained through the frozen rest of it, with meanP above, "
        "in fewer steps and smaller batches than the other rows. Compare them with each other only.",
    ),
    Group(
        "Which frames the frame contrasts see",
        "no published figure; the last row is the wiring of the model that ships",
        (
            Line("as the tower gave them (published)", WHOLE),
            Line("the temporal encoder's output", "temporal frames"),
            Line("the same, with differences of frames", "temporal frames and differences"),
        ),
    ),
    Group(
        "Before and after training",
        "CLIP without training and CLIP4Clip meanP, X-CLIP, as quoted by X-CLIP",
        (
            Line("meanP, not trained", "meanP, not trained", 31.2, 27.2),
            Line("meanP", "meanP", 43.1, 43.1),
            Line("X-CLIP, not trained", "all four, not trained"),
            Line("X-CLIP", WHOLE, 46.1, 46.8),
        ),
    ),
)
