"""Simulated power cuts: what a process really wrote (recorded with strace) is played again, cut at any call, and brought to a disk as a cut would leave it.

The model is that of an ordered journal, as ext4's: names, renames and truncations become durable in their order, at the latest with the next fsync; data is
durable after its file's fsync, and of what was written since then any 512-byte sector may have reached the disk or not. fdatasync makes data durable, no names.
"""

import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,"
    "ftruncate,truncate,fallocate,close,lseek,clone,clone3,fork,vfork,mkdir,mkdirat,rmdir,dup,dup2,dup3,sync_file_range"
)
LINE = re.compile(rb"^(\d+)\s+(\w+)\((.*)\)\s+= (-?\d+)", re.S)


def recording(trace: Path, command: list[str]) -> list[str]:
    """The command, recorded into `trace` with all its data."""
    return [
        "strace",
        "-f",
        "-xx",
        "-s",
        "67108864",
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
        "-o",
        str(trace),
        *command,
    ]


def can_record(folder: Path) -> bool:
    """Whether this machine lets a process be traced."""
    trace = folder / "try.txt"
    done = subprocess.run(recording(trace, ["true"]), capture_output=True, check=False)
    return done.returncode == 0 and trace.exists()


@dataclass
class Inode:
    """A file's content: as every process sees it, as it is for certain on the disk, and what happened in between."""

    now: bytearray = field(default_factory=bytearray)
    durable: bytes = b""
    pending: list[tuple[int, bytes | None, int]] = field(
        default_factory=list
    )  # (offset, data, 0) or (length, None, number in the journal)

    def write(self, offset: int, data: bytes) -> None:
        if offset > len(self.now):
            self.now.extend(bytes(offset - len(self.now)))
        self.now[offset : offset + len(data)] = data
        self.pending.append((offset, data, 0))

    def truncate(self, length: int, number: int) -> None:
        del self.now[length:]
        self.now.extend(bytes(length - len(self.now)))
        self.pending.append((length, None, number))

    def sync(self) -> None:
        self.durable, self.pending = bytes(self.now), []

    def after_cut(self, journal: int, rng: random.Random) -> bytes:
        """What is on the disk after a cut, when the journal is durable up to an entry."""
        content = bytearray(self.durable)
        share = rng.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for offset, data, number in self.pending:
            if data is None:
                if number < journal:
                    del content[offset:]
                    content.extend(bytes(offset - len(content)))
                continue
            at = 0
            while at < len(data):
                end = min(len(data), at + SECTOR - (offset + at) % SECTOR)
                if rng.random() < share:
                    if offset + at > len(content):
                        content.extend(bytes(offset + at - len(content)))
                    content[offset + at : offset + end] = data[at:end]
                at = end
        return bytes(content)


