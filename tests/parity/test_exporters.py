"""Networks of other tools, repaired on the command line: what comes out runs in ONNX Runtime and in Keras, as its file did."""

import json
import os
import subprocess

import numpy as np
import onnx
import onnxruntime
import pytest

from conftest import ROOT, tool

EXPORTED = sorted((ROOT / "crate/core/tests/exporters").glob("*.onnx"))
EXPORTED = [path for path in EXPORTED if path.stem != "torch_external"]
KERAS = ROOT / "crate/files/tests/data"
# Small ones are reached by networks that nobody trained, too.
THRESHOLDS = ("1", "3")


def blocks(shape, count, seed):
    """Images of random blocks, 4x4 pixels each, black or bright: u8 [N, C, H, W]."""
    random = np.random.default_rng(seed)
    channels, height, width = shape
    coarse = random.integers(0, 256, (count, channels, 4, 4)) * random.integers(0, 2, (count, channels, 4, 4))
    return coarse.repeat(4, 2).repeat(4, 3)[:, :, :height, :width].astype(np.uint8)


def run(path, pixels):
    """ONNX Runtime's scores for u8 [N, C, H, W], given as the file wants them: colour first or last, a batch or one by one."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    [image] = session.get_inputs()
    numbers = pixels.astype(np.float32)
    if image.shape[3] == 3:
        numbers = numbers.transpose(0, 2, 3, 1)
    size = image.shape[0] if isinstance(image.shape[0], int) else len(numbers)
    parts = [numbers[at : at + size] for at in range(0, len(numbers), size)]
    return np.concatenate([session.run(None, {image.name: part})[0] for part in parts])


def prune(folder, model, shape, label, *options):
    """A repair of `model` on made-up images, the clean ones labelled by `label`: the report, and the sets."""
    sets = {}
    for seed, name in enumerate(("clean-valid", "poisoned-valid", "clean-test", "poisoned-test")):
        pixels = blocks(shape, 600, seed)
        answers = label(pixels)
        # As many of each class as there are, so that pruning can do harm.
        earlier = [(answers[:at] == answers[at]).sum() for at in range(len(answers))]
        chosen = np.argsort(earlier, kind="stable")[:150]
        pixels, labels = pixels[chosen], np.zeros(150, int) if "poisoned" in name else answers[chosen]
        np.savez(folder / f"{name}.npz", data=pixels, label=labels)
        sets[name] = (pixels, labels)
    command = [tool("GOODNET_CLI"), "prune", "--model", model, "--scale", "255", "--thresholds", ",".join(THRESHOLDS)]
    for name in sets:
        command += [f"--{name}", folder / f"{name}.npz"]
    done = subprocess.run([*command, "--json", folder / "report.json", "--out", folder, *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "report.json").read_text()), sets


def interface(path):
    """What a file takes, and the name and batch of what it gives."""
    graph = onnx.load(path).graph
    tensors = {tensor.name for tensor in graph.initializer}
    return [value for value in graph.input if value.name not in tensors], graph.output


def check(path, report, sets, folder):
    """The repaired files and GoodNets of a report answer in ONNX Runtime what its table says."""
    before = {name: run(path, pixels).argmax(axis=1) for name, (pixels, _) in sets.items()}
    assert len(set(before["clean-test"])) > 1, "the images are too much alike"
    for row in report["repaired"]:
        repaired = folder / f"{path.stem}-repaired-{row['threshold']}.onnx"
        goodnet = folder / f"{path.stem}-goodnet-{row['threshold']}.onnx"
        for file in (repaired, goodnet):
            onnx.checker.check_model(onnx.load(file), full_check=True)
            assert interface(file)[0] == interface(path)[0]
        assert interface(repaired)[1] == interface(path)[1]
        for name, figure in (("clean-test", "clean"), ("poisoned-test", "asr")):
            pixels, labels = sets[name]
            answers = run(repaired, pixels).argmax(axis=1)
            assert (answers == labels).sum() == round(row[figure] * len(labels) / 100), (path.name, row)
            told = run(goodnet, pixels)
            assert told.shape[1] == 6
            wanted = np.where(answers == before[name], answers, 5)
            assert (told.argmax(axis=1) == wanted).all(), (path.name, row)
            assert (wanted == labels).sum() == round(row["goodnet"][figure] * len(labels) / 100), (path.name, row)


@pytest.mark.parametrize("recipe", ["lab", "report"])
@pytest.mark.parametrize("path", EXPORTED, ids=lambda path: path.stem)
def test_repaired_files_and_goodnets_run_in_onnx_runtime(path, recipe, tmp_path):
    label = lambda pixels: run(path, pixels).argmax(axis=1)
    report, sets = prune(tmp_path, path, (3, 12, 10), label, "--recipe", recipe)
    assert report["ties"] == 0
    check(path, report, sets, tmp_path)


@pytest.mark.parametrize("path", EXPORTED, ids=lambda path: path.stem)
def test_every_engine_draws_the_same_curve(path, tmp_path):
    label = lambda pixels: run(path, pixels).argmax(axis=1)
    curves = {}
    # Normalisation between a ReLU and its pool has no kernel yet: tract runs it in the simd engine's place, and nobody in a GPU's.
    for engine in ("simd", "reference", *(() if path.stem in ("keras3_norm", "tf2onnx_norm") else ("webgpu",))):
        report, _ = prune(tmp_path, path, (3, 12, 10), label, "--engine", engine)
        assert report["ties"] == 0
        curves[engine] = [(step["pruned"], step["channel"], step["clean"], step["asr"]) for step in report["steps"]]
    assert len(curves["reference"]) == 9
    assert all(curve == curves["reference"] for curve in curves.values())


def keras(module, models, pixels, folder):
    """What Keras answers with each of the files, in a Python of its own: f32 [models, N, classes]."""
    np.save(folder / "images.npy", pixels.transpose(0, 2, 3, 1).astype(np.float32))
    script = ROOT / "tests/parity/keras_predict.py"
    command = [tool("GOODNET_KERAS_PYTHON"), script, module, folder / "images.npy", folder / "shares.npy", *models]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1"})
    assert done.returncode == 0, done.stderr
    return np.load(folder / "shares.npy")


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("recipe", ["lab", "report"])
@pytest.mark.parametrize("module,name", [("tf_keras", "keras2_chain"), ("tf_keras", "keras2_graph"), ("keras", "keras3_graph")])
def test_keras_opens_a_repaired_file_and_answers_the_same(module, name, recipe, tmp_path):
    check_keras(module, name, "h5", None, recipe, tmp_path)


@pytest.mark.parametrize("module,name,ending,layers", [
    ("tf_keras", "keras2_graph_weights", "h5", "keras2_graph"), ("tf_keras", "keras2_chain", "weights.h5", "keras2_chain"),
    ("keras", "keras3_chain", "weights.h5", "keras3_chain"), ("keras", "keras3_graph", "weights.h5", "keras3_graph")])
def test_keras_loads_repaired_weights_and_answers_the_same(module, name, ending, layers, tmp_path):
    """By the end of the file's name, too: Keras tells the layout by it."""
    check_keras(module, name, ending, KERAS / f"{layers}.json", "lab", tmp_path)


