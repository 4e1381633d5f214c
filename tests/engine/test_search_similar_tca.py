"""Find similar with a TCA encoder: the library's own, the one beside the backbone, a damaged one; and the one that ships."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.engine import RESOURCES, Engine
from engine.messages import FindSimilar, Hits, IndexFolder, Search
from engine.models.backbone import load_backbone
from engine.models.chamfer import Scale, symmetric_chamfer
from engine.models.head import load_head
from engine.models.tca import TcaEncoder, VideoComparator, read_tca, write_tca
from engine.search.similar import RawChamfer, choose_measure, encoder_folder
from engine.training.tca import TcaSettings, train_tca_on_library
from tests.clips import make_clip
from tests.fakes import COLOURS, load_fake, run_steps

SCALE = Scale(0.3, 0.05, 0.999)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("similar")
    (root / "films").mkdir()
    for number, colours in enumerate((["red"], ["red", "blue"], ["blue"], ["green"])):
        make_clip(root / "films" / f"{number}.mp4", seconds=4, fps=5, scenes=[COLOURS[colour] for colour in colours])
    return root


@pytest.fixture
def engine(root):
    opened = Engine(root / "library", "colours", load=load_fake)
    run_steps(opened.load_model())
    run_steps(opened.index_folder(IndexFolder(1, str(root / "films"))))
    yield opened
    opened.close()
    own = root / "library" / "tca"
    for path in sorted(own.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def write(folder: Path, engine: Engine, rank_by: str = "symmetric", seed: int = 0) -> None:
    model = engine.model()
    assert model is not None
    torch.manual_seed(seed)
    encoder = TcaEncoder(model.backbone.dim, 2, 1, 16)
    write_tca(folder, encoder, VideoComparator(), rank_by, SCALE, model.head.key, {})


def own_folder(engine: Engine) -> Path:
    model = engine.model()
    assert model is not None
    return encoder_folder(engine.library.folder, model.backbone.key, model.head.key)


def similar(engine: Engine) -> Hits:
    shot = next(
        hit.shot
        for reply in run_steps(engine.search(Search(5, "red")))
        if isinstance(reply, Hits) and reply.stage == "refined"
        for hit in reply.hits
        if Path(hit.path).name == "0.mp4"
    )
    return [reply for reply in run_steps(engine.find_similar(FindSimilar(6, shot=shot))) if isinstance(reply, Hits)][-1]


@pytest.mark.parametrize("rank_by", ["cosine", "chamfer", "symmetric", "comparator"])
def test_the_librarys_own_encoder_gives_the_scores_and_leaves_what_is_stored_alone(engine, rank_by):
    model, catalog = engine.model(), engine.library.catalog
    ids = catalog.shot_ids(model.id).tolist()
    before = [shot.frames.tobytes() for shot in catalog.shots(model.id, ids)]
    raw = {hit.shot: hit.score for hit in similar(engine).hits}
    write(own_folder(engine), engine, rank_by)
    answer = similar(engine)
    assert answer.hits
    assert answer.sentence == "" or answer.sentence.startswith("Nothing here is clearly like it")
    tca = read_tca(own_folder(engine), model.backbone.dim, model.head.key)
    shots = {shot.id: shot for shot in catalog.shots(model.id, ids)}
    (asked,) = (shots.keys() - {hit.shot for hit in answer.hits}) & {
        shot.id for shot in shots.values() if catalog.videos([shot.video])[shot.video].path.name == "0.mp4"
    }
    (query,) = tca.describe([shots[asked].frames])
    for hit in answer.hits:
        wanted = tca.similarities(query, tca.describe([shots[hit.shot].frames]))[0]
        assert hit.score == pytest.approx(float(wanted), abs=1e-3)
    assert [hit.score for hit in answer.hits] != [raw[hit.shot] for hit in answer.hits]
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)
    assert [shot.frames.tobytes() for shot in catalog.shots(model.id, ids)] == before


def test_the_librarys_own_comes_before_the_one_beside_the_backbone(engine, tmp_path):
    model = engine.model()
    write(tmp_path, engine, "cosine")
    beside = dataclasses.replace(model, backbone=dataclasses.replace(model.backbone, folder=tmp_path))
    measure, _ = choose_measure(engine.library, model)
    assert isinstance(measure, RawChamfer)
    measure, _ = choose_measure(engine.library, beside)
    assert getattr(measure, "rank_by", "") == "cosine"
    assert measure.scale == SCALE
    write(own_folder(engine), engine, "chamfer")
    measure, _ = choose_measure(engine.library, beside)
    assert getattr(measure, "rank_by", "") == "chamfer"


@pytest.mark.parametrize("harm", ["description", "weights", "other head"])
def test_a_damaged_encoder_is_one_sentence_and_raw_chamfer(engine, harm):
    plain = similar(engine)
    folder = own_folder(engine)
    write(folder, engine)
    if harm == "description":
        (folder / "tca.json").write_text("{")
    elif harm == "weights":
        (folder / "tca.safetensors").write_bytes(b"no weights")
    else:
        text = (folder / "tca.json").read_text()
        (folder / "tca.json").write_text(text.replace(engine.model().head.key, "another"))
    answer = similar(engine)
    assert "tca" in answer.sentence.lower()
    assert answer.sentence.count(".") - answer.sentence.count(".json") - answer.sentence.count(".safetensors") in (1, 2)
    assert [(hit.shot, hit.score, hit.band) for hit in answer.hits] == [
        (hit.shot, hit.score, hit.band) for hit in plain.hits
    ]


def test_training_on_a_library_that_holds_too_little_gets_a_sentence(root, monkeypatch):
    monkeypatch.setattr("engine.engine.load_model", load_fake)
    with pytest.raises(Exception, match="too little to learn from"):
        list(train_tca_on_library(root / "library", "colours", "cpu"))


def test_an_encoder_trained_on_a_library_is_the_one_it_uses(engine, root, monkeypatch):
    monkeypatch.setattr("engine.training.tca.FEWEST", 3)
    monkeypatch.setattr("engine.engine.load_model", load_fake)
    folder = own_folder(engine)
    engine.close()
    settings = TcaSettings(steps=3, comparator_steps=2, batch=4, comparator_batch=3, bank=4, heads=2, hidden=16)
    stages = [p.stage for p in train_tca_on_library(root / "library", "colours", "cpu", settings)]
    assert stages == [*["encoder"] * 3, *["comparator"] * 2, "done"]
    again = Engine(root / "library", "colours", load=load_fake)
    try:
        run_steps(again.load_model())
        measure, note = choose_measure(again.library, again.model())  # type: ignore[arg-type]
        assert note == ""
        assert getattr(measure, "rank_by", "") == settings.rank_by
        assert (folder / "tca.json").is_file()
    finally:
        again.close()


@pytest.mark.skipif(not (RESOURCES / "starter" / "tca.json").is_file(), reason="no encoder ships with this model yet")
def test_the_encoder_that_ships_fits_the_model_that_ships():
    backbone = load_backbone("starter", "cpu")
    tca = read_tca(RESOURCES / "starter", backbone.dim, load_head(backbone).key)
    assert (RESOURCES / "starter" / "tca.safetensors").stat().st_size < 1.5e6
    rng = np.random.default_rng(0)
    films = [rng.standard_normal((5, backbone.dim)).astype(np.float32) for _ in range(3)]
    films = [film / np.linalg.norm(film, axis=1, keepdims=True) for film in films]
    described = tca.describe(films)
    found = tca.similarities(described[0], described)
    assert found[0] == max(found)
    assert symmetric_chamfer(films[0], films)[0] == pytest.approx(1.0)
