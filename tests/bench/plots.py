"""Draws what more images and more channels cost: plots.py RESULTS.json FOLDER."""

import json
import statistics
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

SCENARIO = "pruning-aware"
GREEN, LIGHT_GREEN, ORANGE, RED, BLUE = "#1d6b5c", "#7fb8ab", "#c77d0a", "#b3261e", "#2f5d9b"
# Who, what of it, its line's colour and dashes, its label.
SWEEPS = [("goodnet simd all", "whole", GREEN, "-", "goodnet's sweep, all cores"),
          ("goodnet simd 1", "whole", LIGHT_GREEN, "-", "goodnet's sweep, 1 worker")]
LOOPS = [("ort plain", "whole", RED, "-", "ONNX Runtime Web's loop"), ("tfjs plain", "whole", ORANGE, "-", "TensorFlow.js' loop")]
PASS = ("ort plain", "forward", BLUE, ":", "one pass in ONNX Runtime Web")


def find(measured, who):
    return next(entry for entry in measured if entry["id"] == who)


def against_images(results, path):
    """Log-log, so that a cost in proportion to the images is a line of slope 1."""
    scenario = results["scenarios"][SCENARIO]
    sizes = sorted([*results["sizes"], scenario], key=lambda size: size["images"])
    figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
    for who, what, colour, dashes, label in (*LOOPS, PASS, *reversed(SWEEPS)):
        points = [(2 * size["images"], statistics.median(turns) / 1000) for size in sizes
                  if (turns := find(size["browser"], who)[what])]
        axis.plot(*zip(*points), color=colour, linestyle=dashes, marker="o", markersize=4, label=label)
    axis.set(xscale="log", yscale="log", xlabel="images, clean and poisoned", ylabel="seconds")
    axis.set_xticks([2 * size["images"] for size in sizes], [f"{2 * size['images']:,}" for size in sizes])
    axis.minorticks_off()
    finish(figure, [axis], path, loc="center left", bbox_to_anchor=(1, 0.5))


def against_channels(results, path):
    measured = results["scenarios"][SCENARIO]["browser"]
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    for axis, lines in zip(axes, ((*LOOPS, *SWEEPS), SWEEPS)):
        for who, _, colour, dashes, label in lines:
            curve = find(measured, who)["curve"]
            axis.plot([step["pruned"] for step in curve], [step["at"] / 1000 for step in curve],
                      color=colour, linestyle=dashes, linewidth=2, label=label)
        axis.set(xlabel="channels pruned", ylabel="seconds until this step is known", xlim=(0, 60), ylim=(0, None))
    axes[1].set_title("goodnet alone", fontsize=10)
    finish(figure, axes, path)


def finish(figure, axes, path, **legend):
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(frameon=False, fontsize=8, **legend)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    plt.close(figure)


def main(results, folder):
    results, folder = json.loads(Path(results).read_text()), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    plt.rcParams["svg.hashsalt"] = "goodnet"
    against_images(results, folder / "images.svg")
    against_channels(results, folder / "channels.svg")


if __name__ == "__main__":
    main(*sys.argv[1:])
