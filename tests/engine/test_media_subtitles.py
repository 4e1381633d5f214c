"""Subtitles beside a video: which are its own, and what they say."""

import os
from pathlib import Path

import pytest

from engine.errors import MediaError
from engine.media.subtitles import MAX_BYTES, Cue, find_subtitles, read_subtitles

SRT = """1
00:00:01,500 --> 00:00:03,000
<i>Where</i> is the <font color="#fff">dog</font>?

2
00:00:04,000 --> 00:00:05,250
On the
grass &amp; happy.
"""
CUES = [Cue(1.5, 3.0, "Where is the dog?"), Cue(4.0, 5.25, "On the grass & happy.")]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_subtitles_have_the_name_of_the_video_or_lie_in_its_subtitle_folder(tmp_path: Path) -> None:
    video = tmp_path / "film.mp4"
    (tmp_path / "Subs").mkdir()
    wanted = ["film.srt", "film.en.SRT", "film.forced.ko.ass", "Film.vtt", "Subs/film.de.ssa"]
    for name in [*wanted, "film2.srt", "other.srt", "film.txt", ".film.srt", "film.nfo"]:
        write(tmp_path / name, SRT)
    (tmp_path / "film.folder.srt").mkdir()
    found = [path.relative_to(tmp_path).as_posix() for path in find_subtitles(video)]
    assert sorted(found) == sorted(wanted)
    assert found[0] in ("film.srt", "Film.vtt")
    assert found[-1] == "Subs/film.de.ssa"


def test_a_video_in_a_missing_folder_has_no_subtitles(tmp_path: Path) -> None:
    assert find_subtitles(tmp_path / "gone" / "film.mp4") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_subrip_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    assert read_subtitles(write(tmp_path / "film.srt", SRT, encoding)) == CUES


@pytest.mark.parametrize(
    ("encoding", "word"), [("cp949", "강아지가 달린다"), ("cp1252", "Füße über Äpfel"), ("utf-8", "犬が走る")]
)
def test_letters_beyond_ascii(tmp_path: Path, encoding: str, word: str) -> None:
    text = f"1\r\n00:00:01,000 --> 00:00:02,000\r\n{word}\r\n\r\n"
    assert read_subtitles(write(tmp_path / "film.srt", text, encoding)) == [Cue(1.0, 2.0, word)]


def test_web_subtitles(tmp_path: Path) -> None:
    text = (
        "WEBVTT - a title\n\nNOTE nothing to say\n\nSTYLE\n::cue { color: red }\n\nintro\n"
        "00:01.500 --> 00:03.000 align:start position:10%\n<v Ann>Where is <c.loud>the dog</c>?\n\n"
        "01:00:00.000 --> 01:00:01.000\nLater\n"
    )
    assert read_subtitles(write(tmp_path / "film.vtt", text)) == [
        Cue(1.5, 3.0, "Where is the dog?"),
        Cue(3600.0, 3601.0, "Later"),
    ]


def test_substation_alpha(tmp_path: Path) -> None:
    text = (
        "[Script Info]\nTitle: x\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:04.00,0:00:05.25,Default,,0,0,0,,On the\\Ngrass, and happy\n"
        "Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not shown\n"
        "Dialogue: 0,0:00:01.50,0:00:03.00,Default,,0,0,0,,{\\pos(10,20)\\b1}Where is the dog?\n"
    )
    assert read_subtitles(write(tmp_path / "film.ass", text)) == [
        Cue(1.5, 3.0, "Where is the dog?"),
        Cue(4.0, 5.25, "On the grass, and happy"),
    ]


def test_what_makes_no_sense_is_left_out(tmp_path: Path) -> None:
    text = (
        "nonsense\n\n1\n00:00:09,000 --> 00:00:01,000\nbackwards\n\n99:99 -> 1\n\n2\n00:00:01,000 --> 00:00:02,000\n\n"
    )
    assert read_subtitles(write(tmp_path / "film.srt", text)) == []
    assert read_subtitles(write(tmp_path / "empty.srt", "")) == []
    (tmp_path / "noise.srt").write_bytes(os.urandom(5000))
    assert all(cue.text.isprintable() for cue in read_subtitles(tmp_path / "noise.srt"))


def test_too_large_missing_and_blocking_files_are_told_in_a_sentence(tmp_path: Path) -> None:
    with open(tmp_path / "huge.srt", "wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(MediaError, match="too large"):
        read_subtitles(tmp_path / "huge.srt")
    with pytest.raises(MediaError, match="cannot be read"):
        read_subtitles(tmp_path / "gone.srt")
    with pytest.raises(MediaError, match="cannot be read"):
        read_subtitles(tmp_path)
