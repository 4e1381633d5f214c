"""What the papers published, as data: copied from the sources named, those that were only remembered marked as such.

One line a method: name | text to video | video to text | source. Figures R@1/R@5/R@10/MdR/MnR in percent, "-" where none was
found. A source that begins with "recalled" was not read again: check it before quoting.
"""

from __future__ import annotations

from dataclasses import dataclass

TEXT_COLUMNS = ("R@1", "R@5", "R@10", "MdR", "MnR")

MSRVTT = """
CLIP zero-shot B/32 (CLIP-straight) | 31.2/53.7/64.2/4/- | 27.2/51.7/62.6/5/- | X-CLIP paper
CLIP zero-shot B/32, 12 frames | 31.1/53.7/63.4/4/41.6 | 26.5/50.1/61.7/5/39.9 | DRL README
CLIP zero-shot B/16, mean of 16 frames | 33.3/55.0/65.2/4/38.4 | - | Hitchhiker's README
CLIP zero-shot B/16, query scoring | 34.4/56.1/65.3/4/37.6 | - | Hitchhiker's README
CLIP4Clip meanP zero-shot B/32 | 30.6/54.4/64.3/4/41.8 | - | recalled
CLIP4Clip meanP zero-shot B/32, post-pretrained | 32.0/57.0/66.9/4/34.0 | - | recalled
SigLIP2 zero-shot B/16 | 38.5/-/-/-/- | 30.1/-/-/-/- | PE paper
SigLIP2 zero-shot L/16-384 | 41.5/-/-/-/- | 31.4/-/-/-/- | PE paper
PE-Core zero-shot B/16 | 47.6/-/-/-/- | 47.3/-/-/-/- | PE paper
PE-Core zero-shot L/14 | 50.3/-/-/-/- | 50.1/-/-/-/- | PE paper
CLIP4Clip meanP B/32 | 43.1/70.4/80.8/2/16.2 | 43.1/70.5/81.2/2/12.4 | X-CLIP paper
CLIP4Clip seqLSTM B/32 | 42.5/70.8/80.7/2/16.7 | 42.8/71.0/80.4/2/12.3 | X-CLIP paper
CLIP4Clip seqTransf B/32 | 44.5/71.4/81.6/2/15.3 | 42.7/70.9/80.6/2/11.6 | X-CLIP paper
CLIP4Clip tightTransf B/32 | 40.2/71.5/80.5/2/13.4 | 40.6/69.5/79.5/2/13.6 | X-CLIP paper
CLIP4Clip meanP B/16 | 45.3/73.3/83.0/2/13.0 | 44.8/73.2/82.2/2/9.6 | X-CLIP paper
CLIP4Clip seqLSTM B/16 | 44.3/72.0/82.2/2/13.7 | 44.3/73.4/82.4/2/10.3 | X-CLIP paper
CLIP4Clip seqTransf B/16 | 46.4/72.1/82.0/2/14.7 | 45.4/73.4/82.4/2/10.7 | X-CLIP paper
CLIP4Clip tightTransf B/16 | 42.9/71.7/81.5/2/13.3 | 41.9/71.0/80.7/2/10.1 | X-CLIP paper
X-CLIP B/32 | 46.1/73.0/83.1/2/13.2 | 46.8/73.3/84.0/2/9.1 | X-CLIP paper
X-CLIP B/16 | 49.3/75.8/84.8/2/12.2 | 48.9/76.8/84.5/2/8.1 | X-CLIP paper
CAMoE B/32 | 44.6/72.6/81.8/2/13.3 | 45.1/72.4/83.1/2/10.0 | TAME paper
CAMoE B/32 with DSL | 47.3/74.2/84.5/2/11.9 | 49.1/74.3/84.3/2/9.9 | TAME paper
CLIP2Video B/32 | 45.6/72.6/81.7/2/14.6 | 43.5/72.3/82.1/2/10.2 | TAME paper
CLIP2Video B/32 with QB-Norm | 47.2/73.0/83.0/2/- | - | TAME paper
X-Pool B/32 | 46.9/72.8/82.2/2/14.3 | 44.4/73.3/84.0/2/9.0 | TAME paper
TS2-Net B/32 | 47.0/74.5/83.8/2/13.0 | 45.3/74.1/83.7/2/9.2 | TAME paper
DRL B/32 | 47.4/74.6/83.8/2/- | 45.1/72.9/83.5/2/9.2 | TAME paper
UCoFiA B/32 | 49.4/72.1/-/-/- | 47.1/74.3/-/-/- | DREAM paper
DiffusionRet B/32 | 49.0/75.2/82.7/-/- | 47.7/73.8/84.5/-/- | DREAM paper
HBI B/32 | 48.6/74.6/83.4/-/- | 46.8/74.3/84.3/-/- | DREAM paper
Cap4Video B/32 | 49.3/74.3/83.8/2/12.0 | 47.1/73.7/84.3/2/8.7 | DREAM paper
Cap4Video B/16 | 51.4/75.7/83.9/-/- | - | recalled
CLIP-ViP B/32 | 50.1/74.8/84.6/1/- | - | README of a fork of AVIGATE
CLIP-ViP B/16 | 54.2/77.2/84.8/-/- | - | recalled
T-MASS B/32 | 50.2/75.3/85.1/1/11.9 | - | DREAM paper
TeachCLIP B/32 | 46.8/74.3/-/-/- | - | TAME paper
EERCF B/32 | 47.8/74.1/84.1/-/- | 44.7/74.2/83.9/-/- | TAME paper
AVIGATE B/32 (with sound) | 50.2/74.3/83.2/1/13.8 | - | AVIGATE paper
DREAM (extra models on both sides) | 60.8/84.5/91.4/1/5.8 | 60.6/85.2/92.5/1/5.9 | DREAM paper
UMT-L 25M fine-tuned | 58.8/81.0/87.1/-/- | 58.6/81.6/86.5/-/- | UMT model zoo
VAST fine-tuned (sound, subtitles, re-rank) | 63.9/84.3/89.6/-/- | - | recalled
GRAM fine-tuned | 64.0/-/-/-/- | - | GRAM README
InternVideo2-6B fine-tuned | 62.8/-/-/-/- | 60.2/-/-/-/- | TAME paper
"""

