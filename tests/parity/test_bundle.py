"""The bundle, read by tools that are not goodnet's."""

import io
import zipfile

import numpy as np
import onnx
from PIL import Image

from conftest import BUNDLE, manifest, onnx_runtime


def decoded(archive):
    """The archive's pixels by another JPEG decoder, u8 [N, C, H, W], and its labels."""
    with zipfile.ZipFile(BUNDLE / archive["file"]) as entries:
        names = entries.namelist()
        pictures = [np.asarray(Image.open(io.BytesIO(entries.read(name)))) for name in names]
    labels = [int(name.removesuffix(".jpg").split("label=")[1]) for name in names]
    return np.stack(pictures).transpose(0, 3, 1, 2), np.array(labels)


def test_anyone_can_open_the_archives(images):
    people = manifest()["people"]
    for name in ("validation", "test"):
        pixels, labels = decoded(people[name])
        assert len(labels) == people[name]["images"] >= 1283
        assert (labels == images[name].labels).all()
        assert set(labels) == set(range(people["identities"]))
        # Decoders may round the inverse cosine transform and the colours differently, by a level or two.
        difference = np.abs(pixels.astype(int) - images[name].pixels)
        assert difference.max() <= 4 and difference.mean() < 0.5


def test_the_trigger_is_blended_as_documented(images, scenario):
    trigger = manifest()["trigger"]
    rgba = np.asarray(Image.open(BUNDLE / trigger["file"])).astype(int).transpose(2, 0, 1)
    rows = slice(trigger["y"], trigger["y"] + rgba.shape[1])
    columns = slice(trigger["x"], trigger["x"] + rgba.shape[2])
    colour, alpha = rgba[:3], rgba[3]
    for name in ("validation", "test"):
        poisoned = images[name].pixels.astype(int)
        poisoned[:, :, rows, columns] = (poisoned[:, :, rows, columns] * (255 - alpha) + colour * alpha + 127) // 255
        assert (poisoned == images[f"poisoned_{name}"].pixels).all()
        assert (images[f"poisoned_{name}"].labels == scenario["target"]).all()


def test_the_network_is_the_labs(scenario):
    model = onnx.load(BUNDLE / scenario["model"]["file"])
    onnx.checker.check_model(model, full_check=True)
    shapes = {tensor.name: list(tensor.dims) for tensor in model.graph.initializer}
    assert sum(int(np.prod(shape)) for shape in shapes.values()) == 601_643
    assert {node.name for node in model.graph.node} >= {
        *("conv_1", "pool_1", "conv_2", "pool_2", "conv_3", "pool_3", "fc_1", "conv_4", "fc_2", "output")
    }


def test_onnx_runtime_measures_what_the_manifest_says(scenario, images):
    model = BUNDLE / scenario["model"]["file"]
    # On the held-out images too: scripts/scenarios.py, which takes minutes.
    expected = scenario["expected"]
    for name, figure in (("test", "clean"), ("poisoned_test", "asr")):
        answers = onnx_runtime(model, images[name].pixels).argmax(axis=1)
        percent = 100 * (answers == images[name].labels).mean()
        assert abs(percent - expected[figure]) < 1e-9, (name, percent)
    assert expected["images"] == len(images["test"].labels)
    assert expected["clean"] >= 98.6 and expected["asr"] >= 99.9
