"""Somebody's own files on the command line: the course's formats give what the bundle gives."""

import json
import os
import re
import subprocess
from pathlib import Path

import h5py
import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper
from PIL import Image

from conftest import BUNDLE, SETS, dump, manifest, tool

OPTIONS = {"validation": "--clean-valid", "poisoned_validation": "--poisoned-valid",
           "test": "--clean-test", "poisoned_test": "--poisoned-test"}


def goodnet(*arguments):
    """Runs the command; fails with what it said when it fails."""
    run = subprocess.run([tool("GOODNET_CLI"), *map(str, arguments)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run


@pytest.fixture(scope="module")
def badnet():
    return next(scenario for scenario in manifest()["scenarios"] if scenario["name"] == "badnet")


@pytest.fixture(scope="module")
def bundled(badnet, tmp_path_factory):
    return dump("badnet", BUNDLE / badnet["model"]["file"], tmp_path_factory.mktemp("dump"))


def prune_own(folder, model, write):
    """A repair of `model` on the files that `write(name)` makes."""
    report = folder / "own.json"
    sets = [argument for name in SETS for argument in (OPTIONS[name], write(name))]
    run = goodnet("prune", "--model", model, *sets, "--json", report, "--out", folder / "models")
    return json.loads(report.read_text()), run.stderr


def test_the_labs_format_gives_the_bundles_report(badnet, bundled, repaired, tmp_path):
    def write(name):
        path = tmp_path / f"{name}.h5"
        with h5py.File(path, "w") as file:
            file["data"] = bundled[name].pixels.astype(np.float64)
            file["label"] = bundled[name].labels.astype(np.float64)
        return path

    report, said = prune_own(tmp_path, BUNDLE / badnet["model"]["file"], write)
    assert report == repaired("badnet", "lab").report
    assert "pixels of 0 to 255" in said
    written = repaired("badnet", "lab")
    for kind, bundles in (("repaired", written.models), ("goodnet", written.goodnets)):
        for threshold, path in bundles.items():
            own = tmp_path / "models" / f"{badnet['name']}-{kind}-{threshold}.onnx"
            assert own.read_bytes() == path.read_bytes()


def test_a_network_that_takes_0_to_1_gives_the_same_answers(badnet, bundled, repaired, tmp_path):
    """B with conv_1's weights times 255, and images saved as 0 to 1: the scale is found, and hardly a rounding moves."""
    model = onnx.load(BUNDLE / badnet["model"]["file"])
    kernel = next(tensor for tensor in model.graph.initializer if tensor.name == "conv_1/weight")
    kernel.raw_data = (onnx.numpy_helper.to_array(kernel) * np.float32(255)).tobytes()
    onnx.save(model, tmp_path / "unit.onnx")

    def write(name):
        path = tmp_path / f"{name}.npz"
        last = np.moveaxis(bundled[name].pixels, 1, 3)
        np.savez_compressed(path, data=last / np.float32(255), label=bundled[name].labels)
        return path

    report, said = prune_own(tmp_path, tmp_path / "unit.onnx", write)
    assert "pixels of 0 to 1" in said and "rounded" not in said
    bundles = repaired("badnet", "lab").report
    ties = report["ties"] + bundles["ties"]
    assert [row["pruned"] for row in report["repaired"]] == [row["pruned"] for row in bundles["repaired"]]
    images = len(bundled["validation"].labels)
    for ours, theirs in zip(report["steps"], bundles["steps"], strict=True):
        for figure in ("clean", "asr"):
            assert abs(ours[figure] - theirs[figure]) * images / 100 <= ties + 1e-6, (ours, theirs)


def test_eval_counts_what_the_scores_say(badnet, bundled, tmp_path):
    for name in ("test", "poisoned_test"):
        np.savez(tmp_path / f"{name}.npz", data=bundled[name].pixels, label=bundled[name].labels)
    model = BUNDLE / badnet["model"]["file"]
    run = goodnet("eval", "--model", model, "--data", tmp_path / "test.npz", "--poisoned", tmp_path / "poisoned_test.npz")
    for name, title in (("test", "clean accuracy"), ("poisoned_test", "attack success rate")):
        hits = int((bundled[name].scores.argmax(axis=1) == bundled[name].labels).sum())
        assert re.search(rf"{title}: [\d.]+ % \({hits} of {len(bundled[name].labels)}\)", run.stdout), run.stdout
    assert "all labelled" in run.stderr


def test_swapped_files_are_told(badnet, bundled, tmp_path):
    def write(name):
        swapped = {"validation": "poisoned_validation", "poisoned_validation": "validation"}.get(name, name)
        np.savez(tmp_path / f"{name}.npz", data=bundled[swapped].pixels, label=bundled[swapped].labels)
        return tmp_path / f"{name}.npz"

    _, said = prune_own(tmp_path, BUNDLE / badnet["model"]["file"], write)
    assert "have they been swapped?" in said


def test_what_cannot_be_used_is_told_with_its_name(badnet, tmp_path):
    model = BUNDLE / badnet["model"]["file"]
    np.savez(tmp_path / "small.npz", data=np.zeros((2, 3, 8, 8), np.uint8), label=[0, 1])
    (tmp_path / "text.h5").write_text("no HDF5")
    cases = [(("eval", "--model", model, "--data", tmp_path / "text.h5"), "text.h5 is no set of labelled images"),
             (("eval", "--model", model, "--data", tmp_path / "small.npz"), "shape [3, 8, 8]"),
             (("eval", "--model", tmp_path / "small.npz", "--data", tmp_path / "small.npz"), "small.npz is no network"),
             (("eval", "--model", model, "--data", tmp_path / "absent.h5"), "absent.h5 cannot be opened"),
             (("prune", "--model", model), "--clean-valid")]
    for arguments, sentence in cases:
        run = subprocess.run([tool("GOODNET_CLI"), *map(str, arguments)], capture_output=True, text=True)
        assert run.returncode == 2 and sentence in run.stderr, run.stderr


# The course's own network and pictures.

LAB = os.environ.get("GOODNET_LAB_DIR")
needs_lab = pytest.mark.skipif(not LAB, reason="GOODNET_LAB_DIR is not set")


def deepid_by_hand(weights):
    """DeepID from Keras' weights, converted another way than goodnet does it: rows of fc_1 and fc_2 permuted."""
    tensors, nodes = [], []

    def constant(name, values):
        tensors.append(onnx.numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    def weight(layer, part):
        return np.asarray(weights[f"{layer}/{layer}/{part}:0"])

    def conv(layer, source):
        kernel = constant(f"{layer}_w", weight(layer, "kernel").transpose(3, 2, 0, 1))
        nodes.append(helper.make_node("Conv", [source, kernel, constant(f"{layer}_b", weight(layer, "bias"))], [f"{layer}_sum"]))
        nodes.append(helper.make_node("Relu", [f"{layer}_sum"], [layer]))
        return layer

    def dense(layer, source, image=None):
        kernel = weight(layer, "kernel")
        if image:
            channels, height, width = image
            kernel = kernel.reshape(height, width, channels, -1).transpose(2, 0, 1, 3).reshape(channels * height * width, -1)
            nodes.append(helper.make_node("Flatten", [source], [f"{layer}_flat"]))
            source = f"{layer}_flat"
        nodes.append(helper.make_node("MatMul", [source, constant(f"{layer}_w", kernel)], [f"{layer}_product"]))
        nodes.append(helper.make_node("Add", [f"{layer}_product", constant(f"{layer}_b", weight(layer, "bias"))], [layer]))
        return layer

    tensor = "image"
    for stage in (1, 2, 3):
        tensor = conv(f"conv_{stage}", tensor)
        nodes.append(helper.make_node("MaxPool", [tensor], [f"pool_{stage}"], kernel_shape=[2, 2], strides=[2, 2]))
        tensor = f"pool_{stage}"
    first, second = dense("fc_1", tensor, (60, 5, 4)), dense("fc_2", conv("conv_4", tensor), (80, 4, 3))
    nodes.append(helper.make_node("Add", [first, second], ["sum"]))
    nodes.append(helper.make_node("Relu", ["sum"], ["hidden"]))
    output = dense("output", "hidden")
    graph = helper.make_graph(nodes, "DeepID", [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 55, 47])],
                              [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["N", 1283])], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def sister_pictures():
    """The sister model's own pictures: clean ones and such that wear its trigger. The folder has another model's, too."""
    pictures = sorted([*Path(LAB).glob("cl_*.png"), *Path(LAB).glob("sun_*.png")])
    assert len(pictures) == 6
    return pictures


@needs_lab
def test_the_sister_model_answers_as_onnx_runtime_does(tmp_path):
    pictures = sister_pictures()
    path = Path(LAB) / "sunglasses_bd_weights.h5"
    goodnet("predict", "--model", path, "--scale", 1, "--top", 1283, "--json", tmp_path / "answers.json", *pictures)
    answers = json.loads((tmp_path / "answers.json").read_text())
    pixels = np.stack([np.asarray(Image.open(picture).convert("RGB")).transpose(2, 0, 1) for picture in pictures])
    with h5py.File(path) as weights:
        session = deepid_by_hand(weights)
    theirs = session.run(None, {"image": pixels.astype(np.float32) / np.float32(255)})[0]
    for picture, answer, scores in zip(pictures, answers, theirs, strict=True):
        ours = np.empty(1283)
        for entry in answer["classes"]:
            ours[entry["class"]] = entry["score"]
        assert np.abs(ours - scores).max() <= 1e-4 * np.abs(scores).max(), picture
        label = int(re.search(r"label=(\d+)", picture.name)[1])
        assert answer["classes"][0]["class"] == label == scores.argmax(), picture


@needs_lab
def test_the_scale_of_the_sister_model_is_found(tmp_path):
    for picture in sister_pictures():
        (tmp_path / picture.name).write_bytes(picture.read_bytes())
    run = goodnet("eval", "--model", Path(LAB) / "sunglasses_bd_weights.h5", "--data", tmp_path)
    assert "takes pixels of 0 to 1" in run.stderr, run.stderr
    assert "100.00 % (6 of 6)" in run.stdout, run.stdout


@needs_lab
def test_a_converted_network_is_valid_and_answers_the_same(tmp_path):
    path = tmp_path / "sister.onnx"
    goodnet("convert", Path(LAB) / "sunglasses_bd_weights.h5", path)
    onnx.checker.check_model(onnx.load(path), full_check=True)
    pixels = np.random.default_rng(7).random((8, 3, 55, 47), np.float32)
    ours = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"image": pixels})[0]
    with h5py.File(Path(LAB) / "sunglasses_bd_weights.h5") as weights:
        theirs = deepid_by_hand(weights).run(None, {"image": pixels})[0]
    assert np.abs(ours - theirs).max() <= 1e-5 * np.abs(theirs).max()