MSVD = """
CLIP zero-shot B/32 (CLIP-straight) | 37.0/64.1/-/-/- | 59.9/85.2/-/-/- | X-CLIP paper
PE-Core zero-shot B/16 | 50.4/-/-/-/- | 76.7/-/-/-/- | PE paper
PE-Core zero-shot L/14 | 57.2/-/-/-/- | 82.4/-/-/-/- | PE paper
SigLIP2 zero-shot B/16 | 49.0/-/-/-/- | 67.2/-/-/-/- | PE paper
CLIP4Clip meanP zero-shot B/32, post-pretrained | 38.5/-/-/-/- | - | recalled
CLIP4Clip meanP B/32 | 46.2/76.1/-/-/10.0 | 56.6/79.7/-/-/7.6 | X-CLIP paper
CLIP4Clip seqLSTM B/32 | 46.2/75.3/-/-/10.2 | 52.5/74.0/-/-/14.7 | X-CLIP paper
CLIP4Clip seqTransf B/32 | 45.2/75.5/-/-/10.3 | 62.0/87.3/-/-/4.3 | X-CLIP paper
CLIP4Clip tightTransf B/32 | 40.0/71.5/-/-/13.3 | 54.3/85.3/-/-/6.0 | X-CLIP paper
CLIP4Clip meanP B/16 | 47.3/77.7/-/-/9.1 | 62.9/87.2/-/-/4.2 | X-CLIP paper
CLIP4Clip seqLSTM B/16 | 48.4/78.0/-/-/9.1 | 61.2/87.6/-/-/5.0 | X-CLIP paper
CLIP4Clip seqTransf B/16 | 47.2/77.7/-/-/9.1 | 63.2/87.2/-/-/4.2 | X-CLIP paper
CLIP4Clip tightTransf B/16 | 43.6/75.3/-/-/10.8 | 58.8/88.9/-/-/4.7 | X-CLIP paper
X-CLIP B/32 | 47.1/77.8/-/-/9.5 | 60.9/87.8/-/-/4.7 | X-CLIP paper
X-CLIP B/16 | 50.4/80.6/-/-/8.4 | 66.8/90.4/-/-/4.2 | X-CLIP paper
X-Pool B/32 | 47.2/77.4/86.0/-/9.3 | - | TAME paper
TeachCLIP B/32 | 47.4/77.3/-/-/- | - | TAME paper
Cap4Video | 51.8/80.8/88.3/-/8.3 | - | DREAM paper
DREAM (extra models on both sides) | 61.6/87.1/93.2/-/5.6 | - | DREAM paper
InternVideo2-1B zero-shot | 58.1/-/-/-/- | 83.3/-/-/-/- | InternVideo2 model zoo
"""

