"""The vote of the channels, done again with ONNX Runtime and NumPy."""

import json
import subprocess

import numpy as np
import onnx
import onnxruntime
import pytest

from conftest import BUNDLE, dump, tool

IMAGES, SHARES = 24, [1.0, 4.0]


def session(model, path, inputs, outputs):
    """A part of a graph."""
    onnx.utils.extract_model(model, path, inputs, outputs)
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def votes(scenario, tmp_path_factory):
    """What ONNX Runtime's features and answers come to: by label, how many runs it won and with which channels."""
    folder = tmp_path_factory.mktemp("scan")
    model = BUNDLE / scenario["model"]["file"]
    graph = onnx.load(model).graph
    at_cut = next(node.output[0] for node in graph.node if node.name == "pool_3")
    image, scores = graph.input[0].name, graph.output[0].name
    prefix = session(model, folder / "prefix.onnx", [image], [at_cut])
    tail = session(model, folder / "tail.onnx", [at_cut], [scores])
    pixels = dump(scenario["name"], model, folder)["validation"].pixels
    chosen = [(2 * index + 1) * len(pixels) // (2 * IMAGES) for index in range(IMAGES)]
    features = prefix.run(None, {image: pixels[chosen].astype(np.float32)})[0]

    def taken_for(features):
        answers = tail.run(None, {at_cut: features})[0]
        return np.bincount(answers.argmax(axis=1), minlength=answers.shape[1])

    rest, found = taken_for(features), {}
    largest = features.max(axis=(1, 2, 3))
    for channel in range(features.shape[1]):
        for share in SHARES:
            excited = features.copy()
            excited[:, channel] = (np.float32(share) * largest)[:, None, None]
            gain = taken_for(excited) - rest
            if gain.max() * 20 >= IMAGES:
                runs, channels = found.setdefault(int(gain.argmax()), [0, set()])
                found[int(gain.argmax())] = [runs + 1, channels | {channel}]
    return found


def test_the_votes_are_those_of_onnx_runtime(scenario, votes, tmp_path):
    report = tmp_path / "scan.json"
    options = json.dumps({"images": IMAGES, "shares": SHARES})
    command = [tool("GOODNET_CLI"), "scan", "--bundle", BUNDLE, "--scenario", scenario["name"]]
    subprocess.run([*command, "--options", options, "--json", report], check=True)
    ours = json.loads(report.read_text())
    assert (ours["images"], ours["runs"]) == (IMAGES, 60 * len(SHARES))
    assert {entry["label"]: [entry["votes"], set(entry["channels"])] for entry in ours["votes"]} == votes


def test_the_target_comes_first(scenario, votes):
    assert max(votes, key=lambda label: votes[label][0]) == scenario["target"]
