"""The picture cache: for each video a folder with one JPEG per sampled frame and one scrub sprite. Can be deleted at any time."""

import contextlib
import hashlib
import os
import shutil
from pathlib import Path

from engine.library.disk import Disk, full_or

ASKED = 100  # pictures of what was asked with
SPRITE = "sprite-{tiles}.jpg"  # the number of tiles is in the name, so that no table has to remember it


class Pictures:
    """The pictures of a library, addressed by a video's digest and a frame's time."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self.folder = folder
        self._disk = disk or Disk()

    def of(self, digest: str) -> Path:
        """The folder of a video's pictures."""
        return self.folder / digest[:2] / digest

    def frame(self, digest: str, time: float) -> Path:
        """The JPEG of the frame at `time` seconds."""
        return self.of(digest) / frame_name(time)

    def nearest(self, digest: str, time: float) -> Path | None:
        """The picture of the sampled frame nearest to `time` seconds; None when there are no pictures."""
        found = (path for path in self.of(digest).glob("*.jpg") if path.stem.isdecimal())
        return min(found, key=lambda path: abs(int(path.stem) / 1000 - time), default=None)

    def sprite(self, digest: str) -> tuple[Path | None, int]:
        """The scrub sprite and its number of tiles; (None, 0) when there is none."""
        for path in self.of(digest).glob(SPRITE.format(tiles="*")):
            tiles = path.stem.partition("-")[2]
            if tiles.isdecimal():
                return path, int(tiles)
        return None, 0

    def keep_asked(self, jpeg: bytes) -> Path | None:
        """The picture of something that was asked with, kept until there are many newer ones; None when the disk does not take it."""
        folder = self.folder.with_name("asked")
        path = folder / f"{hashlib.blake2b(jpeg, digest_size=12).hexdigest()}.jpg"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(jpeg)
            for old in sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime)[:-ASKED]:
                old.unlink()
        except OSError:
            return None
        return path

    def start(self, digest: str) -> "PictureWriter":
        """Begin to replace a video's pictures; the old ones stay until `finish`."""
        return PictureWriter(self.of(digest), self._disk)

    # How much they take ----------------------------------------------------------------------------------------------

    def size(self) -> int:
        """Bytes that the pictures really take."""
        return sum(size for _, size, _ in self._films())

    def trim(self, limit: int) -> int:
        """Delete pictures of the videos that were indexed longest ago until at most `limit` bytes are left; returns how many are.

        Frames go first and scrub sprites, which are small, only when that is not enough. The emptied folder of a video stays: it says that
        its pictures were let go on purpose, so that nobody reads the film again for them.
        """
        films = sorted(self._films())
        size = sum(taken for _, taken, _ in films)
        for pattern in ("[0-9]*.jpg", "*.jpg"):
            for _, _, folder in films:
                if size <= limit:
                    return size
                for path in folder.glob(pattern):
                    with contextlib.suppress(OSError):
                        taken = path.stat().st_size
                        path.unlink()
                        size -= taken
        return size

    def _films(self) -> list[tuple[float, int, Path]]:
        """(when its pictures were made, bytes, folder) of every video."""
        films = []
        for folder in self.folder.glob("*/*"):
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                taken = [entry.stat() for entry in entries if entry.is_file(follow_symlinks=False)]
                made = max((one.st_mtime for one in taken), default=0.0)
                films.append((made, sum(one.st_size for one in taken), folder))
        return films


class PictureWriter:
    """Collects a video's pictures in a folder beside the final one, and puts it in place at the end. Raises DiskFullError or OSError."""

    def __init__(self, final: Path, disk: Disk) -> None:
        self._final = final
        self._disk = disk
        self._fresh = final.with_name(final.name + ".new")
        shutil.rmtree(self._fresh, ignore_errors=True)
        try:
            self._fresh.mkdir(parents=True)
        except OSError as error:
            raise full_or(error) from error

    def add(self, time: float, jpeg: bytes) -> Path:
        """Write the picture of the frame at `time` seconds; where it is until `finish`."""
        path = self._fresh / frame_name(time)
        self._disk.write(path, jpeg)
        return path

    def finish(self, sprite: bytes, tiles: int) -> None:
        """Add the scrub sprite and switch over."""
        if tiles:
            self._disk.write(self._fresh / SPRITE.format(tiles=tiles), sprite)
        shutil.rmtree(self._final, ignore_errors=True)
        self._fresh.rename(self._final)

    def drop(self) -> None:
        """Give up; the old pictures stay. Does nothing after `finish`."""
        shutil.rmtree(self._fresh, ignore_errors=True)


def frame_name(time: float) -> str:
    """The file name of the frame at `time` seconds."""
    return f"{round(time * 1000):09d}.jpg"