LSMDC = """
CLIP zero-shot B/32 (CLIP-straight) | 11.3/22.7/-/-/- | 6.8/16.4/-/-/- | X-CLIP paper
CLIP4Clip meanP B/32 | 20.7/38.9/-/-/65.3 | 20.6/39.4/-/-/56.7 | X-CLIP paper
CLIP4Clip seqLSTM B/32 | 21.6/41.8/-/-/58.0 | 20.9/40.7/-/-/53.9 | X-CLIP paper
CLIP4Clip seqTransf B/32 | 22.6/41.0/-/-/61.0 | 20.8/39.0/-/-/54.2 | X-CLIP paper
CLIP4Clip tightTransf B/32 | 18.9/37.8/-/-/61.6 | 17.4/36.7/-/-/65.3 | X-CLIP paper
CLIP4Clip meanP B/16 | 23.5/43.2/-/-/54.8 | 22.6/50.5/-/-/50.3 | X-CLIP paper
CLIP4Clip seqLSTM B/16 | 21.9/39.5/-/-/60.7 | 19.3/39.3/-/-/57.6 | X-CLIP paper
CLIP4Clip seqTransf B/16 | 23.5/45.2/-/-/51.6 | 23.2/42.4/-/-/47.4 | X-CLIP paper
CLIP4Clip tightTransf B/16 | 19.4/39.1/-/-/62.2 | 16.1/37.7/-/-/58.3 | X-CLIP paper
X-CLIP B/32 | 23.3/43.0/-/-/56.0 | 22.5/42.2/-/-/50.7 | X-CLIP paper
X-CLIP B/16 | 26.1/48.4/-/-/46.7 | 26.9/46.2/-/-/41.9 | X-CLIP paper
X-Pool B/32 | 25.2/43.7/53.5/-/53.2 | - | TAME paper
TS2-Net B/32 | 23.4/42.3/50.9/-/56.9 | - | TAME paper
UMT-L fine-tuned | 43.0/65.5/73.0/-/- | - | UMT model zoo
UMT-L zero-shot | 24.9/-/-/-/- | 21.9/-/-/-/- | PE paper
InternVideo2-1B zero-shot | 32.0/-/-/-/- | 27.3/-/-/-/- | InternVideo2 model zoo
"""

