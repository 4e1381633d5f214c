"""The decoder worker, `python -m engine.media.worker`: the only code of Rushes that opens a video.

It reads requests from standard input and answers on standard output (see `wire`). It ends when standard input ends, and
on Linux also when its parent dies. Opened this way by `decoder.Decoder`, never imported by anything else.
"""

import contextlib
import ctypes
import io
import os
import queue
import signal
import sys
import threading
import time
from typing import IO

from engine.errors import MediaError
from engine.media import image, opening, probing, sampling, stills, timeline, trimming
from engine.media.frames import FrameSize
from engine.media.wire import Header, ProtocolError, read_header, write_header, write_item

PROGRESS_INTERVAL = 1.0  # seconds between signs of life while nothing else is sent
ADDRESS_SPACE = 6 * 1024**3  # bytes
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the engine, which then stops its workers
    replies = _own_stdout()
    requests: queue.SimpleQueue[Header] = queue.SimpleQueue()
    _die_with_parent()
    threading.Thread(target=_read_requests, args=(sys.stdin.buffer, requests), daemon=True).start()
    confine()
    write_header(replies, {"kind": "ready"})
    replies.flush()
    while True:
        request = requests.get()
        try:
            _serve(request, replies)
        except MediaError as error:
            write_header(replies, {"kind": "error", "sentence": str(error)})
        except MemoryError:
            write_header(replies, {"kind": "error", "sentence": "This video needs more memory than a video may use."})
        except BrokenPipeError:
            os._exit(0)
        except Exception as error:  # the worker's loop: one bad file must not end it
            with contextlib.suppress(OSError):
                print(f"decoder worker: {error!r}", file=sys.stderr, flush=True)
            write_header(replies, {"kind": "error", "sentence": "This video cannot be read; it is probably damaged."})
        with contextlib.suppress(BrokenPipeError):
            replies.flush()


def confine() -> None:
    """Limits on what a video that takes over the decoder could do. The place for the full sandbox (RELIABILITY 3b)."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for limit, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, ADDRESS_SPACE)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def _serve(request: Header, replies: IO[bytes]) -> None:
    path = request["path"]
    match request["do"]:
        case "fingerprint":
            write_item(replies, opening.fingerprint(path))
        case "probe":
            write_item(replies, probing.probe(path))
        case "sample":
            progress = _Progress(replies)
            size = FrameSize(**request["size"])
            samples = sampling.sample(
                path, size, request["fps"], request["start"], request["end"], request["threads"], progress
            )
            with contextlib.closing(samples):
                for item in samples:
                    write_item(replies, item)
                    progress.sent()
        case "image":
            with io.FileIO(opening.open_descriptor(path)) as file:
                for item in image.sample_image(file, FrameSize(**request["size"])):
                    write_item(replies, item)
        case "times":
            write_item(replies, timeline.frame_times(path, request["start"], request["end"], _Progress(replies)))
        case "still":
            write_item(replies, stills.still(path, request["time"], request["side"], _Progress(replies)))
        case "trim":
            progress = _Progress(replies)
            wanted = request["start"], request["end"], request["suffix"], request["exact"]
            with contextlib.closing(trimming.trim(path, *wanted, progress)) as items:
                for item in items:
                    write_item(replies, item)
                    progress.sent()
        case _:
            raise ProtocolError("unknown request")


class _Progress:
    """Tells the client now and then that decoding goes on."""

    def __init__(self, replies: IO[bytes]) -> None:
        self._replies = replies
        self._last = time.monotonic()

    def __call__(self) -> None:
        now = time.monotonic()
        if now - self._last >= PROGRESS_INTERVAL:
            write_header(self._replies, {"kind": "working"})
            self._replies.flush()
            self._last = now

    def sent(self) -> None:
        self._last = time.monotonic()


def _own_stdout() -> IO[bytes]:
    """Standard output for replies alone: what a library prints goes to standard error."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=1024 * 1024)
    os.dup2(sys.stderr.fileno() if sys.stderr else os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return replies


def _read_requests(stream: IO[bytes], requests: "queue.SimpleQueue[Header]") -> None:
    """Runs in a thread, so that the end of standard input is noticed while decoding."""
    with contextlib.suppress(ProtocolError, OSError):
        while (request := read_header(stream)) is not None:
            requests.put(request)
    os._exit(0)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        parent = os.getppid()
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)


if __name__ == "__main__":
    main()