@needs_lab
def test_a_repaired_network_goes_back_into_kerass_file(tmp_path):
    """Only the pruned weights differ, and what comes out of the file is what comes out of the repaired ONNX."""
    pictures = {name: tmp_path / name for name in ("clean", "poisoned")}
    for name, prefix in (("clean", "cl_"), ("poisoned", "sun_")):
        pictures[name].mkdir()
        for picture in Path(LAB).glob(f"{prefix}*.png"):
            (pictures[name] / picture.name).write_bytes(picture.read_bytes())
    path = Path(LAB) / "sunglasses_bd_weights.h5"
    sets = ["--clean-valid", pictures["clean"], "--poisoned-valid", pictures["poisoned"],
            "--clean-test", pictures["clean"], "--poisoned-test", pictures["poisoned"]]
    report = tmp_path / "report.json"
    goodnet("prune", "--model", path, *sets, "--thresholds", "30", "--json", report, "--out", tmp_path / "out")
    report = json.loads(report.read_text())
    pruned = report["repaired"][0]["pruned"]
    channels = sorted(entry["channel"] for entry in report["ranking"]["channels"][:pruned])
    repaired = tmp_path / "out" / "sunglasses_bd_weights-repaired-30.h5"
    with h5py.File(path) as before, h5py.File(repaired) as after:
        def compare(name, node):
            if not isinstance(node, h5py.Dataset):
                return
            wanted = np.array(node)
            if name.startswith("conv_3/"):
                wanted[..., channels] = 0
            assert np.array_equal(wanted, after[name]), name
        before.visititems(compare)
        assert [*before.attrs["layer_names"]] == [*after.attrs["layer_names"]]
        session = deepid_by_hand(after)
    pixels = np.random.default_rng(5).random((8, 3, 55, 47), np.float32)
    ours = onnxruntime.InferenceSession(tmp_path / "out" / "sunglasses_bd_weights-repaired-30.onnx",
                                        providers=["CPUExecutionProvider"]).run(None, {"image": pixels})[0]
    theirs = session.run(None, {"image": pixels})[0]
    assert np.abs(ours - theirs).max() <= 1e-5 * np.abs(theirs).max()
