"""Drives that a test plugs in and out: each is a folder, mounted by giving it a path and unmounted by moving it aside."""

import os
from pathlib import Path

from engine.media.volumes import Volume


class FakeVolumes:
    """Drives by identity. What lies on none of them is on the computer's own disk."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._mounts = dict[Path, str]()
        self.labels = dict[str, str]()

    def plug(self, identity: str, mount: Path, label: str = "") -> None:
        """Mount a drive: what was on it when it was pulled out is at `mount` now."""
        kept = self._scratch / identity
        if kept.exists():
            mount.parent.mkdir(parents=True, exist_ok=True)
            if mount.exists():
                mount.rmdir()
            kept.rename(mount)
        else:
            mount.mkdir(parents=True, exist_ok=True)
        self._mounts[mount] = identity
        self.labels.setdefault(identity, label)

    def pull(self, mount: Path, leave_mount_point: bool = False) -> None:
        """Unmount a drive, as a sudden loss: its files are gone from one moment to the next, its mount point may stay."""
        identity = self._mounts.pop(mount)
        self._scratch.mkdir(exist_ok=True)
        mount.rename(self._scratch / identity)
        if leave_mount_point:
            mount.mkdir()

    def mounted(self) -> list[Volume]:
        """The drives, and the disk."""
        drives = [
            Volume(identity, self.labels[identity], "removable", mount) for mount, identity in self._mounts.items()
        ]
        return [Volume("disk", "", "fixed", Path("/")), *drives]

    def of(self, path: Path) -> Volume | None:
        """The drive or disk that holds a path."""
        path = Path(os.path.abspath(path))
        inside = [volume for volume in self.mounted() if path.is_relative_to(volume.mount)]
        return max(inside, key=lambda volume: len(volume.mount.parts))
