"""The vector index: finds what exact search finds, refuses bad vectors, and no damage to its file, or to what is known of it, can do harm."""

import os
import random
from typing import Any

import numpy as np
import pytest

from engine.errors import DiskFullError
from engine.library import vector_index
from engine.library.disk import Disk
from engine.library.gate import VectorError
from engine.library.library import Library
from engine.library.vector_index import VectorIndex
from tests.library_rows import DIM, fill

EVERY = np.arange(600) * 3


@pytest.fixture
def vectors() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(600, DIM)).astype(np.float32)


@pytest.fixture
def library(tmp_path):
    opened = Library(tmp_path / "library")
    yield opened
    opened.close()


def filled(vectors: np.ndarray, grown: int | None = None) -> VectorIndex:
    index = VectorIndex(DIM)
    index.add(np.arange(len(vectors)) * 3, vectors)
    list(index.grow(grown))
    return index


def exact(vectors: np.ndarray, query: np.ndarray, count: int, allowed: np.ndarray) -> list[int]:
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    order = np.argsort(-(unit @ (query / np.linalg.norm(query))))
    return [int(row) * 3 for row in order if row * 3 in set(allowed.tolist())][:count]


def saved(library: Library, vectors: np.ndarray) -> int:
    """A library whose current index holds these vectors; the model's id."""
    model = library.catalog.add_model("k", "n", DIM, 8)
    library.save_index(model, filled(vectors))
    return model


# Searching -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grown", [0, 64, 333, 600])
def test_what_waits_for_the_graph_is_found_like_what_is_in_it(vectors, grown):
    index = filled(vectors, grown)
    assert index.waiting == 600 - grown
    for allowed in (EVERY, np.arange(0, 1800, 9), EVERY[:7]):
        for row in range(0, 600, 50):
            ids, cosines = index.search(vectors[row] + 0.1, 5, allowed)
            assert ids.tolist() == exact(vectors, vectors[row] + 0.1, 5, allowed)
            assert (np.diff(cosines) <= 0).all()


def test_the_graph_finds_what_exact_search_finds_also_in_a_narrow_scope(vectors, monkeypatch):
    monkeypatch.setattr(vector_index, "EXACT", 0)
    monkeypatch.setattr(vector_index, "GATHERING", 10**9)
    index = filled(vectors)
    for allowed in (EVERY, np.arange(0, 1800, 300)):
        for row in range(0, 600, 50):
            ids, _ = index.search(vectors[row], 5, allowed)
            assert ids.tolist() == exact(vectors, vectors[row], 5, allowed)


def test_fewer_answers_than_asked_for_are_no_failure(vectors, monkeypatch):
    assert filled(vectors).search(vectors[0], 5, np.array([1, 2]))[0].tolist() == []
    assert VectorIndex(DIM).search(vectors[0], 5, np.arange(10))[0].tolist() == []
    monkeypatch.setattr(vector_index, "EXACT", 0)
    monkeypatch.setattr(vector_index, "GATHERING", 10**9)
    for count in (1, 3, 40):
        index = filled(vectors[:count])
        assert len(index.search(vectors[0], 50, EVERY[:count])[0]) == count


@pytest.mark.parametrize(
    "bad",
    [
        np.full((1, DIM), np.nan),
        np.full((1, DIM), np.inf),
        np.zeros((1, DIM + 1)),
        np.zeros((1, DIM - 1)),
        np.zeros(DIM),
        np.zeros((1, DIM)),
    ],
)
def test_vectors_that_would_spoil_the_index_are_refused_and_so_are_such_questions(vectors, bad):
    index = filled(vectors)
    with pytest.raises(VectorError, match=r"finite|numbers|nowhere"):
        index.add(np.array([99999]), bad)
    assert len(index) == 600
    with pytest.raises(VectorError):
        index.search(bad[0], 5, EVERY)


def test_it_is_made_to_hold_exactly_what_the_catalog_holds(vectors):
    index = filled(vectors[:400])
    wanted = np.arange(100, 600) * 3
    list(index.reconcile([(wanted[:250], vectors[100:350]), (wanted[250:], vectors[350:])]))
    assert index.ids().tolist() == wanted.tolist()
    assert index.search(vectors[599], 1, wanted)[0].tolist() == [599 * 3]
    list(index.grow())
    assert index.ids().tolist() == wanted.tolist()
    fresh = VectorIndex(DIM)
    list(fresh.reconcile([(wanted, vectors[100:600])]))
    assert fresh.ids().tolist() == wanted.tolist()


def test_a_few_shots_that_are_gone_do_not_cost_a_new_graph_and_are_not_in_it(vectors):
    index = filled(vectors)
    list(index.reconcile([(EVERY[:590], vectors[:590])]))
    assert (len(index), index.waiting) == (590, 0)
    assert index.ids().tolist() == EVERY[:590].tolist()


