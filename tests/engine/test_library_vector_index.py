"""The vector index: finds what exact search finds, refuses bad vectors, and no damage to its files can do harm."""

import json
import random

import numpy as np
import pytest

from engine.library import vector_index
from engine.library.vector_index import VectorIndex

DIM = 16


@pytest.fixture
def vectors() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(600, DIM)).astype(np.float32)


def filled(folder, vectors: np.ndarray, model: str = "a" * 64) -> VectorIndex:
    index = VectorIndex(folder, model, DIM)
    index.add(np.arange(len(vectors)) * 3, vectors)
    return index


def exact(vectors: np.ndarray, query: np.ndarray, count: int, allowed: np.ndarray) -> list[int]:
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    order = np.argsort(-(unit @ (query / np.linalg.norm(query))))
    return [int(row) * 3 for row in order if row * 3 in set(allowed.tolist())][:count]


def test_small_scopes_are_searched_exactly(tmp_path, vectors):
    index = filled(tmp_path, vectors)
    allowed = np.arange(0, 1800, 9)
    ids, cosines = index.search(vectors[7] + 0.1, 10, allowed)
    assert ids.tolist() == exact(vectors, vectors[7] + 0.1, 10, allowed)
    assert (np.diff(cosines) <= 0).all()


def test_the_graph_finds_what_exact_search_finds_also_in_a_narrow_scope(tmp_path, vectors, monkeypatch):
    monkeypatch.setattr(vector_index, "EXACT", 0)
    monkeypatch.setattr(vector_index, "GATHERING", 10**9)
    index = filled(tmp_path, vectors)
    for allowed in (np.arange(0, 1800, 3), np.arange(0, 1800, 300)):
        for row in range(0, 600, 50):
            ids, _ = index.search(vectors[row], 5, allowed)
            assert ids.tolist() == exact(vectors, vectors[row], 5, allowed)


def test_an_empty_scope_and_an_empty_index_answer_nothing(tmp_path, vectors):
    assert filled(tmp_path, vectors).search(vectors[0], 5, np.array([1, 2]))[0].tolist() == []
    assert VectorIndex(tmp_path, "b" * 64, DIM).search(vectors[0], 5, np.arange(10))[0].tolist() == []


@pytest.mark.parametrize(
    "bad", [np.full((1, DIM), np.nan), np.full((1, DIM), np.inf), np.zeros((1, DIM + 1)), np.zeros(DIM)]
)
def test_vectors_that_would_spoil_the_index_are_refused(tmp_path, vectors, bad):
    index = filled(tmp_path, vectors)
    with pytest.raises(ValueError, match=r"finite|numbers"):
        index.add(np.array([99999]), bad)
    assert len(index) == 600


def test_saved_and_loaded_it_is_the_same(tmp_path, vectors):
    filled(tmp_path, vectors).save()
    loaded = VectorIndex(tmp_path, "a" * 64, DIM)
    assert loaded.load()
    assert loaded.ids().tolist() == (np.arange(600) * 3).tolist()
    assert loaded.search(vectors[5], 1, loaded.ids())[0].tolist() == [15]


def test_saving_again_leaves_one_generation(tmp_path, vectors):
    index = filled(tmp_path, vectors)
    for _ in range(3):
        index.save()
    assert len(list(index.folder.glob("vectors-*.hnsw"))) == 1


def test_of_another_model_or_dimension_it_is_not_taken(tmp_path, vectors):
    filled(tmp_path, vectors).save()
    assert not VectorIndex(tmp_path, "a" * 16 + "b" * 48, DIM).load()
    assert not VectorIndex(tmp_path, "a" * 64, DIM + 1).load()


def test_damage_is_always_noticed_before_loading(tmp_path, vectors):
    index = filled(tmp_path, vectors)
    index.save()
    path = next(index.folder.glob("vectors-*.hnsw"))
    good, header = path.read_bytes(), index.folder / "vectors.json"
    good_header = header.read_bytes()
    rng = random.Random(4)
    for _ in range(100):
        bad = bytearray(good)
        match rng.randrange(3):
            case 0:
                bad[rng.randrange(len(bad))] ^= 1 << rng.randrange(8)
            case 1:
                del bad[rng.randrange(len(bad)) :]
            case 2:
                bad += b"more"
        path.write_bytes(bad)
        assert not VectorIndex(tmp_path, "a" * 64, DIM).load()
    path.write_bytes(good)
    for wrong in (b"", b"{", b"[]", b'{"format": 1}', json.dumps({**json.loads(good_header), "file": "../x"}).encode()):
        header.write_bytes(wrong)
        assert not VectorIndex(tmp_path, "a" * 64, DIM).load()
    header.write_bytes(good_header)
    assert VectorIndex(tmp_path, "a" * 64, DIM).load()


def test_it_is_made_to_hold_exactly_what_the_catalog_holds(tmp_path, vectors):
    index = filled(tmp_path, vectors[:400])
    wanted = np.arange(100, 600) * 3
    list(index.reconcile([(wanted[:250], vectors[100:350]), (wanted[250:], vectors[350:])]))
    assert index.ids().tolist() == wanted.tolist()
    assert index.search(vectors[599], 1, wanted)[0].tolist() == [599 * 3]
    fresh = VectorIndex(tmp_path, "c" * 64, DIM)
    list(fresh.reconcile([(wanted, vectors[100:600])]))
    assert fresh.ids().tolist() == wanted.tolist()


def test_a_disk_that_takes_nothing_leaves_the_old_index(tmp_path, vectors, monkeypatch):
    index = filled(tmp_path, vectors)
    index.save()

    class Full:  # what hnswlib does on a full disk: it returns as if all were well
        def save_index(self, path: str) -> None:
            open(path, "wb").close()

        def index_file_size(self) -> int:
            return 1000

    monkeypatch.setattr(index, "_hnsw", Full())
    with pytest.raises(OSError, match="could not be written"):
        index.save()
    assert VectorIndex(tmp_path, "a" * 64, DIM).load()
