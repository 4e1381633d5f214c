"""What a film that takes its decoder over can do then: nothing, tried from inside a real worker."""

import os
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.errors import MediaError
from engine.media.decoder import Decoder
from engine.media.frames import FrameSize
from engine.media.linux_confinement import filter_program
from tests.clips import make_clip

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the confinement of macOS and Windows is written and untried: no such machine here"
)
ROOT = Path(__file__).parents[2]
SIZE = FrameSize(32, 32)
ALLOWED = {"a thread": "done", "allocate": "MemoryError"}
REFUSED = {"write to the film": {"EBADF"}, "raise the limit": {"EPERM", "ValueError"}}


def attempts() -> list[str]:
    code = "import tests.escaping_worker as one; [print(name) for name in one.ATTEMPTS]"
    made = subprocess.run([sys.executable, "-c", code, "/"], cwd=ROOT, capture_output=True, text=True, check=True)
    return made.stdout.splitlines()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("film") / "film.mkv", seconds=1, size=(64, 48)).path


@pytest.fixture(scope="module")
def escaping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Decoder, Path]]:
    """A worker that tries what it is told, and a file that is none of its business."""
    secret = tmp_path_factory.mktemp("private") / "secret.txt"
    secret.write_text("secret")
    with Decoder(command=[sys.executable, "-P", "-m", "tests.escaping_worker", str(secret)]) as decoder:
        yield decoder, secret


def test_every_way_out_is_closed(escaping: tuple[Decoder, Path], film: Path) -> None:
    decoder, secret = escaping
    outcomes = {}
    for number, name in enumerate(attempts()):
        with pytest.raises(MediaError) as told:
            list(decoder.sample(film, SIZE, start=float(number)))
        outcomes[name] = str(told.value)
    assert len(outcomes) > 40
    for name, outcome in outcomes.items():
        assert outcome in ({ALLOWED[name]} if name in ALLOWED else REFUSED.get(name, {"EPERM"})), (name, outcome)
    assert decoder.started == 1, "and the worker lives on"
    assert secret.read_text() == "secret"
    assert os.listdir(secret.parent) == ["secret.txt"]


def test_the_engine_is_told_what_a_worker_gave_up(film: Path) -> None:
    with Decoder() as decoder:
        decoder.probe(film)
        given_up = set(decoder.confined)
    assert {"no_new_privs", "seccomp", "limit AS", "limit FSIZE", "limit CORE", "limit NOFILE"} <= given_up
    if Path("/sys/kernel/security/lsm").exists() and "landlock" in Path("/sys/kernel/security/lsm").read_text():
        assert any(name.startswith("landlock") for name in given_up)


def test_no_thread_of_a_worker_is_left_out(film: Path) -> None:
    with Decoder() as decoder:
        decoder.probe(film)
        threads = list(Path(f"/proc/{decoder.process_id}/task").iterdir())
        assert len(threads) >= 2
        for thread in threads:
            status = dict(
                line.split(":\t", 1) for line in (thread / "status").read_text().splitlines() if ":\t" in line
            )
            assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")


def test_a_worker_has_no_descriptors_but_its_own(film: Path) -> None:
    """Nothing the engine has open (its library, its log) can be read or written by a worker."""
    with film.open("rb") as other, Decoder() as decoder:
        os.set_inheritable(other.fileno(), True)
        decoder.probe(film)
        end = time.monotonic() + 5
        while (links := links_of(decoder)) and str(film) in links and time.monotonic() < end:
            time.sleep(0.01)  # it closes the film after it has answered
    assert len(links) <= 5
    assert all(link.startswith(("socket:", "pipe:", "/dev/null")) for link in links), links


def links_of(decoder: Decoder) -> list[str]:
    return [os.readlink(one) for one in Path(f"/proc/{decoder.process_id}/fd").iterdir()]


def test_confining_takes_milliseconds() -> None:
    code = (
        "import time, sys; from engine.media.confinement import MEMORY, confine; import engine.media.linux_confinement\n"
        "import resource, platform; platform.machine(); begin = time.perf_counter(); confine(MEMORY)\n"
        "print((time.perf_counter() - begin) * 1000)"
    )
    times = [
        float(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True).stdout) for _ in range(5)
    ]
    assert statistics.median(times) < 50, times  # 1 ms where it was measured


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_names_no_call_that_could_reach_anything(machine: str) -> None:
    """Of both processors, though only one can be tried here: every jump lands inside, and the end is a refusal."""
    program = [struct.unpack("=HBBI", step) for step in filter_program(machine)]
    for place, (code, if_true, if_false, _) in enumerate(program):
        if code & 7 == 5:
            assert place + 1 + max(if_true, if_false) < len(program)
    assert program[-1] == (0x06, 0, 0, 0x00050001)
    compared = {value for code, _, _, value in program[4:] if code == 0x15}
    forbidden = {
        "x86_64": {2, 257, 437, 41, 42, 49, 59, 322, 57, 58, 101, 62, 200, 157, 16, 4, 6, 262, 310, 425, 160, 302, 319},
        "aarch64": {56, 437, 198, 203, 200, 221, 281, 117, 129, 130, 167, 29, 79, 270, 425, 164, 261, 279},
    }[machine]
    assert not compared & forbidden


@pytest.mark.goal("F6")
def test_large_pictures_wait_for_a_worker_with_more_memory(tmp_path: Path, tried: Callable[[str, int], None]) -> None:
    """An 8K frame is beyond an ordinary worker; one worker that may use more is started for it, and ends with it."""
    small = make_clip(tmp_path / "small.mkv", seconds=1, size=(64, 48)).path
    large = make_clip(tmp_path / "large.mkv", seconds=0.4, fps=5, size=(4096, 2400), codec="mpeg4").path
    tried("F6", 2)
    with Decoder() as one, Decoder() as two:
        one.probe(small)
        first, second = one.sample(large, SIZE), two.sample(large, SIZE)
        assert len(list(first)) == 3
        assert len(list(second)) == 3
        assert (one.started, two.started) == (2, 2)
        assert one.process_id is None, "the worker with more memory is not kept"
        assert one.probe(small).width == 64
        assert one.started == 3


@pytest.mark.goal("F6")
def test_what_needs_more_memory_than_a_film_may_use_costs_one_film(
    film: Path, tried: Callable[[str, int], None]
) -> None:
    tried("F6", 1)
    code = (
        "import sys; from engine.media import worker, sampling\n"
        "def hungry(*given, **named):\n    raise MemoryError\n    yield\n"
        "warm_up = worker.warm_up\n"
        "def then_hungry():\n    warm_up()\n    sampling.sample = hungry\n"
        "worker.warm_up = then_hungry; worker.main()"
    )
    begin = time.monotonic()
    with Decoder(command=[sys.executable, "-P", "-c", code]) as decoder:
        with pytest.raises(MediaError, match="more memory than a video may use") as told:
            list(decoder.sample(film, SIZE))
        assert told.value.verdict == "refused"
        assert decoder.probe(film).width == 64
    assert time.monotonic() - begin < 15
