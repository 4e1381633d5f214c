"""Films with random damage, always the same for a number: what an afternoon of downloads can bring, and what fuzzers look for."""

from collections.abc import Callable

import numpy as np

from tests.odd_media import film

# fmt: off
PARENTS: dict[str, Callable[[], bytes]] = {
    "h264.mp4": lambda: film("mp4", frames=12), "fragments.mp4": lambda: film("mp4", frames=12, muxer={"movflags": "frag_keyframe+empty_moov"}),
    "sound.mp4": lambda: film("mp4", frames=12, sound=0.5), "h264.mkv": lambda: film(frames=12), "h264.ts": lambda: film("mpegts", frames=12),
    "h264.flv": lambda: film("flv", frames=12), "raw.h264": lambda: film("h264", frames=12), "hevc.mkv": lambda: film(codec="libx265", frames=8),
    "vp8.webm": lambda: film("webm", "libvpx", frames=12), "vp9.webm": lambda: film("webm", "libvpx-vp9", frames=8),
    "vp8.ivf": lambda: film("ivf", "libvpx", frames=12),
    "mpeg4.avi": lambda: film("avi", "mpeg4", frames=12), "mpeg4.nut": lambda: film("nut", "mpeg4", frames=12),
    "mpeg2.ts": lambda: film("mpegts", "mpeg2video", fps=25, frames=12),
    "mpeg2.mpg": lambda: film("vob", "mpeg2video", fps=25, frames=12), "mpeg1.mpg": lambda: film("mpeg", "mpeg1video", fps=25, frames=12),
    "mpeg2.mxf": lambda: film("mxf", "mpeg2video", fps=25, frames=12), "flv1.flv": lambda: film("flv", "flv", frames=12),
    "wmv2.wmv": lambda: film("asf", "wmv2", frames=12),
    "h263.3gp": lambda: film("3gp", "h263", size=(176, 144), frames=6), "gif.gif": lambda: film("gif", "gif", "rgb8", frames=8),
    "prores.mov": lambda: film("mov", "prores_ks", "yuv422p10le", frames=4), "ffv1.mkv": lambda: film(codec="ffv1", frames=4),
    "mjpeg.avi": lambda: film("avi", "mjpeg", "yuvj420p", frames=6), "png.mov": lambda: film("mov", "png", "rgb24", frames=4),
    "huffyuv.avi": lambda: film("avi", "huffyuv", "yuv422p", frames=4), "qtrle.mov": lambda: film("mov", "qtrle", "rgb24", frames=4),
    "utvideo.avi": lambda: film("avi", "utvideo", frames=4),
}
# fmt: on


class Mutants:
    """Makes mutant number 0, 1, 2 … of one seed; the parents, one of each format, are made once."""

    def __init__(self, seed: int = 20261121) -> None:
        self._seed = seed
        self.parents = {name: make() for name, make in PARENTS.items()}

    def make(self, number: int) -> tuple[str, bytes]:
        """The parent's name and the damaged film."""
        random = np.random.default_rng([self._seed, number])
        name = list(self.parents)[number % len(self.parents)]
        data = bytearray(self.parents[name])
        for _ in range(int(random.integers(1, 4))):
            _damage(data, random)
        return name, bytes(data)


def _damage(data: bytearray, random: np.random.Generator) -> None:
    """One of eight kinds. Half of them hit the first kilobytes, where the headers are."""
    reach = len(data) if random.random() < 0.5 else min(len(data), 2048)
    place = int(random.integers(max(1, reach)))
    match int(random.integers(8)):
        case 0:  # bits
            for _ in range(int(random.integers(1, 30))):
                data[int(random.integers(max(1, reach)))] ^= 1 << int(random.integers(8))
        case 1:  # bytes
            for _ in range(int(random.integers(1, 12))):
                data[int(random.integers(max(1, reach)))] = int(random.integers(256))
        case 2:  # the numbers that programs are wrong about
            worst = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
            number = int(worst[int(random.integers(len(worst)))]).to_bytes(
                4, "big" if random.random() < 0.7 else "little"
            )
            data[place : place + 4] = number
        case 3:  # cut off
            del data[max(1, place) :]
        case 4:  # taken out
            del data[place : place + int(random.integers(1, 200))]
        case 5:  # twice
            data[place:place] = data[place : place + int(random.integers(1, 400))]
        case 6:  # rubbish
            data[place : place + 64] = random.bytes(64)
        case _:  # zeros
            data[place : place + 200] = bytes(min(200, len(data) - place))
    if not data:
        data.append(0)
