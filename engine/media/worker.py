"""The decoder worker, `python -m engine.media.worker`: the only code of Rushes that reads a video.

It takes requests, each with an open file, from standard input (see `handover`) and answers on standard output (see `wire`). Before the
first one it gives up every right it has (see `confinement`). It ends when standard input ends, and on Linux also when its parent dies.
Started this way by `decoder.Decoder`, never imported by anything else. `--large`: it may use more memory.
"""

import contextlib
import ctypes
import io
import os
import queue
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import IO

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorTrc

from engine.errors import MediaError
from engine.media import colour, image, opening, probing, sampling, stills, timeline, trimming
from engine.media.confinement import MEMORY, MEMORY_FOR_LARGE, confine
from engine.media.frames import FrameSize
from engine.media.handover import Request, received_requests
from engine.media.wire import ProtocolError, write_header, write_item

PROGRESS_INTERVAL = 1.0  # seconds between signs of life while nothing else is sent
_PR_SET_PDEATHSIG = 1

Requests = queue.SimpleQueue[tuple[Request, int | None]]
ORDINARY_PIXELS = 9 * 1024 * 1024
"""Frames larger than this (4096 × 2160 is not) need a worker with `MEMORY_FOR_LARGE`."""


def main() -> None:
    """Serve requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the engine, which then stops its workers
    large = "--large" in sys.argv[1:]
    replies = _own_stdout()
    _die_with_parent()
    incoming = received_requests(sys.stdin.fileno())
    warm_up()
    _fall_silent()
    confined = confine(MEMORY_FOR_LARGE if large else MEMORY)
    requests: Requests = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(incoming, requests), daemon=True).start()
    ready = {"kind": "ready", "confined": list(confined), "ffmpeg": av.ffmpeg_version_info, "pyav": av.__version__}
    write_header(replies, ready)
    replies.flush()
    while True:
        request, descriptor = requests.get()
        try:
            _serve(request, descriptor, replies, large)
        except MediaError as error:
            write_header(replies, {"kind": "error", "verdict": error.verdict, "sentence": str(error)})
        except MemoryError:
            write_header(replies, {"kind": "memory"})
        except BrokenPipeError:
            os._exit(0)
        except Exception as error:  # the worker's loop: one bad file must not end it
            sentence = "This video cannot be read; it is probably damaged."
            detail = repr(error)[:500]
            write_header(replies, {"kind": "error", "verdict": "damaged", "sentence": sentence, "detail": detail})
        with contextlib.suppress(OSError):
            if descriptor is not None:
                os.close(descriptor)
        with contextlib.suppress(BrokenPipeError):
            replies.flush()


def warm_up() -> None:
    """Decode a film made in memory, in the ways that films are decoded: all that is imported or set up lazily is there afterwards."""
    film = io.BytesIO()
    with av.open(film, "w", format="matroska") as container:
        stream = container.add_stream("ffv1", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p10le"
        stream.codec_context.color_trc = ColorTrc.SMPTE2084
        for second in range(3):
            frame = VideoFrame.from_ndarray(np.full((48, 64, 3), 80 * second, np.uint8)).reformat(format="yuv420p10le")
            frame.pts, frame.color_trc = second, ColorTrc.SMPTE2084
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    colour.deinterlaced(VideoFrame(64, 48, "yuv420p"))
    with tempfile.TemporaryFile() if not hasattr(os, "memfd_create") else open(os.memfd_create("film"), "w+b") as file:
        file.write(film.getvalue())
        file.flush()
        for plan in (False, True):
            list(sampling.sample(file.fileno(), FrameSize(32, 32), plan=plan))


def _serve(request: Request, descriptor: int | None, replies: IO[bytes], large: bool) -> None:
    """Answer one request. Raises MediaError; MemoryError when this worker may not use what the video needs."""
    if descriptor is None:
        raise ProtocolError("a request without a file")
    most_pixels = opening.MAX_PIXELS if large else ORDINARY_PIXELS
    match request["do"]:
        case "fingerprint":
            write_item(replies, opening.fingerprint(descriptor, request["size_of_file"], request["modified"]))
        case "probe":
            write_item(replies, probing.probe(descriptor, most_pixels))
        case "sample":
            progress = _Progress(replies)
            size = FrameSize(**request["size"])
            samples = sampling.sample(
                descriptor,
                size,
                request["fps"],
                request["start"],
                request["end"],
                request["threads"],
                progress,
                most_pixels=most_pixels,
            )
            with contextlib.closing(samples):
                for item in samples:
                    write_item(replies, item)
                    progress.sent()
        case "image":
            with io.FileIO(descriptor, closefd=False) as file:
                for item in image.sample_image(file, FrameSize(**request["size"])):
                    write_item(replies, item)
        case "times":
            write_item(replies, timeline.frame_times(descriptor, request["start"], request["end"], _Progress(replies)))
        case "still":
            write_item(replies, stills.still(descriptor, request["time"], request["side"], _Progress(replies)))
        case "trim":
            progress = _Progress(replies)
            wanted = request["start"], request["end"], request["suffix"], request["exact"]
            with contextlib.closing(trimming.trim(descriptor, *wanted, progress)) as items:
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


def _fall_silent() -> None:
    """From now on what a library prints goes nowhere: standard error may be a file, and a confined process adds no byte to any."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _receive(incoming: Iterator[tuple[Request, int | None]], requests: Requests) -> None:
    """Runs in a thread, so that the end of standard input is noticed while decoding."""
    with contextlib.suppress(ValueError, OSError):
        for request in incoming:
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
