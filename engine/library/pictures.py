"""The picture cache: for each video a folder with one JPEG per sampled frame and one scrub sprite. Can be deleted at any time."""

import shutil
from pathlib import Path

SPRITE = "sprite-{tiles}.jpg"  # the number of tiles is in the name, so that no table has to remember it


class Pictures:
    """The pictures of a library, addressed by a video's digest and a frame's time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, digest: str) -> Path:
        """The folder of a video's pictures."""
        return self.folder / digest[:2] / digest

    def frame(self, digest: str, time: float) -> Path:
        """The JPEG of the frame at `time` seconds."""
        return self.of(digest) / frame_name(time)

    def nearest(self, digest: str, time: float) -> Path | None:
        """The picture of the sampled frame nearest to `time` seconds; None when there are no pictures."""
        found = (path for path in self.of(digest).glob("*.jpg") if path.stem.isdigit())
        return min(found, key=lambda path: abs(int(path.stem) / 1000 - time), default=None)

    def sprite(self, digest: str) -> tuple[Path | None, int]:
        """The scrub sprite and its number of tiles; (None, 0) when there is none."""
        found = next(self.of(digest).glob(SPRITE.format(tiles="*")), None)
        return (found, int(found.stem.split("-")[1])) if found else (None, 0)

    def start(self, digest: str) -> "PictureWriter":
        """Begin to replace a video's pictures; the old ones stay until `finish`."""
        return PictureWriter(self.of(digest))


class PictureWriter:
    """Collects a video's pictures in a folder beside the final one, and puts it in place at the end."""

    def __init__(self, final: Path) -> None:
        self._final = final
        self._fresh = final.with_name(final.name + ".new")
        shutil.rmtree(self._fresh, ignore_errors=True)
        self._fresh.mkdir(parents=True)

    def add(self, time: float, jpeg: bytes) -> None:
        """Write the picture of the frame at `time` seconds."""
        (self._fresh / frame_name(time)).write_bytes(jpeg)

    def finish(self, sprite: bytes, tiles: int) -> None:
        """Add the scrub sprite and switch over."""
        if tiles:
            (self._fresh / SPRITE.format(tiles=tiles)).write_bytes(sprite)
        shutil.rmtree(self._final, ignore_errors=True)
        self._fresh.rename(self._final)

    def drop(self) -> None:
        """Give up; the old pictures stay. Does nothing after `finish`."""
        shutil.rmtree(self._fresh, ignore_errors=True)


def frame_name(time: float) -> str:
    """The file name of the frame at `time` seconds."""
    return f"{round(time * 1000):09d}.jpg"
