"""The notebook's loop, and what it is given: the same for every runtime."""

import json
import sys
import time
from pathlib import Path

import numpy as np

SETS = ("validation", "poisoned_validation")


def images(folder, shape=(3, 55, 47)):
    """Pixels (u8, NCHW) and labels of the clean and the poisoned validation images."""
    return [(np.fromfile(folder / f"{name}.u8", np.uint8).reshape(-1, *shape),
             np.fromfile(folder / f"{name}_labels.u32", np.uint32)) for name in SETS]


def weights(folder):
    """What export.py wrote, with arrays in place of where they lie."""
    places = json.loads((folder / "weights.json").read_text())
    values = np.fromfile(folder / "weights.bin", "<f4")

    def read(place):
        return values[place["offset"] : place["offset"] + np.prod(place["shape"])].reshape(place["shape"])

    places["fed"] = {role: (place["name"], read(place)) for role, place in places["fed"].items()}
    places["layers"] = {name: (read(layer["kernel"]), read(layer["bias"])) for name, layer in places["layers"].items()}
    return places


def loop(widen, prune, predict, sets, order):
    """Prunes one more channel, puts every image through the network again; milliseconds count from the start.

    widen(pixels) makes the f32 images, prune(channels) sets their weights and biases to 0, predict(images) gives scores.
    """
    began = time.perf_counter()
    sets = [(widen(pixels), labels) for pixels, labels in sets]
    steps = []
    for pruned in range(len(order) + 1):
        prune(order[:pruned])
        clean, asr = (int((predict(pixels).argmax(axis=1) == labels).sum()) for pixels, labels in sets)
        steps.append({"pruned": pruned, "clean": clean, "asr": asr, "at": 1000 * (time.perf_counter() - began)})
    return steps


def run(network):
    """The command line of a runtime: FOLDER BATCH CHANNEL,CHANNEL,.... Prints the versions and the steps.

    network(weights, folder, batch) gives widen, prune and predict, and what to tell of the runtime.
    """
    folder, batch, order = Path(sys.argv[1]), int(sys.argv[2]), [int(channel) for channel in sys.argv[3].split(",")]
    *functions, told = network(weights(folder), folder, batch)
    sets = images(folder)
    # The first call compiles; a notebook pays for it once, so it does not count.
    widen, _, predict = functions
    predict(widen(sets[0][0][: 2 * batch]))
    print(json.dumps({**told, "steps": loop(*functions, sets, order)}))