def check_keras(module, name, ending, layers, recipe, tmp_path):
    """Keras answers with the repaired files of `name.ending` what ONNX Runtime does with their ONNX files."""
    path, options = KERAS / f"{name}.{ending}", ["--architecture", layers] if layers else []
    convert = [tool("GOODNET_CLI"), "convert", path, tmp_path / f"{name}.onnx", *options]
    subprocess.run(convert, check=True, capture_output=True)
    label = lambda pixels: run(tmp_path / f"{name}.onnx", pixels).argmax(axis=1)
    report, sets = prune(tmp_path, path, (3, 14, 12), label, "--recipe", recipe, *options)
    check(tmp_path / f"{name}.onnx", report, sets, tmp_path)
    pixels = sets["clean-test"][0]
    repaired = [tmp_path / f"{name}-repaired-{threshold}" for threshold in THRESHOLDS]
    theirs = keras(module, [f"{file}.{ending}" + (f"@{layers}" if layers else "") for file in repaired], pixels, tmp_path)
    for file, shares in zip(repaired, theirs, strict=True):
        assert np.abs(softmax(run(f"{file}.onnx", pixels)) - shares).max() < 1e-5, file
    # Two thresholds may share a step, but none leaves the network as it was.
    before = softmax(run(tmp_path / f"{name}.onnx", pixels))
    assert np.abs(theirs - before).max(axis=(1, 2)).min() > 1e-3
