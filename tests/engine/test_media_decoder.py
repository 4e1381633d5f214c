"""The decoder worker as a process: what happens when it dies, hangs, talks nonsense or is no longer wanted."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from engine.errors import EngineError, MediaError
from engine.media.decoder import LOOK_AHEAD, Decoder
from engine.media.frames import FrameSize, SampledFrame, SampleEnd, VideoInfo
from tests.clips import Clip, make_clip

SIZE = FrameSize(64, 64)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return make_clip(tmp_path_factory.mktemp("clips") / "film.mp4", seconds=5)


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Ten minutes, more samples than fit between worker and reader."""
    return make_clip(tmp_path_factory.mktemp("clips") / "long.mkv", seconds=600, fps=2, size=(64, 48))


def fake(*lines: str) -> Sequence[str]:
    """A worker that runs these lines instead."""
    return [sys.executable, "-c", "import sys, time, os\n" + "\n".join(lines)]


READY = 'print(\'{"kind": "ready"}\', flush=True); sys.stdin.readline()'


def running(process_id: int) -> bool:
    try:
        with open(f"/proc/{process_id}/stat", "rb") as file:
            return file.read().rsplit(b")", 1)[1].split()[0] != b"Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(process_id: int, within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while running(process_id) and time.monotonic() < end:
        time.sleep(0.01)
    return not running(process_id)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    with Decoder() as decoder:
        yield decoder


def test_one_worker_answers_many_requests(decoder: Decoder, clip: Clip) -> None:
    decoder.probe(clip.path)
    process = decoder.process_id
    for _ in range(3):
        decoder.fingerprint(clip.path)
        assert len(list(decoder.sample(clip.path, SIZE))) == 7
        with pytest.raises(MediaError):
            decoder.probe(clip.path.with_name("missing.mp4"))
    assert decoder.process_id == process
    assert decoder.idle


def test_items_come_without_waiting_longer_than_asked(decoder: Decoder, clip: Clip) -> None:
    replies = decoder.sample(clip.path, SIZE)
    items = []
    longest = 0.0
    while not replies.finished:
        begin = time.monotonic()
        item = replies.next_ready(0.02)
        longest = max(longest, time.monotonic() - begin)
        if item is not None:
            items.append(item)
    assert longest < 0.5
    assert isinstance(items[0], VideoInfo)
    assert isinstance(items[-1], SampleEnd)
    with pytest.raises(StopIteration):
        replies.next_ready(0)
    assert list(replies) == []


def test_a_worker_that_is_killed_costs_one_file(decoder: Decoder, long_clip: Clip, clip: Clip) -> None:
    replies = decoder.sample(long_clip.path, SIZE)
    next(replies)
    process = decoder.process_id
    assert process is not None
    os.kill(process, signal.SIGTERM)
    with pytest.raises(MediaError, match="made the decoder stop"):
        list(replies)
    assert list(replies) == []
    assert len(list(decoder.sample(clip.path, SIZE))) == 7
    assert decoder.process_id != process


def test_a_worker_that_died_between_two_requests_is_not_noticed(decoder: Decoder, clip: Clip) -> None:
    decoder.probe(clip.path)
    process = decoder.process_id
    assert process is not None
    os.kill(process, signal.SIGTERM)
    time.sleep(0.3)
    assert decoder.probe(clip.path).width == 320


@needs_proc
def test_a_worker_without_sign_of_life_is_killed(long_clip: Clip) -> None:
    with Decoder(patience=0.6) as decoder:
        replies = decoder.sample(long_clip.path, SIZE)
        next(replies)
        process = decoder.process_id
        assert process is not None
        os.kill(process, signal.SIGSTOP)
        begin = time.monotonic()
        with pytest.raises(MediaError, match="could not be read in time"):
            list(replies)
        assert time.monotonic() - begin < 5
        assert gone(process)
        assert decoder.probe(long_clip.path).width == 64


def test_slow_decoding_is_not_mistaken_for_hanging(clip: Clip) -> None:
    working = '[(print(\'{"kind": "working"}\', flush=True), time.sleep(0.1)) for _ in range(12)]'
    end = 'print(\'{"kind": "end", "complete": true, "duration": 1.0, "sentence": ""}\', flush=True)'
    with Decoder(patience=0.5, command=fake(READY, working, end)) as decoder:
        assert list(decoder.sample(clip.path, SIZE)) == [SampleEnd(True, 1.0)]


