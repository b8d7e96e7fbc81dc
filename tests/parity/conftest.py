"""What the parity tests share: goodnet's own outputs, and ONNX Runtime on the same bytes."""

import functools
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "www" / "bundle"
SETS = ("validation", "poisoned_validation", "test", "poisoned_test")


def manifest():
    return json.loads((BUNDLE / "manifest.json").read_text())


SCENARIOS = [scenario["name"] for scenario in manifest()["scenarios"]]


@dataclass
class ImageSet:
    pixels: np.ndarray  # u8, [N, C, H, W]
    labels: np.ndarray  # u32, [N]
    scores: np.ndarray  # f32, [N, classes]: goodnet's, for the model that was dumped


@dataclass
class Repair:
    report: dict
    models: dict  # threshold -> path of the repaired ONNX file
    goodnets: dict  # threshold -> path of GoodNet's ONNX file


def tool(name):
    """The path of a built binary of the command line's package."""
    path = os.environ.get(name)
    if not path:
        pytest.fail(f"{name} is not set; run the tests with ./build.sh test")
    return path


def dump(scenario, model, folder):
    """What goodnet reads from the bundle and answers with a model, by set."""
    subprocess.run([tool("GOODNET_PARITY"), BUNDLE, scenario, model, folder], check=True)
    shape = manifest()["people"]["shape"]

    def read(name):
        pixels = np.fromfile(folder / f"{name}.u8", np.uint8).reshape(-1, *shape)
        labels = np.fromfile(folder / f"{name}_labels.u32", np.uint32)
        scores = np.fromfile(folder / f"{name}_scores.f32", np.float32).reshape(len(labels), -1)
        return ImageSet(pixels, labels, scores)

    return {name: read(name) for name in SETS}


def prune(scenario, recipe, folder, *options):
    """Runs `goodnet prune` as a user would."""
    report = folder / "report.json"
    command = [tool("GOODNET_CLI"), "prune", "--bundle", BUNDLE, "--scenario", scenario]
    subprocess.run([*command, "--recipe", recipe, "--json", report, "--out", folder, *options], check=True)
    def written(kind):
        return {path.stem.rsplit("-", 1)[1]: path for path in folder.glob(f"*-{kind}-*.onnx")}

    return Repair(json.loads(report.read_text()), written("repaired"), written("goodnet"))


def onnx_runtime(model, pixels, batch=256):
    """The scores that ONNX Runtime gives."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    parts = [pixels[at : at + batch].astype(np.float32) for at in range(0, len(pixels), batch)]
    return np.concatenate([session.run(None, {name: part})[0] for part in parts])


def tied(scores):
    """Which rows have their two best scores closer than the rule for ties allows."""
    best = np.sort(scores, axis=1)
    gap = best[:, -1] - best[:, -2]
    return gap < 1e-5 * np.maximum(1, np.abs(scores).max(axis=1))


@pytest.fixture(scope="session", params=SCENARIOS)
def scenario(request):
    return next(entry for entry in manifest()["scenarios"] if entry["name"] == request.param)


@pytest.fixture(scope="session")
def images(scenario, tmp_path_factory):
    return dump(scenario["name"], BUNDLE / scenario["model"]["file"], tmp_path_factory.mktemp("dump"))


@pytest.fixture(scope="session")
def repaired(tmp_path_factory):
    """The repair of a scenario with a recipe by the default engine, done once."""

    @functools.cache
    def repair(scenario, recipe):
        return prune(scenario, recipe, tmp_path_factory.mktemp(f"{scenario}-{recipe}"))

    return repair


@pytest.fixture(params=["lab", "report"])
def repair(scenario, request, repaired):
    return repaired(scenario["name"], request.param)
