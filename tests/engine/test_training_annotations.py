"""Annotation files of the published sets and of a person: what is read from them, and what is said when they are not good."""

import json
from pathlib import Path

import pytest

from engine.training.annotations import FORMATS, AnnotationError, Captioned, hold_out, read_captions, training_splits


def films(folder: Path, *names: str) -> None:
    """Files with the names of films; nothing here opens them."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def write(folder: Path, **files: object) -> None:
    """`name__suffix=content`; lists and dictionaries as JSON."""
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name.replace("__", ".")).write_text(text, "utf-8")


def read(*arguments, **options) -> list[tuple[str, str]]:
    return [(item.path.name, item.caption) for item in read_captions(*arguments, **options)]


def test_msrvtt_trains_on_all_sentences_of_9k_and_tests_on_1k_a(tmp_path):
    films(tmp_path, "all/video1.mp4", "all/video2.webm", "all/video7.mp4")
    (tmp_path / "MSRVTT_train.9k.csv").write_text("video_id\nvideo1\nvideo2\n")
    sentences = [("video1", "a dog"), ("video7", "a test"), ("video2", "a cat"), ("video1", "a running dog")]
    told = {
        "videos": [],
        "sentences": [{"video_id": v, "caption": c, "sen_id": i} for i, (v, c) in enumerate(sentences)],
    }
    write(tmp_path, MSRVTT_data__json=told)
    test = 'key,vid_key,video_id,sentence\nret0,msr7,video7,"a man, talking"\n'
    (tmp_path / "MSRVTT_JSFUSION_test.csv").write_text(test)
    assert read(tmp_path, "msrvtt", "train") == [
        ("video1.mp4", "a dog"), ("video2.webm", "a cat"), ("video1.mp4", "a running dog"),
    ]  # fmt: skip
    assert read(tmp_path, "msrvtt", "test") == [("video7.mp4", "a man, talking")]
    with pytest.raises(AnnotationError, match=r"no split named val; it has: train, test\."):
        read_captions(tmp_path, "msrvtt", "val")


@pytest.mark.parametrize("source", ["corpus", "json"])
def test_msvd_has_many_sentences_a_video_in_the_order_of_the_list(tmp_path, source):
    films(tmp_path / "v", "-4wsuPCjDBc_5_15.avi", "mv89psg6zh4_33_46.avi")
    (tmp_path / "test_list.txt").write_text("mv89psg6zh4_33_46\n-4wsuPCjDBc_5_15\n")
    if source == "corpus":
        lines = "#Format: video ID, then sentence\n-4wsuPCjDBc_5_15 A squirrel eats.\nmv89psg6zh4_33_46 A bird.\nx_1_2 No.\n"
        write(tmp_path, AllVideoDescriptions__txt=lines + "mv89psg6zh4_33_46 A wet bird.\n")
    else:  # the dictionary of raw-captions.pkl: lists of words
        told = {
            "-4wsuPCjDBc_5_15": [["A", "squirrel", "eats."]],
            "mv89psg6zh4_33_46": ["A bird.", ["A", "wet", "bird."]],
        }
        (tmp_path / "raw-captions.json").write_text(json.dumps(told))
    found = read_captions(tmp_path, "msvd", "test", videos=tmp_path / "v")
    assert [item.caption for item in found] == ["A bird.", "A wet bird.", "A squirrel eats."]
    assert [item.video_id for item in found] == ["mv89psg6zh4_33_46"] * 2 + ["-4wsuPCjDBc_5_15"]
    assert FORMATS["msvd"].many_sentences


def test_msvd_does_not_open_the_pickle(tmp_path):
    write(tmp_path, test_list__txt="a\n")
    (tmp_path / "raw-captions.pkl").write_bytes(b"x")
    with pytest.raises(AnnotationError, match="is a pickle"):
        read_captions(tmp_path, "msvd", "test")


def test_lsmdc_reads_six_columns_between_tabs(tmp_path):
    clip = "0017_Pianist_00.23.28.872-00.23.34.843"
    films(tmp_path, f"0017_Pianist/{clip}.avi")
    line = f"{clip}\t00.23.28\t00.23.34\t00.23.28\t00.23.34\tSOMEONE plays."
    write(tmp_path, LSMDC16_annos_training__csv=f"{line}\n{line.replace('plays', 'stops')}\n")
    write(tmp_path, LSMDC16_challenge_1000_publictect__csv="a\tb\n")
    assert [caption for _, caption in read(tmp_path, "lsmdc", "train")] == ["SOMEONE plays.", "SOMEONE stops."]
    with pytest.raises(AnnotationError, match=r"Line 1 of LSMDC16_challenge_1000_publictect\.csv has 2 columns"):
        read_captions(tmp_path, "lsmdc", "test")


def test_didemo_joins_descriptions_to_a_paragraph_of_the_first_half_minute(tmp_path):
    name, other = "12090392@N02_13482799053_87ef417396.mov", "25@N_1_2.m4v"
    films(tmp_path / "videos", name, "25@N_1_2.mp4")  # the second one was converted
    entries = [(name, "a dog."), (other, "sea."), (name, "the dog sleeps."), ("gone.avi", "x")]
    write(tmp_path, test_data__json=[{"video": v, "description": d, "times": [[0, 1]]} for v, d in entries])
    write(tmp_path, test_list__txt=f"{name}\n{other}\n")
    found = read_captions(tmp_path, "didemo", "test")
    assert [item.caption for item in found] == ["a dog. the dog sleeps.", "sea."]
    assert {(item.start, item.end) for item in found} == {(0.0, 31.5)}  # frames at 0, 1 … 31 seconds
    assert (FORMATS["didemo"].max_frames, FORMATS["didemo"].max_words) == (64, 64)


def test_activitynet_joins_the_sentences_of_whole_videos_and_tests_on_val_1(tmp_path):
    films(tmp_path, "v_abc.mp4", "def.mkv", "v_no.mp4")
    one = {"duration": 82.7, "timestamps": [[0.8, 19.9], [17.4, 60.8]], "sentences": ["A man sits.", " He stands."]}
    write(tmp_path, val_1__json={"v_abc": one, "v_def": one, "v_no": one}, val_ids__json=["v_abc", "v_def"])
    found = read_captions(tmp_path, "activitynet", "test")
    assert [item.path.name for item in found] == ["v_abc.mp4", "def.mkv"]
    assert found[0].caption.split() == ["A", "man", "sits.", "He", "stands."]
    assert (found[0].start, found[0].end) == (0.0, None)
    with pytest.raises(AnnotationError, match=r"train\.json is not in"):
        read_captions(tmp_path, "activitynet", "train")


def test_a_table_of_ones_own(tmp_path):
    films(tmp_path, "one.mp4", "sub/two.mp4")
    table = "video,caption,start,end,split\none.mp4,a dog,,,\nsub/two.mp4,a cat,1.5,4,train\none.mp4,rain,,,val\n"
    (tmp_path / "mine.csv").write_text("\ufeff" + table, "utf-8")
    found = read_captions(tmp_path / "mine.csv", "plain", "train")
    assert found == [
        Captioned("one.mp4", tmp_path / "one.mp4", "a dog"),
        Captioned("sub/two.mp4 1.5-4", tmp_path / "sub" / "two.mp4", "a cat", 1.5, 4.0),
    ]
    assert read(tmp_path / "mine.csv", "plain", "val") == [("one.mp4", "rain")]
    with pytest.raises(AnnotationError, match="no captions of the split test"):
        read_captions(tmp_path / "mine.csv", "plain", "test")
    write(
        tmp_path, val__json=[{"path": "one.mp4", "caption": "fog"}], captions__json=[{"video": "one", "caption": "x"}]
    )
    assert read(tmp_path, "plain", "val") == [("one.mp4", "fog")]
    assert read(tmp_path, "plain", "train") == [("one.mp4", "x")]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("video,text\na,b\n", "no column named caption"),
        ("video,caption\n,b\n", "Entry 2 of c.csv lacks a video or a caption"),
        ("video,caption,start\none,b,soon\n", "start and end are not seconds"),
        ("video,caption,start,end\none,b,5,2\n", "the end is not after the start"),
        ("video,caption\none,a\nzwei,b\ndrei,c\nvier,d\nfünf,e\n", r"4 of 5 videos are not in .*: zwei, drei, vier, …"),
    ],
)
def test_a_bad_table_is_told_in_a_sentence(tmp_path, table, sentence):
    films(tmp_path, "one.mp4")
    (tmp_path / "c.csv").write_text(table, "utf-8")
    with pytest.raises(AnnotationError, match=sentence):
        read_captions(tmp_path / "c.csv", "plain", "train")


def test_what_is_missing_can_be_left_out(tmp_path):
    films(tmp_path, "one.mp4")
    (tmp_path / "c.csv").write_text("video,caption\none,a\nzwei,b\n", "utf-8")
    assert read(tmp_path / "c.csv", "plain", "train", skip_missing=True) == [("one.mp4", "a")]


def test_unknown_formats_and_places_are_told(tmp_path):
    with pytest.raises(AnnotationError, match=r"no annotation format named vatex; there are: msrvtt, msvd"):
        read_captions(tmp_path, "vatex", "train")
    with pytest.raises(AnnotationError, match="no file or folder"):
        read_captions(tmp_path / "no", "plain", "train")
    (tmp_path / "MSRVTT_JSFUSION_test.csv").write_text("video_id,sentence\nvideo1,x\n")
    with pytest.raises(AnnotationError, match=r"no folder .* with videos"):
        read_captions(tmp_path, "msrvtt", "test", videos=tmp_path / "no")
    write(tmp_path, val_1__json="[]")
    with pytest.raises(AnnotationError, match="does not hold a dictionary"):
        read_captions(tmp_path, "activitynet", "test")


def test_training_validates_on_val_else_on_held_out_videos_never_on_test(tmp_path):
    names = [f"{n}.mp4" for n in range(10)]
    films(tmp_path, *names)
    rows = "".join(f"{name},film,\n" for name in names)
    (tmp_path / "captions.csv").write_text(f"video,caption,split\n{rows}")
    train, held = training_splits(tmp_path, share=0.2)
    assert (len(train), len(held)) == (8, 2)
    assert [len(part) for part in training_splits(tmp_path, validation="none")] == [10, 0]
    (tmp_path / "val.csv").write_text("video,caption\n3.mp4,other film\n")
    with pytest.raises(AnnotationError, match=r"1 clips are both in train and in val, the first is 3\.mp4"):
        training_splits(tmp_path)
    assert [len(part) for part in training_splits(tmp_path, validation="hold-out")] == [9, 1]
    with pytest.raises(AnnotationError, match="chosen by the test split is not measured by it"):
        training_splits(tmp_path, validation="test")


def test_whole_videos_are_held_out_and_always_the_same():
    items = [Captioned(f"{v}", Path(f"{v}.mp4"), f"{c}") for c in range(3) for v in range(20)]
    train, held = hold_out(items, 0.1)
    assert len(held) == 6
    assert len(train) == 54
    assert not {item.path for item in train} & {item.path for item in held}
    assert {item.path for item in hold_out(items[::-1], 0.1)[1]} == {item.path for item in held}
    assert hold_out(items, 0.0)[1] == []
