"""The published sets, in their authors' file formats, on tiny films: readers, protocols, and what is said when something is missing."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from engine.errors import EngineError, MediaError, ModelError, QueryError
from engine.evaluation import subjects, video_sets
from engine.evaluation.benchmarks import Source, captioned_films
from engine.evaluation.bundled import fitted
from engine.evaluation.retrieval import measure
from engine.evaluation.scoring import Gallery
from engine.evaluation.similarity import (
    ProgramFrames,
    PublishedFrames,
    Similarity,
    choose_similarity,
    published_similarity,
)
from engine.evaluation.subjects import ProgramModel
from engine.evaluation.video_search import measure_videos
from engine.evaluation.video_sets import Judged, VideoSet, mean_average_precisions
from engine.evaluation.whole_program import measure_clips
from engine.models.chamfer import Described, mean_vector
from engine.models.features import Preprocess
from engine.models.irmac import ResNetFeatures
from engine.models.tca import TcaEncoder
from engine.models.untuned import UntunedHead
from tests.clips import make_clip
from tests.fakes import FakeBackbone, FakeHead, load_fake

FILMS = {"red": "a red film", "green": "a green film", "blue": "a blue film"}


@pytest.fixture(scope="module")
def films(tmp_path_factory) -> Path:
    """red.mp4, green.mp4, blue.mp4 of two seconds, and a file that is no film."""
    folder = tmp_path_factory.mktemp("films")
    for colour in FILMS:
        make_clip(folder / f"{colour}.mp4", seconds=2, fps=4, size=(64, 48), scenes=[colour])
    (folder / "broken.mp4").write_text("no film")
    return folder


@pytest.fixture
def subject() -> Any:
    backbone: Any = FakeBackbone()
    return ProgramModel(backbone, UntunedHead())


def finish(steps: Any) -> Any:
    lines = []
    try:
        while True:
            lines.append(next(steps))
    except StopIteration as stop:
        assert all(isinstance(line, str) for line in lines)
        return stop.value


def write_msrvtt(folder: Path, *names: str) -> Path:
    rows = "".join(f"ret{i},msr{i},{name},{FILMS.get(name, name)}\n" for i, name in enumerate(names))
    (folder / "MSRVTT_JSFUSION_test.csv").write_text("key,vid_key,video_id,sentence\n" + rows)
    return folder


def test_msrvtt_with_a_video_that_cannot_be_read(films, tmp_path, subject):
    source = Source(write_msrvtt(tmp_path, "red", "broken", "green", "blue"), films, tmp_path / "cache")
    gallery, not_there = finish(captioned_films(subject, source, "msrvtt", True))
    assert not_there == 0
    assert gallery.unreadable == ["broken"]
    assert [len(shown) for shown in gallery.keyframes] == [2, 0, 2, 2]
    figures = measure(subject, gallery).figures
    assert figures["unreadable"] == ["broken"]
    assert figures["t2v"]["R@1"] == figures["v2t"]["R@1"] == 75.0
    assert figures["t2v"]["MnR"] == (1 + 4 + 1 + 1) / 4
    assert figures["post_processing"] == "none"
    corrected = measure(subject, gallery, "nnn").figures
    assert "text to video only" in corrected["post_processing"]


def test_scores_do_not_depend_on_how_many_texts_are_taken_together(subject, monkeypatch):
    rng = np.random.default_rng(0)
    features = [rng.random((n, subject.backbone.dim), np.float32) for n in (3, 1, 5)]
    captions = ["red", "red and green", "blue", "white", "something"]
    whole = subject.scores(captions, features, [3, 1, 5])
    monkeypatch.setattr(subjects, "TEXTS_TOGETHER", 2)
    monkeypatch.setattr(subjects, "LARGEST", 1)
    assert whole.shape == (5, 3)
    assert subject.scores(captions, features, [3, 1, 5]) == pytest.approx(whole, abs=1e-6)


def test_msvd_has_many_sentences_and_both_protocols(films, tmp_path, subject):
    (tmp_path / "test_list.txt").write_text("red\ngreen\n")
    told = {"red": [["red"], ["red", "white"]], "green": [["green"]]}
    (tmp_path / "raw-captions.json").write_text(json.dumps(told))
    gallery, _ = finish(captioned_films(subject, Source(tmp_path, films, tmp_path / "cache"), "msvd", False))
    assert gallery.video_of == [0, 0, 1]
    figures = measure(subject, gallery).figures
    assert (figures["queries"], figures["videos"]) == (3, 2)
    assert figures["t2v"]["R@1"] == figures["v2t"]["R@1"] == figures["v2t_single_sentences"]["R@1"] == 100.0


@pytest.mark.parametrize("form", ["lsmdc", "didemo", "activitynet"])
def test_the_other_sets_are_read_in_their_own_formats(form, films, tmp_path, subject):
    clips = "".join(f"{name}\t0\t0\t0\t0\t{caption}\n" for name, caption in FILMS.items())
    (tmp_path / "LSMDC16_challenge_1000_publictect.csv").write_text(clips)
    parts = [{"video": f"{name}.mp4", "description": word} for name in FILMS for word in (name, "film")]
    (tmp_path / "test_data.json").write_text(json.dumps(parts))
    paragraphs = {f"v_{name}": {"sentences": [name, "film"], "timestamps": []} for name in FILMS}
    (tmp_path / "val_1.json").write_text(json.dumps(paragraphs))
    gallery, _ = finish(captioned_films(subject, Source(tmp_path, films, tmp_path / "cache"), form, False))
    assert len(gallery.captions) == len(gallery.names) == 3  # descriptions of a video are one paragraph
    assert measure(subject, gallery).figures["t2v"]["R@1"] == 100.0


def test_videos_that_are_not_there_are_named_or_left_out(films, tmp_path, subject):
    data = write_msrvtt(tmp_path, "red", "lost", "blue")
    with pytest.raises(EngineError, match=r"1 of 3 videos are not in .*: lost"):
        finish(captioned_films(subject, Source(data, films, tmp_path / "cache"), "msrvtt", False))
    source = Source(data, films, tmp_path / "cache", skip_missing=True)
    gallery, not_there = finish(captioned_films(subject, source, "msrvtt", False))
    assert (gallery.names, not_there) == (["red", "blue"], 1)
    data = write_msrvtt(tmp_path, "broken")
    with pytest.raises(MediaError, match="None of the 1 videos could be read"):
        finish(captioned_films(subject, Source(data, films, tmp_path / "cache"), "msrvtt", False))
    with pytest.raises(EngineError, match=r"test_list\.txt is not in"):
        finish(captioned_films(subject, Source(tmp_path, films, tmp_path / "cache"), "msvd", False))


# Video to video -------------------------------------------------------------------------------------------------------


def test_precision_is_over_what_was_found():
    tasks = {
        "t": {"q": Judged(frozenset({"a", "b", "gone"}), ignored=frozenset({"q"})), "r": Judged(frozenset({"gone"}))}
    }
    videos = VideoSet(("q", "a", "b", "c", "gone"), tasks)
    scores = np.array([[1.0, 0.9, 0.2, 0.5], [0.0, 0.0, 0.0, 0.0]])
    figures, counted = mean_average_precisions(videos, scores, ["q", "r"], ["q", "a", "b", "c"])
    assert figures == {"t": pytest.approx((1 + 2 / 3) / 2)}  # q itself is no answer, "gone" no loss
    assert counted == {"t": 1}  # r has nothing to find


def test_fivr_has_three_tasks(tmp_path):
    (tmp_path / "dataset").mkdir()
    told = {"q": {"ND": ["a"], "DS": ["b"], "CS": ["c"], "IS": ["d"], "DA": ["e"]}, "p": {"DS": ["a"]}}
    (tmp_path / "dataset" / "annotation.json").write_text(json.dumps(told))
    (tmp_path / "dataset" / "youtube_ids.txt").write_text("q\np\na\nb\nc\nd\ne\n")
    videos = video_sets.fivr(tmp_path)
    assert videos.database == tuple("qpabcde")
    rights = {task: queries["q"].relevant for task, queries in videos.tasks.items()}
    assert rights == {"DSVR": {"a", "b"}, "CSVR": {"a", "b", "c"}, "ISVR": {"a", "b", "c", "d"}}
    assert videos.tasks["ISVR"]["p"].relevant == {"a"}
    (tmp_path / "dataset" / "youtube_ids.txt").unlink()
    with pytest.raises(EngineError, match=r"youtube_ids\.txt is not in"):
        video_sets.fivr(tmp_path)


def write_cc_web(folder: Path) -> None:
    names = [f"{i + 1}\t1\tYouTube\t1_{i + 1}_Y.flv\thttp://x" for i in range(5)]
    (folder / "Video_List.txt").write_text("\n".join(names) + "\n")
    (folder / "Seed.txt").write_text("1\t1\n")
    (folder / "GT").mkdir()
    (folder / "GT" / "GT_1.rst").write_text("1 E\n2 S\n3 X\n4 -1\n")


def test_cc_web_video_has_two_figures_and_four_with_the_list_of_wrong_labels(tmp_path):
    write_cc_web(tmp_path)
    videos = video_sets.cc_web_video(tmp_path)
    assert list(videos.tasks) == ["cc_web", "cc_web*"]
    names = list(videos.database)
    # the fifth video is judged nowhere: it stands in the way among all videos only
    scores = np.array([[1.0, 0.5, 0.1, 0.0, 0.9]])
    figures, _ = mean_average_precisions(videos, scores, videos.queries, names)
    assert figures == {"cc_web": 1.0, "cc_web*": pytest.approx((1 + 2 / 3) / 2)}
    (tmp_path / "excluded.txt").write_text("1 2\n")
    videos = video_sets.cc_web_video(tmp_path)
    figures, _ = mean_average_precisions(videos, scores, videos.queries, names)
    assert list(figures) == ["cc_web", "cc_web*", "cc_web clean", "cc_web* clean"]
    assert figures["cc_web* clean"] == 1.0
    (tmp_path / "GT" / "GT_1.rst").write_text("77 E\n")
    with pytest.raises(EngineError, match=r"GT_1\.rst names the video 77"):
        video_sets.cc_web_video(tmp_path)
    (tmp_path / "GT" / "GT_1.rst").write_text("77\n")
    with pytest.raises(EngineError, match=r"Line 1 of GT_1\.rst has 1 columns instead of 2"):
        video_sets.cc_web_video(tmp_path)


def test_evve_takes_out_what_was_not_judged_and_counts_by_trapezoids(tmp_path):
    (tmp_path / "annots").mkdir()
    (tmp_path / "annots" / "fire.dat").write_text("q 1 query\na 1 database\nb 0 database\nc -1 database\n")
    (tmp_path / "annots" / "rain.dat").write_text("r 1 query\ns 1 query\nd 1 database\n")
    videos = video_sets.evve(tmp_path)
    assert videos.database == tuple("abcd")
    # b is first and not judged, so a is first; d is second of four for r, first for s
    scores = np.array([[0.8, 0.9, 0.1, 0.2], [0.9, 0.1, 0.2, 0.8], [0.1, 0.2, 0.3, 0.9]])
    figures, counted = mean_average_precisions(videos, scores, ["q", "r", "s"], list("abcd"))
    assert counted == {"mAP": 3}
    assert figures["mAP"] == pytest.approx((1 + 0.25 + 1) / 3)
    assert figures["mAP (mean of events)"] == pytest.approx((1 + (0.25 + 1) / 2) / 2)
    with pytest.raises(EngineError, match=r"no files EVENT\.dat"):
        video_sets.evve(_empty(tmp_path))


def _empty(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


def test_vcdb_measures_copies_on_real_films_through_the_cache(films, tmp_path):
    data = tmp_path / "vcdb"
    (data / "annotation").mkdir(parents=True)
    times = "00:00:00,00:00:01,00:00:00,00:00:01"
    (data / "annotation" / "group.txt").write_text(
        f"red.mp4,copy.mp4,{times}\nred.mp4,red.mp4,{times}\nred.mp4,lost.flv,{times}\n"
    )
    (data / "core_dataset").mkdir()
    for name in ("red.mp4", "green.mp4", "blue.mp4", "broken.mp4"):
        (data / "core_dataset" / name).write_bytes((films / name).read_bytes())
    make_clip(data / "core_dataset" / "copy.mp4", seconds=3, fps=4, size=(64, 48), scenes=["red"])
    backbone: Any = FakeBackbone()
    head: Any = FakeHead()
    embedder, similarity = ProgramFrames(backbone, head), choose_similarity(backbone, head)
    source = Source(data, None, tmp_path / "cache")
    found = finish(measure_videos(embedder, similarity, source, "vcdb"))
    assert found["mAP"] == {"mAP": 1.0}
    assert (found["queries"], found["videos"], found["not_there"], found["unreadable"]) == (2, 4, 1, ["broken.mp4"])
    assert found["similarity"] == "raw frame embeddings, symmetric"
    seen = backbone.frames
    again = finish(measure_videos(embedder, similarity, source, "vcdb"))
    assert again == found
    assert backbone.frames == seen  # everything lay in the cache
    with pytest.raises(MediaError, match="No video of this set"):
        finish(measure_videos(embedder, similarity, Source(data, _empty(tmp_path), tmp_path / "cache"), "vcdb"))


def test_a_similarity_that_is_not_there_has_a_sentence():
    bare: Any = SimpleNamespace(folder=None, dim=3)
    head: Any = SimpleNamespace(key="k")
    one, other = np.eye(3, dtype=np.float32)[:2], np.eye(3, dtype=np.float32)
    described = [Described(mean_vector(film), film) for film in (one, other)]

    def value(by: str) -> float:
        chosen: Similarity = choose_similarity(bare, head, by)
        return float(chosen.compare(described[0], described)[1])

    assert value("chamfer") == pytest.approx(1.0)
    assert value("symmetric") == pytest.approx((1 + 2 / 3) / 2)
    assert value("cosine") == pytest.approx(2 / np.sqrt(6))
    with pytest.raises(ModelError, match="comparator belongs to a TCA encoder"):
        choose_similarity(bare, head, "comparator")
    with pytest.raises(QueryError, match="no similarity named euclid"):
        choose_similarity(bare, head, "euclid")


def test_the_published_tca_is_measured_with_its_own_features(tmp_path):
    with pytest.raises(ModelError, match=r"Exactly one file resnet50\*\.pth is wanted"):
        PublishedFrames(tmp_path, "cpu")
    torch.manual_seed(0)
    net, encoder = ResNetFeatures().net, TcaEncoder(1024, hidden=16)
    state = {key: value for key, value in net.state_dict().items() if not key.endswith("num_batches_tracked")}
    torch.save(state, tmp_path / "resnet50-0676ba61.pth")
    torch.save(encoder.state_dict(), tmp_path / "model.pth")
    rng = np.random.default_rng(0)
    pca = {"U": rng.normal(size=(3840, 1024)), "lams": np.ones(1024), "mu": np.zeros(3840)}
    np.savez(tmp_path / "pca_params_vcdb.npz", **pca)
    embedder = PublishedFrames(tmp_path, "cpu")
    size = embedder.preprocess
    pictures = rng.integers(0, 256, (2, size.height, size.width, 3), dtype=np.uint8)
    frames = embedder.frames(pictures)
    assert frames.shape == (2, 1024)
    assert np.linalg.norm(frames, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert embedder.frames(pictures[:0]).shape == (0, 1024)
    for by, name in ((None, "published TCA, chamfer"), ("cosine", "published TCA, cosine")):
        similarity = published_similarity(tmp_path, by)
        assert similarity.name == name
        films = similarity.describe([frames, frames[:1]])
        assert similarity.compare(films[0], films)[0] == pytest.approx(1.0, abs=1e-5)
    with pytest.raises(ModelError, match=r"video_comparator\.pth is not in"):
        published_similarity(tmp_path, "comparator")


# Real clips and pictures ----------------------------------------------------------------------------------------------


def test_clips_go_through_the_whole_program(films):
    (films / "manifest.csv").write_text(
        "path,caption,source\nred.mp4,a red film,x\ngreen.mp4,a green film,x\nblue.mp4,a blue film,x\nbroken.mp4,a red film,x\n"
    )
    found = finish(measure_clips(films, "colours", "cpu", load_fake))
    (films / "manifest.csv").unlink()
    assert found["indexed"] == 3
    assert [row["rank"] for row in found["captions"]] == [1, 1, 1, 4]
    assert [row["rank_same_captions_apart"] for row in found["captions"]] == [1, 1, 1, 3]
    assert [row["shown"] for row in found["captions"]] == [True, True, True, False]
    assert found["t2v"]["R@1"] == 75.0
    with pytest.raises(QueryError, match=r"no manifest\.csv"):
        finish(measure_clips(films, "colours", "cpu", load_fake))


def test_pictures_are_brought_to_the_size_of_the_model():
    pictures = np.zeros((2, 6, 8, 3), np.uint8)
    pictures[:, :, 4:] = 255
    same = Preprocess(6, 8, "squash", "bicubic", (0, 0, 0), (1, 1, 1), 0)
    assert fitted(pictures, same) is pictures
    other = fitted(pictures, Preprocess(12, 12, "shortest", "bicubic", (0, 0, 0), (1, 1, 1), 0))
    assert other.shape == (2, 12, 12, 3)
    assert other[0, :, 0].max() < 30  # the whole width is there: dark left, light right
    assert other[0, :, -1].min() > 225


def test_a_gallery_knows_what_could_not_be_read():
    assert Gallery(["a", "b"], [0, 1], ["x", "y"], [], [0, 3]).unreadable == ["x"]