@pytest.mark.parametrize("grown", [0, 600])
def test_a_shot_that_is_added_again_has_its_new_vector_and_is_there_once(vectors, grown):
    index = filled(vectors, grown)
    index.add(EVERY[10:12], -vectors[10:12])
    assert len(index) == 600
    assert index.search(-vectors[10], 1, EVERY)[0].tolist() == [30]


def test_a_stored_vector_that_is_damaged_is_left_out(vectors):
    spoilt = vectors.copy()
    spoilt[5], spoilt[17] = np.nan, 0.0
    index = VectorIndex(DIM)
    list(index.reconcile([(EVERY, spoilt)]))
    assert len(index) == 598


# On the disk ---------------------------------------------------------------------------------------------------------


def test_saved_and_loaded_it_is_the_same(library, vectors):
    loaded = library.load_index(saved(library, vectors), DIM)
    assert loaded.ids().tolist() == EVERY.tolist()
    assert (loaded.waiting, loaded.changed) == (0, False)
    assert loaded.search(vectors[5], 1, loaded.ids())[0].tolist() == [15]


def test_saving_again_makes_a_new_generation_and_deletes_the_old_one(library, vectors):
    model = saved(library, vectors)
    old = library.catalog.index_file(model)
    index = library.load_index(model, DIM)
    library.save_index(model, index)
    assert library.catalog.index_file(model) == old, "nothing had changed"
    index.add(np.array([9000]), vectors[:1])
    list(index.grow())
    library.save_index(model, index)
    (file,) = (library.folder / "index").iterdir()
    assert file.name == library.catalog.index_file(model).name != old.name


def test_files_that_no_row_names_and_those_of_an_older_format_are_swept_away(library, vectors):
    old = library.folder / "index" / "abcdef"
    old.mkdir(parents=True)
    (old / "vectors.json").write_text("{}")
    (library.folder / "index" / "index-000777.hnsw").write_bytes(b"a crash came before its row")
    saved(library, vectors)
    assert len(list((library.folder / "index").iterdir())) == 1


@pytest.mark.goal("S5")
def test_what_does_not_match_its_record_is_not_used_and_search_stays_exact(library, vectors, tried):
    model = saved(library, vectors)
    good = library.catalog.index_file(model)
    path = library.folder / "index" / good.name
    content = path.read_bytes()
    another = VectorIndex(DIM)
    another.add(np.arange(600) + 7, vectors[::-1])
    list(another.grow())
    foreign = another.save(library.folder / "foreign", 1, Disk())
    records = {
        "dim": [8, 15, 17, 32, 64],
        "space": ["l2", "ip", ""],
        "count": [0, 1, 599, 601],
        "size": [good.size - 1, good.size + 1],
        "sha256": ["", "0" * 64, good.sha256.upper()],
        "parameters": ["{}", good.parameters.replace("16", "8"), good.parameters.replace("200", "100")],
        "name": ["index-999999.hnsw", "../foreign/index-000002.hnsw", ""],
    }
    wrong = [(column, value) for column, values in records.items() for value in values]
    tried("S5", len(wrong) + 1)
    for column, value in wrong:
        with library.catalog.db.atomic():
            library.catalog.db.execute(f"update index_file set {column} = ?", [value])
        check_falls_back(library, model, vectors)
        with library.catalog.db.atomic():
            library.catalog.db.execute(f"update index_file set {column} = ?", [getattr(good, column)])
    path.write_bytes((library.folder / "foreign" / foreign.name).read_bytes())  # a good index of other vectors
    check_falls_back(library, model, vectors)
    path.write_bytes(content)
    assert library.load_index(model, DIM).waiting == 0 != len(library.load_index(model, DIM))


def check_falls_back(library: Library, model: int, vectors: np.ndarray) -> None:
    index = library.load_index(model, DIM)
    assert len(index) == 0
    list(index.reconcile([(EVERY, vectors)]))
    assert index.waiting == 600
    for row in (0, 299, 599):
        assert index.search(vectors[row], 5, EVERY)[0].tolist() == exact(vectors, vectors[row], 5, EVERY)


@pytest.mark.goal("F5")
def test_damage_is_always_noticed_before_loading(library, vectors, size, tried):
    model = saved(library, vectors)
    path = library.folder / "index" / library.catalog.index_file(model).name
    good = path.read_bytes()
    rng = random.Random(4)
    damages = size(80, 800)
    tried("F5", damages)
    for number in range(damages):
        path.write_bytes(damaged(good, rng, number))
        index = library.load_index(model, DIM)
        assert len(index) == 0
        if number % 20 == 0:
            list(index.reconcile([(EVERY, vectors)]))
            assert index.search(vectors[7], 1, EVERY)[0].tolist() == [21]
            list(index.grow())  # rebuilt without reading a film
            assert index.waiting == 0
    path.write_bytes(good)
    assert len(library.load_index(model, DIM)) == 600


