"""TCA's nets and similarities on random weights: masks, lengths, files that do not fit; iRMAC and whitening."""

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from engine.errors import ModelError
from engine.models.chamfer import Scale, chamfer, mean_vector, symmetric_chamfer
from engine.models.irmac import ResNetFeatures, fit_whitening, load_published_pca, load_resnet_features, prepare
from engine.models.published_tca import load_published_comparator
from engine.models.tca import Tca, TcaEncoder, VideoComparator, compare, read_tca, sinusoids, write_tca

DIM = 16
SCALE = Scale(0.4, 0.1, 0.8)


def unit(*shape: int, seed: int = 0) -> np.ndarray:
    x = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def net(positions: bool = False) -> TcaEncoder:
    torch.manual_seed(0)
    return TcaEncoder(DIM, 2, 1, 32, positions=positions)


def films() -> list[np.ndarray]:
    return [unit(n, DIM, seed=n) for n in (3, 1, 6, 40)]


def test_chamfer_as_written_out():
    one, other = unit(4, 8), unit(6, 8, seed=1)
    forward = np.mean([max(float(a @ b) for b in other) for a in one])
    backward = np.mean([max(float(a @ b) for a in one) for b in other])
    assert chamfer(one, [one, other]) == pytest.approx([1.0, forward])
    assert symmetric_chamfer(one, [other])[0] == pytest.approx((forward + backward) / 2)


def test_a_part_of_a_film_is_wholly_in_it_but_not_the_film_in_the_part():
    film = unit(6, 8)
    assert chamfer(film[1:3], [film])[0] == pytest.approx(1.0)
    assert chamfer(film, [film[1:3]])[0] < 1.0
    assert symmetric_chamfer(film[1:3], [film])[0] < 1.0


def test_a_film_without_frames_is_like_nothing():
    film, none = unit(3, DIM), np.zeros((0, DIM), np.float32)
    assert symmetric_chamfer(film, [none, film]).tolist() == pytest.approx([0.0, 1.0])
    assert symmetric_chamfer(none, [film])[0] == 0.0
    assert mean_vector(none).tolist() == [0.0] * DIM
    assert compare(VideoComparator(), film, [none])[0] == 0.0
    described = Tca(net(), None, "symmetric", SCALE).describe([none, film])
    assert np.isfinite(described[0].vector).all()
    assert described[0].frames.shape == (0, DIM)


def test_a_film_is_described_alike_in_any_company():
    model = Tca(net(), None, "symmetric", SCALE)
    together = model.describe(films())
    for film, found in zip(films(), together, strict=True):
        (alone,) = model.describe([film])
        np.testing.assert_allclose(alone.vector, found.vector, atol=1e-5)
        np.testing.assert_allclose(alone.frames, found.frames, atol=1e-5)
        assert found.frames.shape == film.shape
        np.testing.assert_allclose(np.linalg.norm(found.frames, axis=1), 1, atol=1e-5)


def test_order_counts_only_with_positions():
    film = unit(5, DIM)
    for positions in (False, True):
        model = Tca(net(positions), None, "cosine", SCALE)
        there, back = model.describe([film, film[::-1].copy()])
        assert np.allclose(there.vector, back.vector, atol=1e-5) != positions
    np.testing.assert_allclose(np.linalg.norm(sinusoids(7, DIM), axis=1), 1, atol=1e-5)


def test_every_way_to_compare_gives_one_number_a_film():
    model = Tca(net(), VideoComparator(), "comparator", SCALE)
    query, *others = model.describe(films())
    for by in model.offers:
        found = model.similarities(query, others, by)
        assert found.shape == (3,)
        assert np.isfinite(found).all()
    assert model.similarities(query, others).tolist() == model.similarities(query, others, "comparator").tolist()
    one_by_one = [model.similarities(query, [other])[0] for other in others]
    np.testing.assert_allclose(model.similarities(query, others), one_by_one, atol=1e-6)


def test_the_comparator_as_written_out():
    torch.manual_seed(1)
    cnn, table = VideoComparator(), torch.rand(1, 9, 6) * 2 - 1
    x = table[:, None]
    for layer in (cnn.conv1, cnn.conv2):
        x = functional.max_pool2d(functional.relu(layer(torch.nn.ReplicationPad2d(1)(x))), 2)
    x = cnn.fconv(functional.relu(cnn.conv3(torch.nn.ReplicationPad2d(1)(x))))[:, 0]
    with torch.no_grad():
        assert cnn(table).shape == (1, 2, 1)
        torch.testing.assert_close(cnn(table), functional.hardtanh(x) / 2 + 0.5)


@pytest.fixture
def folder(tmp_path):
    torch.manual_seed(3)
    write_tca(tmp_path, net(), VideoComparator(), "symmetric", SCALE, "head 1", {"steps": 4})
    return tmp_path


def test_what_is_written_is_read_again(folder):
    read = read_tca(folder, DIM, "head 1")
    assert (read.rank_by, read.scale) == ("symmetric", SCALE)
    ours = Tca(net(), None, "symmetric", SCALE).describe(films())
    for one, other in zip(ours, read.describe(films()), strict=True):
        np.testing.assert_allclose(one.frames, other.frames, atol=5e-3)  # kept as float16


