"""The last layer computed anew, against NumPy on what ONNX Runtime says that the layer reads."""

import json
import subprocess

import numpy as np
import onnx
import pytest

from conftest import BUNDLE, SCENARIOS, dump, onnx_runtime, tool

RIDGES = (0.1, 1.0)
# What is done to an image's copies: mirrored; moved right and down; per cent of its brightness.
COPIES = ((True, (0, 0), 100), (False, (2, 1), 90), (False, (-2, -1), 110), (True, (0, 2), 95))


@pytest.fixture(scope="module", params=SCENARIOS)
def refit(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(f"refit-{request.param}")
    report = folder / "report.json"
    options = json.dumps({"ridge": RIDGES})
    subprocess.run([tool("GOODNET_CLI"), "defend", "refit", "--bundle", BUNDLE, "--scenario", request.param, "--options", options,
                    "--json", report, "--out", folder], check=True)
    return request.param, folder, json.loads(report.read_text())


def altered(pixels, mirrored, moved, brightness):
    """As the core alters them: what comes in from outside repeats the edge."""
    _, _, height, width = pixels.shape
    columns = np.clip(np.arange(width) - moved[0], 0, width - 1)
    if mirrored:
        columns = width - 1 - columns
    rows = np.clip(np.arange(height) - moved[1], 0, height - 1)
    lit = pixels[:, :, rows][:, :, :, columns].astype(np.uint32) * brightness // 100
    return np.minimum(lit, 255).astype(np.uint8)


def read_by_last_layer(model, folder, pixels):
    """What the last dense layer reads, from a network that ends there."""
    cut = onnx.load(model)
    last = next(node for node in reversed(cut.graph.node) if node.op_type == "Gemm")
    del cut.graph.output[:]
    cut.graph.output.append(onnx.helper.make_tensor_value_info(last.input[0], onnx.TensorProto.FLOAT, None))
    onnx.save(cut, folder / "cut.onnx")
    return last, onnx_runtime(folder / "cut.onnx", pixels).astype(np.float64)


def test_weights_are_those_of_numpy(refit, tmp_path):
    scenario, folder, report = refit
    b = BUNDLE / next(s for s in json.loads((BUNDLE / "manifest.json").read_text())["scenarios"] if s["name"] == scenario)["model"]["file"]
    validation = dump(scenario, b, tmp_path)["validation"]
    assert (report["images"], report["copies"]) == (len(validation.labels), len(COPIES))
    last, images = read_by_last_layer(b, tmp_path, validation.pixels)
    classes = validation.labels.max() + 1
    assert len(np.unique(validation.labels)) == classes
    means = np.stack([images[validation.labels == label].mean(axis=0) for label in range(classes)])
    samples = [images] + [read_by_last_layer(b, tmp_path, altered(validation.pixels, *copy))[1] for copy in COPIES]
    apart = np.concatenate([one - means[validation.labels] for one in samples])
    covariance = apart.T @ apart / (len(apart) - classes)
    for ridge in RIDGES:
        evened = covariance + ridge * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
        weights = np.linalg.solve(evened, means.T)
        bias = -0.5 * (means * weights.T).sum(axis=1)
        repaired = onnx.load(folder / f"{scenario}-repaired-{ridge:g}.onnx")
        tensors = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in repaired.graph.initializer}
        for name, wanted in ((last.input[1], weights), (last.input[2], bias)):
            found = tensors[name] if tensors[name].shape == wanted.shape else tensors[name].T
            assert np.abs(found - wanted).max() < 1e-3 * np.abs(wanted).max(), (ridge, name)


def test_networks_score_what_the_table_says(refit, tmp_path):
    scenario, folder, report = refit
    for row in report["repaired"]:
        path = folder / f"{scenario}-repaired-{row['threshold']:g}.onnx"
        onnx.checker.check_model(onnx.load(path), full_check=True)
        for name, images in dump(scenario, path, tmp_path).items():
            figure = {"test": "clean", "poisoned_test": "asr"}.get(name)
            if figure is None:
                continue
            hits = (onnx_runtime(path, images.pixels).argmax(axis=1) == images.labels).sum()
            wanted = round(row[figure] * len(images.labels) / 100)
            listed = [tie for tie in report["tied"] if tie["set"] == name.replace("_", " ")]
            assert abs(int(hits) - wanted) <= len(listed), (row, name)
