"""Pictures and folders on the command line: what Pillow, NumPy and ONNX Runtime make of the same files."""

import json
import os
import pty
import subprocess
import zipfile

import numpy as np
import pytest
from PIL import Image, ImageOps

from conftest import BUNDLE, dump, manifest, onnx_runtime, prune, tool

HEIGHT, WIDTH = manifest()["people"]["shape"][1:]
BADNET = next(scenario for scenario in manifest()["scenarios"] if scenario["name"] == "badnet")
MODEL = BUNDLE / BADNET["model"]["file"]


def goodnet(*arguments):
    """Runs the command; fails with what it said when it fails."""
    run = subprocess.run([tool("GOODNET_CLI"), *map(str, arguments)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    return dump("badnet", MODEL, tmp_path_factory.mktemp("dump"))


def photographs(folder, pixels):
    """Faces in larger pictures of several sizes: half of them PNGs, half JPEGs; one upside down, as its camera says."""
    paths = []
    for index, planes in enumerate(pixels):
        size = (3 * WIDTH + 40 * (index % 3), 3 * HEIGHT + 30 * (index % 2))
        face = Image.fromarray(planes.transpose(1, 2, 0)).resize(size, Image.Resampling.BICUBIC)
        path = folder / f"{index}.{'png' if index % 2 else 'jpg'}"
        exif = Image.Exif()
        if index == 2:
            exif[0x0112] = 3
            face = face.rotate(180)
        face.save(path, quality=95, exif=exif)
        paths.append(path)
    return paths


def test_pictures_of_any_size_are_seen_as_pillow_and_onnx_runtime_see_them(bundled, tmp_path):
    paths = photographs(tmp_path, np.concatenate([bundled[name].pixels[:10] for name in ("test", "poisoned_test")]))
    answers = tmp_path / "answers.json"
    said = goodnet("predict", "--model", MODEL, "--scale", 255, "--top", 1283, "--json", answers, *paths).stdout
    assert said.count(f"resized to {WIDTH}x{HEIGHT}") == len(paths)

    def seen(path):
        picture = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        return np.asarray(ImageOps.fit(picture, (WIDTH, HEIGHT), Image.Resampling.BICUBIC)).transpose(2, 0, 1)

    wanted = onnx_runtime(MODEL, np.stack([seen(path) for path in paths]))
    labels = np.concatenate([bundled[name].labels[:10] for name in ("test", "poisoned_test")])
    assert (wanted.argmax(axis=1) == labels).mean() >= 0.8, "the faces are still faces"
    for path, answer, scores in zip(paths, json.loads(answers.read_text()), wanted, strict=True):
        ours = np.empty_like(scores)
        for entry in answer["classes"]:
            ours[entry["class"]] = entry["score"]
        assert answer["classes"][0]["class"] == scores.argmax(), path
        # A level more or less here and there: PNGs are decoded alike, JPEGs nearly.
        assert np.abs(ours - scores).max() <= 0.02 * np.abs(scores).max(), path


def test_g_answers_for_pictures_as_its_onnx_file_does(bundled, tmp_path):
    repair = prune("badnet", "lab", tmp_path, "--thresholds", "10")
    pixels = np.concatenate([bundled[name].pixels[:40] for name in ("test", "poisoned_test")])
    paths = []
    for index, planes in enumerate(pixels):
        paths.append(tmp_path / f"{index}.png")
        Image.fromarray(planes.transpose(1, 2, 0)).save(paths[-1])
    answers = tmp_path / "answers.json"
    goodnet("predict", "--model", MODEL, "--repaired", repair.models["10"], "--scale", 255, "--json", answers, *paths)
    ours = [answer["goodnet"] for answer in json.loads(answers.read_text())]
    wanted = onnx_runtime(repair.goodnets["10"], pixels).argmax(axis=1)
    assert ours == wanted.tolist()
    classes = bundled["test"].scores.shape[1]
    assert 0 < ours.count(classes) < len(ours), "some are refused, some are not"


def test_a_folder_of_two_arrays_is_the_npz(bundled, tmp_path):
    folder = tmp_path / "test"
    folder.mkdir()
    pixels, labels = bundled["test"].pixels.astype(np.float64), bundled["test"].labels
    np.save(folder / "data.npy", pixels)
    np.save(folder / "label.npy", labels)
    np.savez(tmp_path / "test.npz", data=pixels, label=labels)
    with zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("data.npy", "label.npy"):
            archive.write(folder / name, f"test/{name}")
    sets = [goodnet("eval", "--model", MODEL, "--data", path) for path in (folder, tmp_path / "test.npz", tmp_path / "packed.zip")]
    assert len({run.stdout for run in sets}) == 1 and "1283)" in sets[0].stdout, sets[0].stdout
    alone = subprocess.run([tool("GOODNET_CLI"), "eval", "--model", MODEL, "--data", folder / "data.npy"], capture_output=True, text=True)
    assert alone.returncode == 2 and "numpy.savez" in alone.stderr and "data.npy and label.npy" in alone.stderr, alone.stderr


def test_jpegs_are_scored_nearly_as_the_bundle_is(bundled):
    """The bundle's own archive, by another decoder than that which reads the bundle."""
    run = goodnet("eval", "--model", MODEL, "--data", BUNDLE / manifest()["people"]["test"]["file"])
    hits = int(run.stdout.split("(")[1].split(" ")[0])
    wanted = int((bundled["test"].scores.argmax(axis=1) == bundled["test"].labels).sum())
    assert abs(hits - wanted) <= 2, run.stdout


def test_bars_are_drawn_on_a_terminal_alone(bundled, tmp_path):
    np.savez(tmp_path / "test.npz", data=bundled["test"].pixels, label=bundled["test"].labels)
    command = [tool("GOODNET_CLI"), "eval", "--model", MODEL, "--data", tmp_path / "test.npz"]
    ours, theirs = pty.openpty()
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    drawn = b""
    # A terminal that nobody holds any more gives an error on Linux.
    try:
        while piece := os.read(ours, 1 << 16):
            drawn += piece
    except OSError:
        pass
    printed, _ = run.communicate()
    assert run.returncode == 0 and "clean accuracy" in printed
    assert b"\x1b[" in drawn and b"test.npz" in drawn
    piped = goodnet(*command[1:])
    assert "\x1b" not in piped.stderr and piped.stdout == printed
