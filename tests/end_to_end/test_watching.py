"""A watched folder, from the file's arrival to its moments, with the real engine as a child process; only the neural net is a fake."""

import shutil
from pathlib import Path

import pytest

from engine.messages import Done, Failed, FolderState, Hits, IndexFolder, LibraryState, ModelState, Search
from tests.clips import make_clip
from tests.engine.test_serve import Child


@pytest.fixture
def films(tmp_path) -> Path:
    (tmp_path / "films" / "trip").mkdir(parents=True)
    make_clip(tmp_path / "films" / "a.mp4", 2, 4, (64, 64), scenes=["red"])
    make_clip(tmp_path / "later.mp4", 2, 4, (64, 64), scenes=["green"])
    return tmp_path / "films"


@pytest.fixture
def child(tmp_path):
    started = Child(tmp_path / "library")
    yield started
    started.end()


def folder(message: object) -> FolderState | None:
    return message.folders[0] if isinstance(message, LibraryState) and message.folders else None


def test_what_is_put_into_a_folder_is_found_without_being_asked_for(child, films, tmp_path):
    child.wait_for(ModelState, state="ready")
    child.ask(IndexFolder(1, str(films)))
    child.wait_for(Done, job=1)
    shutil.copyfile(tmp_path / "later.mp4", films / "trip" / "new.mp4")
    child.wait(lambda m: isinstance(m, LibraryState) and m.indexed == 2)
    child.ask(Search(2, "green"))
    hits = child.wait(lambda m: isinstance(m, Hits) and m.job == 2 and m.stage == "refined")
    assert hits.hits[0].path == str(films / "trip" / "new.mp4")

    films.rename(tmp_path / "away")  # as a drive that is pulled out
    away = child.wait(lambda m: (now := folder(m)) is not None and now.state == "missing")
    assert away.indexed == 2
    (tmp_path / "away").rename(films)
    child.wait(lambda m: (now := folder(m)) is not None and now.state == "indexed")
    assert not [message for message in child.said if isinstance(message, Failed)]
