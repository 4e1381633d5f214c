"""The catalog: identity by content, states instead of deletions, one transaction per video, numbered migrations."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.errors import LibraryError
from engine.library.catalog import Catalog, NewShot
from engine.library.database import APPLICATION_ID
from engine.library.library import Library
from engine.library.migrations import migrations
from engine.messages import Scope

ROOT = Path(__file__).parents[2]


@pytest.fixture
def catalog(tmp_path):
    opened = Catalog(tmp_path / "library.db")
    yield opened
    opened.close()


def shot(start: float, end: float, dim: int = 4) -> NewShot:
    times = np.arange(start, end)
    frames = np.eye(dim, dtype=np.float32)[np.arange(len(times)) % dim]
    return NewShot(start, end, times, frames.mean(axis=0), frames, 0.1, 0.2)


def add(catalog: Catalog, folder: int, path: Path, digest: str, duration: float = 10.0) -> int:
    video = catalog.add_video(digest, 100)
    catalog.see(folder, path, 100, 1, video, None)
    catalog.describe_video(video, duration=duration, frame_rate=25.0)
    return video


def test_a_moved_file_is_the_same_video_and_needs_no_new_work(catalog, tmp_path):
    folder = catalog.add_folder(tmp_path)
    model = catalog.add_model("key", "name", 4, 8)
    video = add(catalog, folder, tmp_path / "old.mp4", "same")
    catalog.finish_video(video, model, [shot(0, 4)], 4.0, None)
    catalog.miss([place.id for place in catalog.places(folder).values()])
    again = add(catalog, folder, tmp_path / "new.mp4", "same")
    assert again == video
    assert catalog.usable(folder, model) == {video: True}
    assert catalog.videos([video])[video].path == tmp_path / "new.mp4"


def test_a_file_that_is_gone_keeps_everything_and_says_so(catalog, tmp_path):
    folder = catalog.add_folder(tmp_path)
    model = catalog.add_model("key", "name", 4, 8)
    video = add(catalog, folder, tmp_path / "a.mp4", "a")
    (first,) = catalog.finish_video(video, model, [shot(0, 4)], 4.0, None)
    gone = [place.id for place in catalog.places(folder).values()]
    catalog.miss(gone)
    assert catalog.videos([video])[video].present  # once is not enough
    catalog.miss(gone)
    where = catalog.videos([video])[video].where
    assert (where.state, where.since) == ("missing", catalog.places(folder)[tmp_path / "a.mp4"].absent_since)
    assert catalog.shot_ids(model).tolist() == [first]


def test_removing_a_folder_forgets_places_but_not_what_was_learnt(catalog, tmp_path):
    folder = catalog.add_folder(tmp_path)
    model = catalog.add_model("key", "name", 4, 8)
    video = add(catalog, folder, tmp_path / "a.mp4", "a")
    catalog.set_captions(1, [("name", 0, 0, "a.mp4")])
    catalog.finish_video(video, model, [shot(0, 4)], 4.0, None)
    catalog.remove_folder(folder)
    assert catalog.shot_ids(model).tolist() == []
    assert catalog.find_captions('"a"', "name", Scope(), 9) == []
    back = catalog.add_folder(tmp_path)
    add(catalog, back, tmp_path / "a.mp4", "a")
    assert catalog.usable(back, model) == {video: True}
    assert len(catalog.shot_ids(model)) == 1


def test_embeddings_of_two_models_live_side_by_side(catalog, tmp_path):
    folder = catalog.add_folder(tmp_path)
    one, two = catalog.add_model("one", "one", 4, 8), catalog.add_model("two", "two", 2, 8)
    video = add(catalog, folder, tmp_path / "a.mp4", "a")
    first = catalog.finish_video(video, one, [shot(0, 4), shot(4, 9)], 9.0, None)
    second = catalog.finish_video(video, two, [shot(0, 4, dim=2), shot(4, 9, dim=2)], 9.0, None)
    assert first == second
    assert catalog.shots(one, first)[0].frames.shape == (4, 4)
    assert catalog.shots(two, first)[0].frames.shape == (4, 2)


def test_shots_cut_otherwise_replace_the_old_ones_of_every_model(catalog, tmp_path):
    folder = catalog.add_folder(tmp_path)
    one, two = catalog.add_model("one", "one", 4, 8), catalog.add_model("two", "two", 4, 8)
    video = add(catalog, folder, tmp_path / "a.mp4", "a")
    catalog.finish_video(video, one, [shot(0, 9)], 9.0, None)
    catalog.finish_video(video, two, [shot(0, 4), shot(4, 9)], 9.0, None)
    assert catalog.usable(folder, one) == {video: False}
    assert len(catalog.shot_ids(two)) == 2


def test_embeddings_come_back_as_they_were_stored_to_half_precision(catalog, tmp_path):
    folder = catalog.add_folder(tmp_path)
    model = catalog.add_model("key", "name", 16, 8)
    video = add(catalog, folder, tmp_path / "a.mp4", "a")
    rng = np.random.default_rng(1)
    frames = rng.normal(size=(5, 16)).astype(np.float32)
    new = NewShot(1.5, 6.0, np.array([1.5, 2.5, 3.5, 4.5, 5.5]), frames[0], frames, 0.25, 0.5)
    (stored,) = catalog.shots(model, catalog.finish_video(video, model, [new], 6.0, "damaged"))
    np.testing.assert_allclose(stored.frames, frames, atol=2e-3)
    np.testing.assert_array_equal(stored.times, new.times)
    assert (stored.start, stored.end, stored.usual, stored.spread) == (1.5, 6.0, 0.25, 0.5)
    assert catalog.problems(model) == [(video, tmp_path / "a.mp4", "damaged", True)]


def test_scope_by_folder_and_length(catalog, tmp_path):
    one, two = catalog.add_folder(tmp_path / "one"), catalog.add_folder(tmp_path / "two")
    model = catalog.add_model("key", "name", 4, 8)
    short, long = (
        add(catalog, one, tmp_path / "one/s.mp4", "s", 5.0),
        add(catalog, two, tmp_path / "two/l.mp4", "l", 60.0),
    )
    (first,) = catalog.finish_video(short, model, [shot(0, 5)], 5.0, None)
    (second,) = catalog.finish_video(long, model, [shot(0, 5)], 60.0, None)
    assert catalog.shot_ids(model, Scope(folders=(one,))).tolist() == [first]
    assert catalog.shot_ids(model, Scope(shortest=10.0)).tolist() == [second]
    assert catalog.shot_ids(model, Scope(folders=(one,), shortest=10.0)).tolist() == []
    assert catalog.counts(model, Scope(folders=(two,)))[:3] == (1, 1, 1)


def test_scope_by_sub_folder_holds_all_below_it(catalog, tmp_path):
    folder = catalog.add_folder(tmp_path)
    model = catalog.add_model("key", "name", 4, 8)
    found = {}
    for name in ("top.mp4", "a/one.mp4", "a/b/two.mp4", "ab/three.mp4"):
        video = add(catalog, folder, tmp_path / name, name)
        (found[name],) = catalog.finish_video(video, model, [shot(0, 4)], 4.0, None)
    branches = dict(catalog.db.execute("select path, id from branch").fetchall())
    assert set(branches) == {b"a", b"a/b", b"ab"}
    inside = catalog.shot_ids(model, Scope(folders=(-branches[b"a"],))).tolist()
    assert inside == [found["a/one.mp4"], found["a/b/two.mp4"]]
    assert catalog.counts(model, Scope(folders=(-branches[b"ab"],)))[0] == 1
    assert catalog.shot_ids(
        model,
        Scope(
            folders=(
                -branches[b"a/b"],
                folder,
            )
        ),
    ).tolist() == sorted(found.values())


def test_names_of_any_bytes_are_kept(catalog, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n\xf0\x9f\x90\xb6.mp4"))
    folder = catalog.add_folder(tmp_path)
    catalog.see(folder, path, 1, 2, None, "a reason")
    assert list(catalog.places(folder)) == [path]


def test_a_newer_library_and_a_foreign_file_are_refused_with_a_sentence(tmp_path):
    catalog = Catalog(tmp_path / "library.db")
    with catalog.db.atomic():
        catalog.db.table("_sqlite_migrations").insert(
            {"migration_set": "rushes", "name": "m999_future", "applied_at": "2030"}
        )
    catalog.close()
    with pytest.raises(LibraryError, match="newer Rushes"):
        Catalog(tmp_path / "library.db")
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("create table t(x)")
    other.close()
    with pytest.raises(LibraryError, match="not a Rushes library"):
        Catalog(tmp_path / "other.db")
    (tmp_path / "noise.db").write_bytes(b"noise" * 1000)
    with pytest.raises(LibraryError, match="damaged"):
        Catalog(tmp_path / "noise.db")


def test_a_copy_is_kept_before_an_old_library_is_changed(tmp_path, monkeypatch):
    Catalog(tmp_path / "library.db").close()

    def m900_later(db) -> None:
        db.execute("create table later(x integer) strict")

    monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations])
    migrations()(m900_later)
    catalog = Catalog(tmp_path / "library.db")
    assert catalog.db.table("later").exists()
    catalog.close()
    (kept,) = (tmp_path / "backups").iterdir()
    assert kept.name.endswith("-before-m900_later.db")
    copy = sqlite3.connect(kept)
    assert copy.execute("pragma application_id").fetchone()[0] == APPLICATION_ID
    assert copy.execute("select count(*) from sqlite_master where name = 'later'").fetchone()[0] == 0
    copy.close()


def test_the_database_is_opened_safely(catalog):
    def pragma(name: str) -> object:
        return catalog.db.execute(f"pragma {name}").fetchone()[0]

    assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)


def test_one_engine_at_a_time_and_the_lock_dies_with_its_process(tmp_path):
    code = (
        "import sys, pathlib; from engine.library.library import Library; "
        "held = Library(pathlib.Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(LibraryError, match="open in another Rushes"):
            Library(tmp_path)
        holder.kill()
        holder.wait()
    Library(tmp_path).close()


def test_a_library_folder_that_cannot_be_made_gets_a_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="cannot be used"):
        Library(tmp_path / "file" / "library")


def test_without_a_model_the_counts_are_those_of_any(catalog, tmp_path):
    folder = catalog.add_folder(tmp_path)
    one, two = catalog.add_model("one", "one", 4, 8), catalog.add_model("two", "two", 2, 8)
    video = add(catalog, folder, tmp_path / "a.mp4", "a")
    add(catalog, folder, tmp_path / "b.mp4", "b")
    assert catalog.counts(None) == (2, 0, 0, 20.0)
    catalog.finish_video(video, one, [shot(0, 4), shot(4, 9)], 9.0, None)
    catalog.finish_video(video, two, [shot(0, 4, dim=2), shot(4, 9, dim=2)], 9.0, "cut short")
    assert catalog.counts(None) == catalog.counts(one) == (2, 1, 2, 20.0)
    (state,) = catalog.folders(None)
    assert (state.videos, state.indexed, state.waiting, state.problems) == (2, 1, 1, 1)
    (state,) = catalog.folders(one)
    assert (state.videos, state.indexed, state.waiting, state.problems) == (2, 1, 1, 0)


def test_the_number_of_a_shot_is_never_used_again(catalog, tmp_path):
    folder = catalog.add_folder(tmp_path)
    model = catalog.add_model("key", "name", 4, 8)
    video = add(catalog, folder, tmp_path / "a.mp4", "a")
    before = catalog.finish_video(video, model, [shot(0, 4), shot(4, 9)], 9.0, None)
    after = catalog.finish_video(video, model, [shot(0, 5), shot(5, 9)], 9.0, None)
    assert min(after) > max(before)
