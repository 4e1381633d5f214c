"""The real clips beside the repository: all are read, at the right times, for the right length."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.media.decoder import Decoder
from engine.media.find import find_videos
from engine.media.frames import FrameSize, SampledFrame, SampleEnd, VideoInfo
from engine.media.shots import LONGEST, SHORTEST, ShotCutter

VIDEOS = Path(__file__).resolve().parents[3] / "shared" / "videos"
CLIPS = sorted(find_videos(VIDEOS)) if VIDEOS.is_dir() else []

pytestmark = pytest.mark.skipif(not CLIPS, reason="the real clips are not beside the repository")


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder(threads=2) as decoder:
        yield decoder


def test_the_clips_are_those_of_their_list() -> None:
    with open(VIDEOS / "manifest.csv", newline="", encoding="utf-8") as file:
        listed = {row["path"] for row in csv.DictReader(file)}
    assert {path.relative_to(VIDEOS).as_posix() for path in CLIPS} == listed


@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.name)
def test_a_real_clip(decoder: Decoder, path: Path) -> None:
    import av

    with av.open(path) as container:
        stream = container.streams.video[0]
        declared = (container.duration or 0) / 1_000_000
        rgb: dict[float, np.ndarray] = {}
        times = []
        for frame in container.decode(stream):
            times.append(frame.time)
            if len(times) == 1:
                rgb[frame.time] = frame.to_ndarray(format="rgb24")
    info, *frames, end = decoder.sample(path, FrameSize(224, 224, "squash"))
    assert isinstance(info, VideoInfo)
    assert isinstance(end, SampleEnd)
    assert all(isinstance(frame, SampledFrame) for frame in frames)
    sampled = [frame for frame in frames if isinstance(frame, SampledFrame)]

    interval = 1 / info.frame_rate
    assert info.duration == pytest.approx(declared, abs=interval)
    assert end == SampleEnd(True, info.duration)
    assert decoder.probe(path) == info
    own = np.array(times) - info.start_time
    seen = np.array([frame.time for frame in sampled])
    assert np.abs(own[None] - seen[:, None]).min(axis=1).max() < 0.001, "each time is the time of a frame"
    for second in range(int(own[-1] - own[0]) + 1):
        nearest = np.abs(own - own[0] - second).min()
        assert np.abs(seen - own[0] - second).min() == pytest.approx(nearest, abs=0.001), "the nearest to each second"

    assert info.rotation in (0, 180)
    expected = Image.fromarray(rgb[times[0]]).rotate(info.rotation).resize((224, 224), Image.Resampling.BICUBIC)
    assert np.array_equal(sampled[0].pixels, np.asarray(expected))
    assert max(Image.open(io.BytesIO(sampled[0].jpeg)).size) <= 480

    cutter = ShotCutter()
    shots = [shot for frame in sampled for shot in cutter.push(frame)] + cutter.finish(end.duration)
    assert (shots[0].start, shots[-1].end) == (0.0, end.duration)
    assert all(shot.end - shot.start <= LONGEST for shot in shots)
    assert len(shots) == 1 or all(shot.end - shot.start >= SHORTEST for shot in shots)
    assert sum(len(shot.frames) for shot in shots) == len(sampled)


def test_the_cuts_of_a_cartoon_are_found(decoder: Decoder) -> None:
    frames = decoder.sample(VIDEOS / "films" / "big_buck_bunny_0_30.webm", FrameSize(64, 64))
    cutter = ShotCutter()
    shots = [shot for frame in frames if isinstance(frame, SampledFrame) for shot in cutter.push(frame)]
    assert [shot.end for shot in shots] == pytest.approx([11.8, 15.8, 23.0], abs=0.5)