@pytest.mark.parametrize(
    "nonsense",
    [
        "print('hello')",
        "print('[1, 2]')",
        'print(\'{"kind": "secret"}\')',
        'print(\'{"kind": "info", "duration": "long"}\')',
        'print(\'{"kind": "end", "complete": 1, "duration": 1.0, "sentence": ""}\')',
        'print(\'{"kind": "frame", "time": 0, "shape": [99999, 99999, 3], "jpeg": 1, "tile": 1, "cut_hint": null}\')',
        'print(\'{"kind": "frame", "time": 0, "shape": [2, 2, 3], "jpeg": 999999999999, "tile": 1, "cut_hint": null}\')',
        'print(\'{"kind": "frame", "time": 0, "shape": [2, 2, 3], "jpeg": 5, "tile": 5, "cut_hint": null}\\nshort\')',
        "sys.stdout.write('x' * 10_000_000)",
        "os._exit(1)",
        "os.abort()",
    ],
)
def test_a_worker_that_talks_nonsense_costs_one_file(clip: Clip, nonsense: str) -> None:
    with Decoder(command=fake(READY, nonsense, "sys.stdout.flush()")) as decoder:
        with pytest.raises(MediaError, match="made the decoder stop"):
            list(decoder.sample(clip.path, SIZE))
        with pytest.raises(MediaError):
            decoder.probe(clip.path)


def test_a_worker_that_cannot_start_is_no_fault_of_the_file(clip: Clip) -> None:
    for command in (fake("raise SystemExit(1)"), ["/nonexistent/python"]):
        with Decoder(command=command) as decoder, pytest.raises(EngineError, match="cannot be started") as caught:
            decoder.probe(clip.path)
        assert not isinstance(caught.value, MediaError)


@needs_proc
def test_closing_early_stops_the_work_at_once(long_clip: Clip) -> None:
    threads = threading.active_count()
    with Decoder() as decoder:
        for taken in (0, 1, 5):
            replies = decoder.sample(long_clip.path, SIZE)
            for _ in range(taken):
                next(replies)
            process = decoder.process_id
            assert process is not None
            begin = time.monotonic()
            replies.close()
            assert time.monotonic() - begin < 1.0
            assert gone(process, within=1.0)
            assert decoder.idle
        assert isinstance(next(decoder.sample(long_clip.path, SIZE)), VideoInfo)
        process = decoder.process_id
    assert process is not None
    assert gone(process, within=1.0)
    assert threading.active_count() == threads


def test_a_new_request_gives_up_the_one_before(decoder: Decoder, long_clip: Clip, clip: Clip) -> None:
    first = decoder.sample(long_clip.path, SIZE)
    next(first)
    assert decoder.probe(clip.path).duration == 5.0
    assert first.finished
    assert list(first) == []


def test_the_worker_waits_when_nobody_reads(decoder: Decoder, long_clip: Clip) -> None:
    replies = decoder.sample(long_clip.path, FrameSize(256, 256))
    next(replies)
    time.sleep(1.0)
    assert replies._worker is not None
    waiting = replies._worker._queue.qsize()
    assert waiting <= LOOK_AHEAD
    frames = [item for item in replies if isinstance(item, SampledFrame)]
    assert len(frames) == 600


