"""Handing an open file to a process that may not open any: the client opens it, the descriptor travels with the request.

On POSIX the worker's standard input is a Unix socket and the descriptor goes as SCM_RIGHTS; on Windows it is a pipe, and the handle is
duplicated into the worker (untried there). Requests are the JSON lines of `wire`; there is one at a time.
"""

import array  # noqa: F401 (socket.recv_fds imports it, in a process that may not open a file any more)
import contextlib
import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from engine.errors import MediaError
from engine.media.file_state import LATEST

Request = dict[str, Any]
MAX_REQUEST = 64 * 1024  # bytes


@dataclass(frozen=True)
class OpenFile:
    """A regular file with something in it, open for reading. A context manager; closing is the owner's."""

    descriptor: int
    size: int
    """Bytes, when it was opened."""
    modified: int
    """Nanoseconds since 1970, when it was opened."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.descriptor)


def open_file(path: str | Path) -> OpenFile:
    """Open a regular, non-empty file without reading from it; never waits (FIFO), never follows a device. Raises MediaError."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            kind = "a folder" if os.path.isdir(path) else "not an ordinary file"
            raise MediaError(f"This is {kind}, not a video.", "refused")
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise MediaError(sentence_for(error), "unreadable") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        os.close(descriptor)
        if stat.S_ISREG(status.st_mode):
            raise MediaError("This file is empty.", "no video")
        raise MediaError("This is not an ordinary file.", "refused")
    return OpenFile(descriptor, status.st_size, max(-LATEST, min(status.st_mtime_ns, LATEST)))


def sentence_for(error: OSError | ValueError) -> str:
    """Why a file cannot be opened or read, for the user."""
    match error:
        case FileNotFoundError():
            return "This file is not there any more."
        case PermissionError():
            return "There is no permission to read this file."
        case IsADirectoryError():
            return "This is a folder, not a video."
        case OSError():
            return f"This file cannot be opened ({error.strerror or 'unknown error'})."
        case _:
            return "This file cannot be opened: its name is not valid."


class RequestLine:
    """The client's end of a worker's standard input. `worker_end` is what the worker is started with."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._pipe: IO[bytes] | None = None
        self._theirs: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        if sys.platform != "win32":
            self._socket, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)

    @property
    def worker_end(self) -> int:
        """For `Popen(stdin=…)`."""
        return subprocess.PIPE if self._theirs is None else self._theirs.fileno()

    def started(self, process: "subprocess.Popen[bytes]") -> None:
        """The worker has its end now."""
        self._process, self._pipe = process, process.stdin
        if self._theirs is not None:
            self._theirs.close()

    def send(self, request: Request, file: OpenFile | None) -> None:
        """A request, and the file that it is about. Raises OSError when the worker is gone."""
        if self._socket is not None:
            line = json.dumps(request, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n"
            sent = socket.send_fds(self._socket, [line], [file.descriptor] if file else [])
            self._socket.sendall(line[sent:])
        elif self._pipe is not None:
            if file is not None:
                request = {**request, "handle": self._duplicate(file.descriptor)}
            self._pipe.write(json.dumps(request, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n")
            self._pipe.flush()

    def close(self) -> None:
        """The worker sees the end of its input and ends."""
        for end in (self._socket, self._theirs, self._pipe):
            if end is not None:
                with contextlib.suppress(OSError):
                    end.close()

    def _duplicate(self, descriptor: int) -> int:
        """A handle of the worker's own for the same open file. Untried."""
        if sys.platform != "win32" or self._process is None:
            return 0
        import _winapi
        import msvcrt

        same_access = 2
        handle = msvcrt.get_osfhandle(descriptor)
        process: Any = self._process
        return _winapi.DuplicateHandle(_winapi.GetCurrentProcess(), handle, int(process._handle), 0, False, same_access)


def received_requests(descriptor: int) -> Iterator[tuple[Request, int | None]]:
    """In the worker: the requests that come in on standard input, each with its file's descriptor, until the client is gone.

    To be called before the worker is confined. The iterator raises OSError, and ValueError for what is no request.
    """
    return _from_pipe(descriptor) if sys.platform == "win32" else _from_socket(socket.socket(fileno=descriptor))


def _from_pipe(descriptor: int) -> Iterator[tuple[Request, int | None]]:
    if sys.platform == "win32":
        import msvcrt

        with open(descriptor, "rb", closefd=False) as pipe:
            while line := pipe.readline(MAX_REQUEST):
                request = json.loads(line)
                handle = request.pop("handle", None)
                yield request, None if handle is None else msvcrt.open_osfhandle(handle, os.O_RDONLY)


def _from_socket(line_in: socket.socket) -> Iterator[tuple[Request, int | None]]:
    data, descriptors = b"", list[int]()
    while True:
        block, fresh, _, _ = socket.recv_fds(line_in, MAX_REQUEST, 1)
        if not block:
            return
        data += block
        descriptors += fresh
        while b"\n" in data:
            line, _, data = data.partition(b"\n")
            yield json.loads(line), descriptors.pop(0) if descriptors else None
        if len(data) > MAX_REQUEST:
            raise ValueError("a request without end")