DIDEMO = """
CLIP4Clip meanP B/32 | 43.4/70.2/-/-/17.5 | 42.5/70.6/-/-/11.6 | X-CLIP paper
CLIP4Clip seqLSTM B/32 | 43.4/69.9/-/-/17.5 | 42.4/69.2/-/-/11.8 | X-CLIP paper
CLIP4Clip seqTransf B/32 | 42.8/68.5/-/-/18.9 | 41.4/68.2/-/-/12.4 | X-CLIP paper
CLIP4Clip tightTransf B/32 | 25.8/52.8/-/-/27.3 | 21.5/51.1/-/-/22.4 | X-CLIP paper
CLIP4Clip meanP B/16 | 44.8/75.1/-/-/13.0 | 47.2/74.0/-/-/10.5 | X-CLIP paper
CLIP4Clip seqLSTM B/16 | 44.7/72.2/-/-/15.5 | 43.9/72.5/-/-/11.8 | X-CLIP paper
CLIP4Clip seqTransf B/16 | 44.8/73.4/-/-/13.5 | 44.7/74.0/-/-/10.6 | X-CLIP paper
CLIP4Clip tightTransf B/16 | 34.8/65.8/-/-/20.5 | 36.5/65.5/-/-/13.9 | X-CLIP paper
X-CLIP B/32 | 45.2/74.0/-/-/14.6 | 43.1/72.2/-/-/10.9 | X-CLIP paper
X-CLIP B/16 | 47.8/79.3/-/-/12.6 | 47.8/76.8/-/-/10.5 | X-CLIP paper
TS2-Net B/32 | 41.8/71.6/82.0/-/14.8 | - | TAME paper
TeachCLIP B/32 | 43.7/71.2/-/-/- | - | TAME paper
EERCF B/32 | 44.7/-/-/-/- | - | TAME paper
Cap4Video | 52.0/-/-/-/- | - | recalled
UMT-L fine-tuned | 70.4/90.1/93.5/-/- | - | UMT model zoo
UMT-L zero-shot | 48.6/-/-/-/- | 49.9/-/-/-/- | PE paper
GRAM fine-tuned | 67.3/-/-/-/- | - | GRAM README
InternVideo2-1B zero-shot | 57.0/-/-/-/- | 54.3/-/-/-/- | InternVideo2 model zoo
"""

ACTIVITYNET = """
CLIP4Clip meanP B/32 | 40.5/72.4/-/-/7.4 | 42.5/74.1/-/-/6.6 | X-CLIP paper
CLIP4Clip seqLSTM B/32 | 40.1/72.2/-/-/7.3 | 42.6/73.4/-/-/6.7 | X-CLIP paper
CLIP4Clip seqTransf B/32 | 40.5/72.4/-/-/7.5 | 41.4/73.7/-/-/6.7 | X-CLIP paper
CLIP4Clip tightTransf B/32 | 19.5/47.6/-/-/17.3 | 18.9/49.6/-/-/16.3 | X-CLIP paper
CLIP4Clip meanP B/16 | 44.0/73.9/-/-/7.0 | 44.1/74.0/-/-/6.5 | X-CLIP paper
CLIP4Clip seqLSTM B/16 | 44.4/74.9/-/-/6.4 | 44.7/75.1/-/-/6.3 | X-CLIP paper
CLIP4Clip seqTransf B/16 | 44.5/75.2/-/-/6.4 | 44.1/75.2/-/-/6.4 | X-CLIP paper
CLIP4Clip tightTransf B/16 | 30.8/64.3/-/-/9.8 | 29.6/62.3/-/-/9.9 | X-CLIP paper
X-CLIP B/32 | 44.3/74.1/-/-/7.9 | 43.9/73.9/-/-/7.6 | X-CLIP paper
X-CLIP B/16 | 46.2/75.5/-/-/6.8 | 46.4/75.9/-/-/6.4 | X-CLIP paper
TS2-Net B/32 | 41.0/73.6/84.5/-/8.4 | - | TAME paper
TeachCLIP B/32 | 42.2/72.7/-/-/- | - | TAME paper
EERCF B/32 | 43.1/74.5/-/-/- | - | TAME paper
DREAM (extra models on both sides) | 59.1/82.9/-/-/5.2 | - | DREAM paper
PE-Core zero-shot B/16 | 39.0/-/-/-/- | 38.4/-/-/-/- | PE paper
PE-Core zero-shot L/14 | 46.4/-/-/-/- | 42.1/-/-/-/- | PE paper
SigLIP2 zero-shot B/16 | 28.6/-/-/-/- | 25.8/-/-/-/- | PE paper
UMT-L fine-tuned | 66.8/89.1/94.9/-/- | - | UMT model zoo
GRAM fine-tuned | 69.9/-/-/-/- | - | GRAM README
InternVideo2-1B zero-shot | 60.4/-/-/-/- | 54.8/-/-/-/- | InternVideo2 model zoo
"""