@needs_proc
def test_the_worker_ends_with_its_parent(long_clip: Clip) -> None:
    code = (
        "import sys, time; from pathlib import Path; from engine.media.decoder import Decoder, FrameSize\n"
        "decoder = Decoder(); replies = decoder.sample(Path(sys.argv[1]), FrameSize(64, 64)); next(replies)\n"
        "print(decoder.process_id, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(long_clip.path)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    assert running(worker)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(worker, within=3.0)


def test_what_a_library_prints_does_not_disturb(clip: Clip) -> None:
    code = (
        "import os, sys; from engine.media import worker, probing\n"
        "probe = probing.probe\n"
        "def noisy(*given): os.write(1, b'noise\\n'); print('noise', flush=True); return probe(*given)\n"
        "probing.probe = noisy\nworker.main()"
    )
    with Decoder(command=[sys.executable, "-P", "-c", code]) as decoder:
        assert decoder.probe(clip.path).width == 320


def test_only_the_worker_opens_videos() -> None:
    """The client's modules do not even import PyAV."""
    code = (
        "import sys\n"
        "import engine.media.decoder, engine.media.find, engine.media.subtitles, engine.media.shots, engine.media.pictures\n"
        "assert 'av' not in sys.modules and 'engine.media.opening' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


FRAME = '{"kind": "frame", "time": 0, "shape": [64, 64, 3], "jpeg": %d, "tile": %d, "cut_hint": null}'


@pytest.mark.parametrize(
    ("header", "follows"),
    [
        ('{"kind": "frame", "time": NaN, "shape": [64, 64, 3], "jpeg": 9, "tile": 9, "cut_hint": null}', b""),
        (
            '{"kind": "frame", "time": 1e300, "shape": [64, 64, 3], "jpeg": 9, "tile": 9, "cut_hint": null}',
            b"x" * 20_000,
        ),
        ('{"kind": "frame", "time": 0, "shape": [64, 63, 3], "jpeg": 9, "tile": 9, "cut_hint": null}', b"x" * 20_000),
        (FRAME % (-1, 9), b"x" * 20_000),
        (FRAME % (2**40, 9), b"x" * 20_000),
        (FRAME % (9, 9), b"x" * 20_000),
        ('{"kind": "end", "complete": true, "duration": Infinity, "sentence": ""}', b""),
        ('{"kind": "end", "complete": true, "duration": -1e300, "sentence": ""}', b""),
        ('{"kind": "end", "complete": true, "duration": 1, "sentence": "%s"}' % ("x" * 2000), b""),
        ('{"kind": "end", "complete": true, "duration": 1, "sentence": "\\u202e\\u0007"}', b""),
        ('{"kind": "error", "verdict": "splendid", "sentence": "x."}', b""),
        ('{"kind": "error", "verdict": "damaged", "sentence": 7}', b""),
        ('{"kind": "error"}', b""),
        ('{"kind": "times", "count": 999999999999}', b""),
        ("[" * 15_000, b""),
    ],
)
def test_nothing_that_a_worker_says_is_taken_unchecked(tmp_path: Path, clip: Clip, header: str, follows: bytes) -> None:
    answer = tmp_path / "answer"
    answer.write_bytes(header.encode() + b"\n" + follows)
    say = f"sys.stdout.buffer.write(open({str(answer)!r}, 'rb').read()); sys.stdout.flush(); time.sleep(60)"
    with Decoder(command=fake(READY, say), patience=10) as decoder:
        with pytest.raises(MediaError, match="made the decoder stop") as told:
            list(decoder.sample(clip.path, SIZE))
        assert told.value.verdict == "crashed"


def test_only_pictures_as_agreed_reach_the_decoders_of_the_engine_and_the_window() -> None:
    """A worker that was taken over must not choose what they decode: another size, another kind of JPEG, another format."""
    import io

    from PIL import Image

    from engine.media import pictures, wire

    picture = Image.effect_noise((480, 270), 90).convert("RGB")
    good = pictures.jpeg(picture)
    assert wire._plain_jpeg(good, (480, 480)) == good

    def coded(kind: str, image: Image.Image = picture, **how: object) -> bytes:
        file = io.BytesIO()
        image.save(file, kind, **how)  # pyright: ignore[reportArgumentType]
        return file.getvalue()

    bad = {
        "too large": pictures.jpeg(picture.resize((481, 10))),
        "progressive": coded("JPEG", progressive=True),
        "grey": coded("JPEG", picture.convert("L")),
        "four colours": coded("JPEG", picture.convert("CMYK")),
        "with a profile": coded("JPEG", icc_profile=b"x" * 500),
        "with Exif": coded("JPEG", exif=b"Exif\0\0" + bytes(50)),
        "PNG": coded("PNG"),
        "cut off": good[:-2],
        "no picture": b"\xff\xd8\xff\xd9",
        "size changed": good.replace(b"\xff\xc0\0\x11\x08" + (270).to_bytes(2, "big"), b"\xff\xc0\0\x11\x08\xff\xff"),
        "nothing": b"",
    }
    for data in bad.values():
        with pytest.raises(wire.ProtocolError):
            wire._plain_jpeg(data, (480, 480))


def test_a_worker_that_is_busy_for_ever_is_stopped(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    """It tells every moment that it works, so it is not silent; but a film of a second is not worth so much work."""
    from engine.media import worker_process

    monkeypatch.setattr(worker_process, "BASE", 0.5)
    working = 'while True: print(\'{"kind": "working"}\', flush=True); time.sleep(0.05)'
    begin = time.monotonic()
    with (
        Decoder(command=fake(READY, working)) as decoder,
        pytest.raises(MediaError, match="not be read in time") as told,
    ):
        list(decoder.sample(clip.path, SIZE))
    assert told.value.verdict == "timed out"
    assert time.monotonic() - begin < 20


def test_how_much_work_a_film_is_worth() -> None:
    from engine.media.budgets import BASE, LONGEST, WorkBudget

    budget = WorkBudget()
    assert budget.seconds == BASE
    budget.length = 100.0
    assert budget.seconds == BASE + 200.0, "twice its length, for a film that is read faster than it plays"
    budget.advance(20.0, 10.0)
    assert budget.seconds == BASE + 200.0
    budget.advance(30.0, 60.0)
    assert budget.seconds == BASE + 400.0, "it takes two seconds for one"
    budget.advance(5000.0, 70.0)
    assert budget.seconds == BASE + 20_000.0, "it is longer than it says"
    budget.length = 1e7
    assert budget.seconds == LONGEST
