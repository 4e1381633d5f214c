"""Which files a player may open: those whose container and every stream's codec a worker has found on the lists; the hit says so."""

from pathlib import Path

import pytest

from engine.engine import Engine
from engine.media.allowed import AUDIO_CODECS, CONTAINERS, VIDEO_CODECS
from engine.media.decoder import Decoder
from engine.messages import Hits, IndexFolder, Search
from tests.clips import make_clip
from tests.fakes import load_fake, run_steps
from tests.odd_media import film


@pytest.fixture(scope="module")
def decoder():
    with Decoder() as decoder:
        yield decoder


@pytest.mark.parametrize(
    ("name", "content", "playable"),
    [
        ("plain.mkv", film(), True),
        ("sound.mp4", film("mp4", sound=2.0), True),
        ("sound.mkv", film(sound=2.0), True),
        ("sound of no known codec.mkv", film(sound=2.0).replace(b"A_AAC", b"A_XYZ"), False),
        ("sound on no list.mkv", film(sound=2.0).replace(b"A_AAC", b"A_TTA"), False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_stream_counts(decoder: Decoder, tmp_path: Path, name: str, content: bytes, playable: bool) -> None:
    (tmp_path / name).write_bytes(content)
    assert decoder.probe(tmp_path / name).playable is playable


def test_the_hit_carries_what_the_worker_found(tmp_path: Path) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    make_clip(folder / "plain.mkv", seconds=3, scenes=["red"])
    make_clip(folder / "odd.mkv", seconds=3, scenes=["blue"], audio=True)
    odd = (folder / "odd.mkv").read_bytes()
    assert odd.count(b"A_AAC") == 1
    (folder / "odd.mkv").write_bytes(odd.replace(b"A_AAC", b"A_XYZ"))
    engine = Engine(tmp_path / "library", "colours", load=load_fake)
    run_steps(engine.load_model())
    run_steps(engine.index_folder(IndexFolder(1, str(folder))))
    found = {}
    for colour in ("red", "blue"):
        for item in run_steps(engine.search(Search(2, colour))):
            if isinstance(item, Hits) and item.hits:
                found[Path(item.hits[0].path).name] = item.hits[0].playable
    [text] = [
        hit
        for item in run_steps(engine.search(Search(3, "odd")))
        if isinstance(item, Hits) and item.stage == "text"
        for hit in item.texts
    ]
    engine.close()
    assert found == {"plain.mkv": True, "odd.mkv": False}
    assert text.playable is False


def test_the_lists_hold_nothing_that_reaches_beyond_the_file() -> None:
    """Demuxers that open other files or the network, or draw text; decoders with known holes."""
    reaching = {
        "hls",
        "dash",
        "concat",
        "sdp",
        "rtsp",
        "rtp",
        "image2",
        "image2pipe",
        "lavfi",
        "tty",
        "vobsub",
        "ffmetadata",
        "imf",
        "webm_dash_manifest",
    }
    assert not reaching & set(CONTAINERS.split(","))
    assert not {"vvc", "apac", "adpcm_adx", "shorten", "ansi", "text"} & (VIDEO_CODECS | set(AUDIO_CODECS.split(",")))