# Video to video: mean average precisions, 0 to 1, in the order of the set's own columns.
FIVR = """
TN | .724/.699/.589 | VVS README
DP | .775/.740/.632 | VVS README
TCA_sym | .728/.698/.592 | VVS README
TCA_f | .877/.830/.703 | VVS README
ViSiL_sym | .833/.792/.654 | VVS README
ViSiL_f | .843/.797/.660 | VVS README
ViSiL_v | .892/.841/.702 | VVS README
DnS S^f_A | .921/.875/.741 | VVS README
HC (one vector a video) | .265/.247/.193 | VVS README
DML (one vector a video) | .398/.378/.309 | VVS README
TMK (one vector a video) | .417/.394/.319 | VVS README
LAMV (one vector a video) | .489/.459/.364 | VVS README
VRAG (one vector a video) | .484/.470/.399 | VVS README
TCA_c (one vector a video) | .570/.553/.473 | VVS README
DnS S^c (one vector a video) | .574/.558/.476 | VVS README
VVS-1024 (one vector a video) | .645/.627/.536 | VVS README
VVS-3840 (one vector a video) | .711/.689/.590 | VVS README
"""

CC_WEB = """
TCA_c | .973/.947/.983/.965 | VVS README
TCA_sym | .982/.962/.992/.981 | VVS README
TCA_f | .983/.969/.994/.990 | VVS README
ViSiL_f | .984/.969/.993/.987 | VVS README
ViSiL_v | .985/.971/.996/.993 | VVS README
DnS S^f_A | .984/.973/.995/.992 | VVS README
DnS S^c | .972/.952/.980/.967 | VVS README
DML | .971/.941/.979/.959 | VVS README
"""

EVVE = """
TCA_c | .598 | recalled
LAMV | .536 | recalled
DML | .531 | recalled
DnS S^f_A | .651 | recalled
"""


@dataclass(frozen=True)
class Published:
    """One row of a published table; a direction that was not published is empty, so is a figure."""

    method: str
    t2v: dict[str, float]
    v2t: dict[str, float]
    source: str

    @property
    def recalled(self) -> bool:
        """Remembered, not read in a source."""
        return self.source.startswith("recalled")


@dataclass(frozen=True)
class PublishedSimilarity:
    """One row of a video-to-video table: mean average precisions, 0 to 1, by the set's own names."""

    method: str
    figures: dict[str, float]
    source: str

    @property
    def recalled(self) -> bool:
        """Remembered, not read in a source."""
        return self.source.startswith("recalled")


TEXT_SETS = {"msrvtt": MSRVTT, "msvd": MSVD, "lsmdc": LSMDC, "didemo": DIDEMO, "activitynet": ACTIVITYNET}
VIDEO_SETS = {
    "fivr200k": (FIVR, ("DSVR", "CSVR", "ISVR")),
    "cc_web_video": (CC_WEB, ("cc_web", "cc_web*", "cc_web clean", "cc_web* clean")),
    "evve": (EVVE, ("mAP",)),
}


def published(benchmark: str) -> list[Published]:
    """The rows of a set of words and films; none for a set that nobody published."""
    rows = [_cells(line) for line in TEXT_SETS.get(benchmark, "").strip().splitlines()]
    return [Published(name, _figures(t2v), _figures(v2t), source) for name, t2v, v2t, source in rows]


def published_similarity(benchmark: str) -> list[PublishedSimilarity]:
    """The rows of a video-to-video set."""
    table, columns = VIDEO_SETS.get(benchmark, ("", ()))
    rows = [_cells(line) for line in table.strip().splitlines()]
    return [PublishedSimilarity(name, _figures(told, columns), source) for name, told, source in rows]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(" | ")]


def _figures(told: str, columns: tuple[str, ...] = TEXT_COLUMNS) -> dict[str, float]:
    if told == "-":
        return {}
    return {name: float(value) for name, value in zip(columns, told.split("/"), strict=True) if value != "-"}