@pytest.mark.parametrize(("dim", "head"), [(DIM * 2, "head 1"), (DIM, "head 2")])
def test_an_encoder_for_other_embeddings_is_refused(folder, dim, head):
    with pytest.raises(ModelError, match="another model"):
        read_tca(folder, dim, head)


@pytest.mark.parametrize("entry", ["rank_by", "scale", "heads", "comparator", "format"])
def test_a_description_that_lacks_something_or_tells_nonsense_gets_a_sentence(folder, entry):
    told = json.loads((folder / "tca.json").read_text())
    for value in ("nonsense", None):
        (folder / "tca.json").write_text(json.dumps({**told, entry: value}))
        if entry != "comparator":
            with pytest.raises(ModelError, match=r"tca\.json.*\.$"):
                read_tca(folder, DIM, "head 1")
    del told[entry]
    (folder / "tca.json").write_text(json.dumps(told))
    with pytest.raises(ModelError, match=r"tca\.json.*\.$"):
        read_tca(folder, DIM, "head 1")


@pytest.mark.parametrize("change", ["removed", "added", "misshapen", "cut off", "gone"])
def test_weights_that_do_not_fit_get_a_sentence(folder, change):
    path, key = folder / "tca.safetensors", "encoder.transformer_encoder.layers.0.linear1.weight"
    state = load_file(path)
    if change == "gone":
        path.unlink()
    elif change == "cut off":
        path.write_bytes(path.read_bytes()[:-100])
    else:
        kept = {name: value for name, value in state.items() if name != key}
        more = {"removed": {}, "added": {key: state[key], "extra": torch.zeros(1)}, "misshapen": {key: state[key][:-1]}}
        save_file({name: value.clone() for name, value in {**kept, **more[change]}.items()}, path)
    named = {"removed": key, "misshapen": key, "added": "extra"}.get(change, "tca.safetensors")
    with pytest.raises(ModelError, match=named.replace(".", r"\.")):
        read_tca(folder, DIM, "head 1")


def test_a_published_comparator_with_a_key_missing_is_refused(tmp_path):
    state = VideoComparator().state_dict()
    del state["fconv.bias"]
    save_file(state, tmp_path / "video_comparator.safetensors")
    with pytest.raises(ModelError, match=r"lacks fconv\.bias"):
        load_published_comparator(tmp_path / "video_comparator.safetensors")


def test_resnet_features_from_a_file_have_3840_numbers_in_four_normalised_parts(tmp_path):
    torch.manual_seed(0)
    state = ResNetFeatures().net.state_dict()
    state = {key: value for key, value in state.items() if not key.endswith("num_batches_tracked")}
    torch.save(state, tmp_path / "resnet50.pth")
    features = load_resnet_features(tmp_path / "resnet50.pth")
    assert features.net.conv1.weight.equal(state["conv1.weight"])
    frames = np.random.default_rng(0).integers(0, 256, (2, 100, 140, 3), dtype=np.uint8)
    with torch.inference_mode():
        found = features(prepare(frames))
    assert found.shape == (2, 3840)
    norms = [part.norm(dim=1) for part in found.split([256, 512, 1024, 2048], dim=1)]
    torch.testing.assert_close(torch.stack(norms), torch.ones(4, 2))
    del state["layer3.0.conv1.weight"]
    torch.save(state, tmp_path / "resnet50.pth")
    with pytest.raises(ModelError, match=r"lacks layer3\.0\.conv1\.weight"):
        load_resnet_features(tmp_path / "resnet50.pth")


def test_pictures_are_prepared_as_torchvision_does():
    from PIL import Image
    from torchvision import transforms

    frame = np.random.default_rng(0).integers(0, 256, (120, 90, 3), dtype=np.uint8)
    frame = np.asarray(Image.fromarray(frame).resize((320, 420), Image.Resampling.BILINEAR))
    published = transforms.Compose(
        [
            transforms.Resize(256),
            transforms.CenterCrop(224),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    torch.testing.assert_close(prepare(frame[None])[0], published(Image.fromarray(frame)), atol=0.02, rtol=0)


def test_whitening_makes_directions_equal_and_reads_the_published_file(tmp_path):
    rng = np.random.default_rng(0)
    features = (rng.standard_normal((500, 6)) * [9, 5, 3, 1, 0.1, 0.01]).astype(np.float32) + 3
    white = fit_whitening(features, 4)
    projected = (features - white.mean) @ white.matrix
    np.testing.assert_allclose(np.cov(projected.T), np.eye(4), atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(white.apply(features), axis=1), 1, atol=1e-5)
    variances, directions = np.linalg.eigh(np.cov(features.T))
    entries = {"U": directions[:, ::-1], "lams": variances[::-1], "mu": features.mean(0)[:, None]}
    np.savez(tmp_path / "pca.npz", **entries, Utmu=np.zeros(6))
    published = load_published_pca(tmp_path / "pca.npz", 4)
    np.testing.assert_allclose(np.abs(published.apply(features)), np.abs(white.apply(features)), atol=1e-3)
    with pytest.raises(ModelError, match="7 columns"):
        load_published_pca(tmp_path / "pca.npz", 7)
    np.savez(tmp_path / "pca.npz", U=entries["U"], lams=entries["lams"])
    with pytest.raises(ModelError, match="lacks mu"):
        load_published_pca(tmp_path / "pca.npz", 4)
    with pytest.raises(ModelError, match="more than 9"):
        fit_whitening(features[:9], 9)
