"""A decoder worker that tries to do what a film that has taken it over would try: for tests alone, started as the worker's program.

It is the real worker, confined as always; only what it does with a request is replaced. Each attempt's outcome is answered as the sentence
of an error: "name=EPERM" for what the system refused.
"""

import ctypes
import errno
import mmap
import os
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO

import av

from engine.errors import MediaError
from engine.media import worker
from engine.media.handover import Request

LIBC = ctypes.CDLL(None, use_errno=True)
SECRET = sys.argv[1]


def system_call(number: int, *arguments: object) -> None:
    """A call past every library. Raises OSError."""
    if LIBC.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "")


def executable_memory() -> None:
    """Memory that could hold new machine code."""
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)


def fork_by_hand() -> None:
    """clone() without CLONE_THREAD."""
    system_call(56 if os.uname().machine == "x86_64" else 220, 17, None, None, None, None)


def write_to_what_was_handed_over() -> None:
    """The descriptor is open for reading only."""
    os.write(HANDED[0], b"x")


def raise_the_limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def allocate() -> None:
    """Three gigabytes."""
    bytearray(3 * 1024**3)


def thread() -> None:
    """Threads are allowed: codecs have them."""
    one = threading.Thread(target=list)
    one.start()
    one.join()


def open_by_descriptor() -> None:
    """openat2(2), which older filters forget."""
    system_call(437, -100, SECRET.encode(), (ctypes.c_uint64 * 3)(), 24)


def ask_the_kernel(number: int) -> Callable[[], None]:
    """A call that other calls could be smuggled through."""
    return lambda: system_call(number, 0, 0, 0, 0, 0)


HANDED = [-1]
ATTEMPTS: dict[str, Callable[[], object]] = {
    "read a file": lambda: os.open(SECRET, os.O_RDONLY),
    "read a file relative to a folder": lambda: os.open(os.path.basename(SECRET), os.O_RDONLY, dir_fd=0),
    "read a file by openat2": open_by_descriptor,
    "read a file through FFmpeg": lambda: av.open(SECRET),
    "read from the network through FFmpeg": lambda: av.open("http://127.0.0.1:9/x.mp4"),
    "write a file": lambda: os.open(SECRET + ".new", os.O_CREAT | os.O_WRONLY),
    "write to the film": write_to_what_was_handed_over,
    "list a folder": lambda: os.listdir(os.path.dirname(SECRET)),
    "look at a file": lambda: os.stat(SECRET),
    "delete a file": lambda: os.unlink(SECRET),
    "rename a file": lambda: os.rename(SECRET, SECRET + "2"),
    "make a folder": lambda: os.mkdir(SECRET + ".folder"),
    "make a link": lambda: os.symlink("/", SECRET + ".link"),
    "change permissions": lambda: os.chmod(SECRET, 0o777),
    "change directory": lambda: os.chdir("/"),
    "read a process": lambda: os.open("/proc/self/environ", os.O_RDONLY),
    "make an internet socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "make an internet socket for datagrams": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
    "make a local socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
    "make a pair of sockets": socket.socketpair,
    "connect": ask_the_kernel(42 if os.uname().machine == "x86_64" else 203),
    "start a program": lambda: os.execv("/bin/true", ["true"]),
    "start a process": lambda: subprocess.Popen(["/bin/true"]),
    "fork": os.fork,
    "fork by hand": fork_by_hand,
    "signal the parent": lambda: os.kill(os.getppid(), 0),
    "signal everybody": lambda: os.kill(-1, 0),
    "trace a process": lambda: system_call(101 if os.uname().machine == "x86_64" else 117, 16, 1, 0, 0),
    "read another's memory": ask_the_kernel(310 if os.uname().machine == "x86_64" else 270),
    "allocate": allocate,
    "raise the limit": raise_the_limit,
    "make executable memory": executable_memory,
    "make an anonymous file": lambda: os.memfd_create("x"),
    "use io_uring": ask_the_kernel(425),
    "use bpf": ask_the_kernel(321 if os.uname().machine == "x86_64" else 280),
    "use userfaultfd": ask_the_kernel(323 if os.uname().machine == "x86_64" else 282),
    "use performance events": ask_the_kernel(298 if os.uname().machine == "x86_64" else 241),
    "enter a namespace": ask_the_kernel(272 if os.uname().machine == "x86_64" else 97),
    "mount": ask_the_kernel(165 if os.uname().machine == "x86_64" else 40),
    "use keys": ask_the_kernel(248 if os.uname().machine == "x86_64" else 217),
    "change user": lambda: os.setuid(65534),
    "be more patient": lambda: os.nice(5),
    "a thread": thread,
}


def serve(request: Request, descriptor: int | None, replies: IO[bytes], large: bool) -> None:
    """One attempt; its number comes as the place to start sampling from."""
    HANDED[0] = descriptor or 0
    try:
        list(ATTEMPTS.values())[int(request["start"])]()
    except MemoryError:
        raise MediaError("MemoryError") from None
    except OSError as error:
        raise MediaError(errno.errorcode.get(error.errno or 0, str(error.errno))) from None
    except BaseException as error:
        raise MediaError(type(error).__name__) from None
    raise MediaError("done")


if __name__ == "__main__":
    worker._serve = serve
    worker.main()
