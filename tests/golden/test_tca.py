"""TCA and L3-iRMAC against what the published implementation computes."""

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.errors import ModelError
from engine.models.chamfer import Described, Scale, chamfer, symmetric_chamfer
from engine.models.irmac import l3_irmac
from engine.models.published_tca import encoder_from, load_published_comparator, load_published_encoder
from engine.models.tca import SMALLEST, Tca, compare
from tests.golden.conftest import Golden, golden_folder

CLOSE = {"atol": 1e-5, "rtol": 0}


@pytest.fixture
def case(golden: Golden) -> dict[str, Tensor]:
    return golden("tca")[0]


@pytest.fixture
def described(golden: Golden) -> list[Described]:
    case, weights = golden("tca")
    model = Tca(encoder_from(weights, "tca"), None, "symmetric", Scale(0.5, 0.1, 0.9))
    films = zip(case["frames"].numpy(), case["lengths"].tolist(), strict=True)
    return model.describe([film[:length] for film, length in films])


def test_descriptors(case, described):
    for i, film in enumerate(described):
        np.testing.assert_allclose(film.vector, case["video_descriptor"][i], **CLOSE)
        np.testing.assert_allclose(film.frames, case[f"frame_descriptors.{i}"], **CLOSE)


def test_descriptors_do_not_depend_on_the_padding(golden):
    case, weights = golden("tca")
    encoder = encoder_from(weights, "tca")
    mask = torch.arange(12)[None] < case["lengths"][:, None]
    with torch.no_grad():
        vectors, frames = encoder(case["frames"] + torch.randn(5, 12, 64) * ~mask[..., None], mask)
    torch.testing.assert_close(vectors, case["video_descriptor"], **CLOSE)
    assert frames[~mask].eq(0).all()


def test_similarities(case, described):
    frames = [film.frames for film in described]
    for i, film in enumerate(described):
        np.testing.assert_allclose(chamfer(film.frames, frames), case["chamfer"][i], **CLOSE)
        np.testing.assert_allclose(symmetric_chamfer(film.frames, frames), case["symmetric_chamfer"][i], **CLOSE)
        np.testing.assert_allclose([film.vector @ other.vector for other in described], case["cosine"][i], **CLOSE)


def test_comparator_where_the_published_one_gives_a_number(case, described):
    comparator = load_published_comparator(golden_folder() / "tca_comparator.checkpoint.safetensors")
    frames = [film.frames for film in described]
    for i, film in enumerate(described):
        ours, published = compare(comparator, film.frames, frames), case["comparator_chamfer"][i].numpy()
        defined = np.array([min(len(film.frames), len(other)) >= SMALLEST for other in frames])
        assert (np.isfinite(published) == defined).all()
        np.testing.assert_allclose(ours[defined], published[defined], **CLOSE)
        assert np.isfinite(ours).all()


def test_l3_irmac(case):
    found = l3_irmac([case[f"feature_map.{i}"] for i in range(4)])
    torch.testing.assert_close(found, case["l3_irmac"], **CLOSE)


@pytest.mark.parametrize(
    "key", ["transformer_encoder.layers.0.linear1.bias", "transformer_encoder.layers.0.norm1.weight"]
)
@pytest.mark.parametrize("change", ["removed", "added", "misshapen"])
def test_a_checkpoint_that_does_not_fit_is_refused_by_the_name_of_the_key(golden, tmp_path, key, change):
    _, weights = golden("tca")
    if change == "removed":
        del weights[key]
    elif change == "added":
        key = "transformer_encoder.layers.0.more"
        weights[key] = torch.zeros(3)
    else:
        weights[key] = weights[key][:-1].clone()
    save_file(weights, tmp_path / "model.safetensors")
    with pytest.raises(ModelError, match=key.replace(".", r"\.")):
        load_published_encoder(tmp_path / "model.safetensors")


def test_the_published_file_type_is_read_without_running_code(golden, tmp_path):
    _, weights = golden("tca")
    torch.save(weights, tmp_path / "model.pth")
    read = load_published_encoder(tmp_path / "model.pth").state_dict()
    assert all(read[key].equal(value) for key, value in weights.items())