def damaged(good: bytes, rng: random.Random, number: int) -> bytes:
    bad = bytearray(good)
    at = rng.randrange(len(bad))
    match number % 6:
        case 0:
            bad[at] ^= 1 << rng.randrange(8)
        case 1:
            del bad[at:]
        case 2:
            bad += rng.randbytes(rng.randrange(1, 200))
        case 3:
            bad[at : at + 50] = bytes(255 - byte for byte in bad[at : at + 50])
        case 4:
            bad[rng.randrange(96)] ^= rng.randrange(1, 256)  # the header, where most crashes come from
        case 5:
            bad[:] = rng.randbytes(rng.randrange(4000))
    return bytes(bad)


@pytest.mark.goal("F5")
def test_damaged_pictures_and_odd_names_among_them_do_no_harm(library, size, tried):
    rng = random.Random(5)
    damages = size(20, 200)
    tried("F5", damages)
    for number in range(damages):
        digest = f"{number:032x}"
        writer = library.pictures.start(digest)
        writer.add(1.0, damaged(b"\xff\xd8" + rng.randbytes(300), rng, number))
        writer.finish(b"\xff\xd8 no sprite", 5)
        folder = library.pictures.of(digest)
        for odd in ("sprite-x.jpg", "sprite-.jpg", "²³.jpg", "12a.jpg", os.fsdecode(b"\xff.jpg"), "sprite--1.jpg"):
            (folder / odd).write_bytes(b"")
        assert library.pictures.nearest(digest, 3.0) == folder / "000001000.jpg"
        if number % 2:
            (folder / "sprite-5.jpg").unlink()
        assert library.pictures.sprite(digest) == ((None, 0) if number % 2 else (folder / "sprite-5.jpg", 5))
    assert library.pictures.trim(0) == 0


class FullDisk(Disk):
    """No room for anything."""

    def free(self, folder) -> int:
        return 100


def test_a_disk_without_room_leaves_the_old_index(library, vectors):
    model = saved(library, vectors)
    index = library.load_index(model, DIM)
    index.add(np.array([9000]), vectors[:1])
    list(index.grow())
    library.disk = FullDisk()
    with pytest.raises(DiskFullError):
        library.save_index(model, index)
    assert len(library.load_index(model, DIM)) == 600


def test_a_disk_that_takes_nothing_and_says_nothing_leaves_the_old_index(library, vectors, monkeypatch):
    model = saved(library, vectors)
    index = library.load_index(model, DIM)
    index.changed = True

    class Silent:  # what hnswlib does on a full disk: it returns as if all were well
        def save_index(self, path: str) -> None:
            open(path, "wb").close()

        def index_file_size(self) -> int:
            return 1000

    monkeypatch.setattr(index, "_graph", Silent())
    with pytest.raises(DiskFullError):
        library.save_index(model, index)
    assert len(library.load_index(model, DIM)) == 600
    assert len(list((library.folder / "index").iterdir())) == 1


def test_numbers_of_the_model_that_are_none_are_refused_before_they_are_stored(library):
    fill(library.catalog, 1)
    before = library.catalog.counts(None)
    with pytest.raises(VectorError, match="not numbers"):
        fill_with_nan(library)
    assert library.catalog.counts(None)[1:3] == before[1:3]


def fill_with_nan(library: Library) -> None:
    class Broken(np.random.Generator):
        def normal(self, *_: Any, size: Any, **__: Any) -> Any:
            return np.full(size, np.nan)

    from tests.library_rows import add_video

    known = library.catalog.model("key")
    assert known is not None
    model = known[0]
    add_video(library.catalog, 1, model, "broken", Broken(np.random.PCG64(1)), 2, DIM, 4)


def test_the_pictures_shrink_to_a_limit_oldest_first_and_scrub_sprites_last(library):
    for number in range(5):
        writer = library.pictures.start(f"{number:032x}")
        for second in range(4):
            writer.add(float(second), b"x" * 1000)
        writer.finish(b"s" * 500, 3)
        for path in library.pictures.of(f"{number:032x}").iterdir():
            os.utime(path, (number, number))
    assert library.pictures.size() == 22_500
    assert library.pictures.trim(10_000) <= 10_000
    assert library.pictures.nearest(f"{0:032x}", 0.0) is None
    assert library.pictures.sprite(f"{0:032x}")[1] == 3
    assert library.pictures.nearest(f"{4:032x}", 0.0) is not None
    assert library.pictures.trim(10) == 0
    assert library.pictures.of(f"{0:032x}").is_dir(), "or its film would be read again for them"