@dataclass
class Player:
    """Plays the calls of one process on files below `root`."""

    root: bytes
    inodes: list[Inode] = field(default_factory=list)
    names: dict[bytes, int] = field(default_factory=dict)
    durable_names: dict[bytes, int] = field(default_factory=dict)
    journal: list[tuple[str, bytes, bytes, int]] = field(default_factory=list)
    committed: int = 0
    said: bytearray = field(default_factory=bytearray)
    changes: int = 0  # calls that changed something below `root`, or said something
    _open: dict[int, tuple[int | None, int]] = field(
        default_factory=dict
    )  # descriptor: inode (None: a folder), position

    def play(self, name: str, arguments: list[bytes], result: int) -> None:
        """One call that succeeded."""
        before = len(self.journal), len(self.said)
        known = bool(arguments) and arguments[0].isdigit() and int(arguments[0]) in self._open
        self._play(name, arguments, result)
        told = name in ("write", "writev", "pwrite64", "pwritev", "fsync", "fdatasync") and known
        self.changes += told or (len(self.journal), len(self.said)) != before

    def _play(self, name: str, arguments: list[bytes], result: int) -> None:
        match name:
            case "openat" | "open" | "creat":
                self._opened(arguments[1 if name == "openat" else 0], b" ".join(arguments), result)
            case "close":
                self._open.pop(int(arguments[0]), None)
            case "write" | "writev":
                self._written(int(arguments[0]), _data(arguments[1])[:result])
            case "pwrite64" | "pwritev":
                inode, _ = self._open.get(int(arguments[0]), (None, 0))
                if inode is not None:
                    self.inodes[inode].write(int(arguments[3]), _data(arguments[1])[:result])
            case "lseek":
                descriptor = int(arguments[0])
                if descriptor in self._open:
                    self._open[descriptor] = self._open[descriptor][0], result
            case "ftruncate" | "fallocate":
                inode, _ = self._open.get(int(arguments[0]), (None, 0))
                if inode is not None:
                    length = (
                        int(arguments[1])
                        if name == "ftruncate"
                        else max(int(arguments[2]) + int(arguments[3]), len(self.inodes[inode].now))
                    )
                    self._log("size", b"", b"", inode)
                    self.inodes[inode].truncate(length, len(self.journal) - 1)
            case "fsync" | "fdatasync":
                inode, _ = self._open.get(int(arguments[0]), (None, 0))
                if inode is not None:
                    self.inodes[inode].sync()
                if int(arguments[0]) in self._open and name == "fsync":
                    self._commit()
            case "rename" | "renameat" | "renameat2":
                old, new = (_text(arguments[i]) for i in ((0, 1) if name == "rename" else (1, 3)))
                if old in self.names:
                    self._log("rename", old, new, self.names[old])
                    self.names[new] = self.names.pop(old)
            case "unlink" | "unlinkat":
                path = _text(arguments[0 if name == "unlink" else 1])
                if path in self.names:
                    self._log("unlink", path, b"", self.names.pop(path))

    def _opened(self, path: bytes, flags: bytes, descriptor: int) -> None:
        path = _text(path)
        self._open.pop(descriptor, None)
        if not path.startswith(self.root):
            return
        if b"O_DIRECTORY" in flags or path == self.root:
            self._open[descriptor] = None, 0
            return
        if path not in self.names:
            if b"O_CREAT" not in flags:
                self._open[descriptor] = None, 0  # a folder
                return
            self.inodes.append(Inode())
            self.names[path] = len(self.inodes) - 1
            self._log("link", path, b"", self.names[path])
        inode = self.names[path]
        if b"O_TRUNC" in flags and self.inodes[inode].now:
            self._log("size", b"", b"", inode)
            self.inodes[inode].truncate(0, len(self.journal) - 1)
        self._open[descriptor] = inode, len(self.inodes[inode].now) if b"O_APPEND" in flags else 0

    def _written(self, descriptor: int, data: bytes) -> None:
        if descriptor in self._open:
            inode, position = self._open[descriptor]
            if inode is not None:
                self.inodes[inode].write(position, data)
                self._open[descriptor] = inode, position + len(data)
        elif data.startswith(b'{"type"'):
            self.said += data

    def _log(self, what: str, path: bytes, other: bytes, inode: int) -> None:
        self.journal.append((what, path, other, inode))

    def _commit(self) -> None:
        self.durable_names, self.committed = dict(self.names), len(self.journal)

    def cut(self, target: Path, rng: random.Random) -> None:
        """Write what a cut at this moment leaves into a folder; `root` becomes `target`. Pictures, a cache, are left out."""
        journal = rng.randint(self.committed, len(self.journal))
        names = dict(self.durable_names)
        for what, path, other, inode in self.journal[self.committed : journal]:
            if what == "link":
                names[path] = inode
            elif what == "unlink":
                names.pop(path, None)
            elif what == "rename":
                names.pop(path, None)
                names[other] = inode
        target.mkdir()
        for path, inode in names.items():
            inner = path[len(self.root) :].lstrip(b"/").decode()
            if inner.startswith("pictures/"):
                continue
            place = target / inner
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(self.inodes[inode].after_cut(journal, rng))


def calls(trace: Path) -> Iterator[tuple[str, list[bytes], int]]:
    """The successful calls of the traced program itself, its threads included, its child processes not."""
    threads, unfinished = set[bytes](), dict[bytes, bytes]()
    others = set[bytes]()
    for line in trace.read_bytes().splitlines():
        number, _, rest = line.partition(b" ")
        rest = rest.lstrip()
        if not threads:
            threads.add(number)
        if rest.endswith(b"<unfinished ...>"):
            unfinished[number] = rest[: -len(b"<unfinished ...>")].rstrip()
            continue
        if rest.startswith(b"<... "):
            rest = unfinished.pop(number, b"") + rest.partition(b"resumed>")[2]
        found = LINE.match(number + b" " + rest)
        if found is None or int(found[4]) < 0:
            continue
        name, arguments = found[2].decode(), found[3]
        if name in ("clone", "clone3", "fork", "vfork"):
            (threads if b"CLONE_THREAD" in arguments and number in threads else others).add(found[4])
            continue
        if number in threads and number not in others:
            yield name, _split(arguments), int(found[4])


def _split(arguments: bytes) -> list[bytes]:
    """Arguments by commas outside of brackets; strings are hexadecimal and hold none."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(rb"[\[\]{},]", arguments):
        match found.group():
            case b"[" | b"{":
                depth += 1
            case b"]" | b"}":
                depth -= 1
            case b"," if depth == 0:
                parts.append(arguments[start : found.start()].strip())
                start = found.end()
    return [*parts, arguments[start:].strip()]


def _text(argument: bytes) -> bytes:
    return _data(argument)


def _data(argument: bytes) -> bytes:
    """The bytes of a string, or of all strings of a vector, written as \\x.. by strace."""
    return b"".join(
        bytes.fromhex(text.replace(b"\\x", b"").decode()) for text in re.findall(rb'"((?:\\x[0-9a-f]{2})*)"', argument)
    )
