"""Drives and shares: by what a file system is known again wherever it is mounted, and whether a folder answers at all."""

import os
import stat
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

PATIENCE = 5.0
"""Seconds after which a folder that does not answer (a share whose server is gone) counts as away."""

NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afpfs",
        "ncpfs",
        "9p",
        "afs",
        "ceph",
        "glusterfs",
        "davfs",
        "webdav",
        "fuse.sshfs",
        "fuse.rclone",
    ]
)
"""Linux file systems whose changes made by others the kernel does not tell."""

PLUGGED = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
"""Where desktops mount what is plugged in; the last part of the mount point is then its name."""


@dataclass(frozen=True)
class Volume:
    """A mounted file system. `identity` stays the same at another mount point or drive letter, `label` is its name for a person, may be empty.

    `kind` is "fixed", "removable" or "network"; `root` is the folder of the file system that is seen at `mount`.
    """

    identity: str
    label: str
    kind: str
    mount: Path
    root: Path = Path("/")

    def inside(self, path: Path) -> Path | None:
        """A path as it is within the file system; None for one that lies elsewhere."""
        return self.root / path.relative_to(self.mount) if path.is_relative_to(self.mount) else None

    def path_of(self, inside: Path) -> Path | None:
        """Where something of the file system is seen now; None when this mount does not show it."""
        return self.mount / inside.relative_to(self.root) if inside.is_relative_to(self.root) else None


class Volumes(Protocol):
    """What is mounted now."""

    def mounted(self) -> list[Volume]:
        """All file systems that have an identity."""
        ...

    def of(self, path: Path) -> Volume | None:
        """The one that holds an existing path; None when it cannot be known again."""
        ...


def system_volumes() -> Volumes:
    """Those of this computer."""
    if sys.platform == "linux":
        return LinuxVolumes()
    if sys.platform == "darwin":
        from engine.media.volumes_macos import MacVolumes

        return MacVolumes()
    from engine.media.volumes_windows import WindowsVolumes

    return WindowsVolumes()


@dataclass(frozen=True)
class Mount:
    """One line of /proc/self/mountinfo (see proc_pid_mountinfo(5))."""

    root: Path
    point: Path
    kind: str
    source: str


class LinuxVolumes:
    """By UUID where udev tells it, by server and export for shares, else by the `f_fsid` of statvfs (for ext4, xfs and btrfs made from the UUID)."""

    def __init__(self, table: Path = Path("/proc/self/mountinfo"), disks: Path = Path("/dev/disk")) -> None:
        self._table = table
        self._disks = disks

    def mounted(self) -> list[Volume]:
        """All file systems that have an identity; one that hangs is left out."""
        found = dict[Path, Volume]()  # of several mounts at one point only the last one is seen
        uuids, labels = self._links("by-uuid"), self._links("by-label")
        for mount in self._mounts():
            found.pop(mount.point, None)
            if volume := _volume(mount, uuids, labels):
                found[mount.point] = volume
        return list(found.values())

    def of(self, path: Path) -> Volume | None:
        """The one that holds an existing path."""
        path = Path(os.path.realpath(path))
        inside = [mount for mount in self._mounts() if path.is_relative_to(mount.point)]
        best = max(inside, key=lambda mount: len(mount.point.parts), default=None)  # the last of equals is on top
        for mount in inside:
            if best is not None and mount.point == best.point:
                best = mount
        return _volume(best, self._links("by-uuid"), self._links("by-label")) if best else None

    def _mounts(self) -> Iterator[Mount]:
        try:
            lines = self._table.read_bytes().splitlines()
        except OSError:
            return
        for line in lines:
            fields = line.split(b" ")
            if b"-" not in fields or len(fields) < 10:
                continue
            after = fields.index(b"-") + 1
            root, point, source = (_unescaped(field) for field in (fields[3], fields[4], fields[after + 1]))
            yield Mount(Path(root), Path(point), fields[after].decode("ascii", "replace"), source)

    def _links(self, kind: str) -> dict[str, str]:
        """Device path to the name of the link that udev made for it."""
        try:
            entries = list((self._disks / kind).iterdir())
        except OSError:
            return {}
        return {os.path.realpath(entry): _unescaped_name(entry.name) for entry in entries}


def _volume(mount: Mount, uuids: dict[str, str], labels: dict[str, str]) -> Volume | None:
    place = f"{mount.point}/"
    named = mount.point.name if place.startswith(PLUGGED) else ""
    if mount.kind in NETWORK:
        return Volume(f"share:{mount.source}", named or mount.source, "network", mount.point, mount.root)
    device = os.path.realpath(mount.source) if mount.source.startswith("/") else ""
    label = labels.get(device, "") or named
    kind = "removable" if named or _removable(device) else "fixed"
    if device in uuids:
        return Volume(f"uuid:{uuids[device]}", label, kind, mount.point, mount.root)
    if mount.kind.startswith("fuse") or not (mount.source.startswith("/") or mount.kind in ("overlay", "tmpfs", "zfs")):
        return None  # proc and the like; a file system in a program has no number that lasts
    try:
        number = os.statvfs(mount.point).f_fsid
    except OSError:
        return None
    return Volume(f"fsid:{number:016x}", label, kind, mount.point, mount.root) if number else None


def _removable(device: str) -> bool:
    """What the kernel says of the disk that a partition is on."""
    block = Path("/sys/class/block") / Path(device).name
    for flag in (block / "removable", Path(os.path.realpath(block)).parent / "removable"):
        try:
            if flag.read_text().strip() == "1":
                return True
        except OSError:
            continue
    return False


def _unescaped(field: bytes) -> str:
    """Space, tab, newline and backslash are written in octal."""
    for code, letter in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
        field = field.replace(code, letter)
    return os.fsdecode(field)


def _unescaped_name(name: str) -> str:
    """udev writes what is unsafe in a link's name as `\\x20`."""
    parts = name.split("\\x")
    out = os.fsencode(parts[0])
    for part in parts[1:]:
        out += bytes.fromhex(part[:2]) + os.fsencode(part[2:])
    return os.fsdecode(out)


def answers(folder: Path, patience: float = PATIENCE) -> bool:
    """Whether a folder is there and can be listed. A share that hangs is given up; its thread ends when the system lets it."""
    told = list[bool]()

    def look() -> None:
        try:
            with os.scandir(folder) as entries:
                next(entries, None)
            told.append(stat.S_ISDIR(os.stat(folder).st_mode))
        except OSError:
            told.append(False)

    thread = threading.Thread(target=look, name="folder", daemon=True)
    thread.start()
    thread.join(patience)
    return bool(told) and told[0]
