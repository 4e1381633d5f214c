"""A decoder worker that decodes nothing: what it does with a file is written in the file. For tests alone, started as the worker's program.

"film" yields one plain second; "crash", "hang", "babble" and "late crash" are what they say. It is quick, so that a thousand files are.
"""

import os
import signal
import sys

import numpy as np
from PIL import Image

from engine.media import pictures
from engine.media.frames import Fingerprint, FrameSize, SampledFrame, SampleEnd, VideoInfo
from engine.media.handover import received_requests
from engine.media.wire import write_header, write_item
from engine.media.worker import opening

INFO = VideoInfo(1.0, 1.0, 32, 32, "h264", "mov", False, 0, False, False, 0.0, 1, playable=True)


def main() -> None:
    """Answer until standard input ends."""
    out = sys.stdout.buffer
    grey = Image.new("RGB", (32, 32), "grey")
    jpeg, tile, signature = pictures.jpeg(grey), pictures.jpeg(pictures.tile(grey)), pictures.signature(grey)
    write_header(out, {"kind": "ready", "pyav": sys.argv[1], "ffmpeg": "0"})
    out.flush()
    for request, descriptor in received_requests(sys.stdin.fileno()):
        assert descriptor is not None
        content = os.pread(descriptor, 100, 0).decode()
        match request["do"]:
            case "fingerprint":
                found = opening.fingerprint(descriptor, request["size_of_file"], request["modified"])
                write_item(out, Fingerprint(found.size, found.mtime_ns, found.digest))
            case "probe":
                misbehave(content)
                write_item(out, INFO)
            case "sample":
                write_item(out, INFO)
                misbehave(content.removeprefix("late "))
                size = FrameSize(**request["size"])
                pixels = np.full((size.height, size.width, 3), 128, np.uint8)
                write_item(out, SampledFrame(0.0, pixels, jpeg, tile, signature))
                write_item(out, SampleEnd(True, 1.0))
        os.close(descriptor)


def misbehave(content: str) -> None:
    """As a video might make FFmpeg."""
    kind = content.split("\n")[0]
    if kind in ("crash", "hang", "babble"):
        with open(sys.argv[2], "a") as diary:
            diary.write(content.replace("\n", " ") + "\n")
    match kind:
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "babble":
            sys.stdout.buffer.write(b"\x00" * 100_000)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
