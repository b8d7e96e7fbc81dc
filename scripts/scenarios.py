"""Measures every scenario: writes the figures into docs/scenarios.md and a plot of both recipes' curves beside it.

    ./build.sh scenarios        (sets up what is needed and runs this)

goodnet's command line repairs each network with both recipes; ONNX Runtime scores each on the images that no archive
holds. The plots show what the command line reports, step by step, on the validation images.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import matplotlib
import numpy as np
import onnxruntime

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

ROOT = Path(__file__).parents[1]
BUNDLE = ROOT / "www" / "bundle"
PAGE = ROOT / "docs" / "scenarios.md"
PLOTS = ROOT / "docs" / "scenarios"
RECIPES = ("lab", "report")
CLEAN, ASR = "#1d6b5c", "#b3261e"


def repair(name, recipe, folder):
    """What `goodnet prune` reports."""
    path = folder / f"{name}-{recipe}.json"
    command = [os.environ["GOODNET_CLI"], "prune", "--bundle", BUNDLE, "--scenario", name, "--recipe", recipe]
    subprocess.run([*command, "--json", path], check=True, stdout=subprocess.DEVNULL)
    return json.loads(path.read_text())


def held_out(scenarios, shape, folder):
    """Clean accuracy and ASR of each network by ONNX Runtime on the held-out images, in per cent, and their number."""
    subprocess.run([os.environ["GOODNET_FORGE"], "held-out", "--bundle", BUNDLE, "--out", folder], check=True)
    labels = np.fromfile(folder / "held_out_labels.u32", np.uint32)
    sets = {name: np.fromfile(folder / f"{name}.u8", np.uint8).reshape(-1, *shape)
            for name in ("held_out", "poisoned_held_out")}

    def answers(model, pixels):
        session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        return np.concatenate([session.run(None, {name: pixels[at:at + 256].astype(np.float32)})[0].argmax(axis=1)
                               for at in range(0, len(pixels), 256)])

    scores = {}
    for scenario in scenarios:
        model = BUNDLE / scenario["model"]["file"]
        clean = 100 * (answers(model, sets["held_out"]) == labels).mean()
        asr = 100 * (answers(model, sets["poisoned_held_out"]) == scenario["target"]).mean()
        scores[scenario["name"]] = (clean, asr)
    return scores, len(labels)


def plot(scenario, reports):
    """Both recipes' curves side by side, with the thresholds' models marked."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True, layout="constrained")
    for axis, recipe in zip(axes, RECIPES):
        report = reports[recipe]
        pruned = [step["pruned"] for step in report["steps"]]
        for key, colour, label in (("clean", CLEAN, "clean accuracy"), ("asr", ASR, "attack success rate")):
            axis.plot(pruned, [step[key] for step in report["steps"]], color=colour, label=label, linewidth=2)
        for marks in neighbours([row for row in report["repaired"] if row["pruned"] is not None]):
            for row in marks:
                axis.axvline(row["pruned"], color="#888888", linewidth=0.8, linestyle=":")
            middle = sum(row["pruned"] for row in marks) / len(marks)
            axis.annotate(", ".join(f"{row['threshold']:g}" for row in marks), (middle, 102), ha="center", fontsize=8,
                          color="#555555", annotation_clip=False)
        axis.set(title=f"recipe {recipe}", xlabel="channels of conv_3 pruned", xlim=(0, 60), ylim=(-2, 106))
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("per cent of validation images")
    axes[0].legend(loc="lower left", frameon=False)
    figure.savefig(PLOTS / f"{scenario['name']}.svg", metadata={"Date": None})
    plt.close(figure)


def neighbours(rows):
    """Rows in groups whose marks are too near each other for labels of their own."""
    groups = []
    for row in rows:
        if groups and row["pruned"] - groups[-1][-1]["pruned"] < 3:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def cell(value):
    return "–" if value is None else f"{value:.2f}"


def rows(reports):
    lines = ["| recipe | threshold | pruned | clean, % | ASR, % | G clean, % | G ASR, % |", "|---|--:|--:|--:|--:|--:|--:|"]
    for recipe in RECIPES:
        report = reports[recipe]
        base = report["baseline"]
        lines.append(f"| {recipe} | B | 0 | {cell(base['clean'])} | {cell(base['asr'])} | – | – |")
        for row in report["repaired"]:
            goodnet = row["goodnet"] or {"clean": None, "asr": None}
            pruned = "not reached" if row["pruned"] is None else row["pruned"]
            lines.append(f"| {recipe} | {row['threshold']:g} | {pruned} | {cell(row['clean'])} | {cell(row['asr'])} "
                         f"| {cell(goodnet['clean'])} | {cell(goodnet['asr'])} |")
    return lines


def cheapest(report, below):
    """The first step whose ASR is below a bound: channels pruned, points of clean accuracy lost, ASR."""
    before = report["steps"][0]["clean"]
    step = next((step for step in report["steps"] if step["asr"] < below), None)
    return None if step is None else (step["pruned"], before - step["clean"], step["asr"])


def story(reports):
    lines = []
    for recipe in RECIPES:
        report = reports[recipe]
        dead = sum(channel["dead"] for channel in report["ranking"]["channels"])
        found = cheapest(report, 5)
        cure = ("ASR never falls below 5 %" if found is None else
                f"ASR falls below 5 % first with {found[0]} channels pruned, which costs {found[1]:.2f} points of clean accuracy")
        among = f"{dead} of {len(report['ranking']['channels'])} ranked channels are dead on clean images; " if recipe == "lab" else ""
        lines.append(f"- `{recipe}`: {among}{cure}.")
    return lines


def main():
    manifest = json.loads((BUNDLE / "manifest.json").read_text())
    scenarios = manifest["scenarios"]
    PLOTS.mkdir(parents=True, exist_ok=True)
    plt.rcParams["svg.hashsalt"] = "goodnet"
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        fresh, images = held_out(scenarios, manifest["people"]["shape"], folder)
        table = [f"| scenario | clean, % (test archive) | ASR, % | clean, % ({images:,} held-out images) | ASR, % | trained |",
                 "|---|--:|--:|--:|--:|---|"]
        for scenario in scenarios:
            clean, asr = fresh[scenario["name"]]
            claimed = scenario["held_out"]
            assert abs(clean - claimed["clean"]) < 1e-9 and abs(asr - claimed["asr"]) < 1e-9, (scenario["name"], clean, asr)
            expected = scenario["expected"]
            trained = ", ".join(f"{t['name']}: {t['epochs']} epochs of {t['images']:,} images, {t['seconds']:,} s"
                                for t in scenario["recipe"]["trainings"])
            table.append(f"| `{scenario['name']}` | {expected['clean']:.2f} | {expected['asr']:.2f} "
                         f"| {clean:.2f} | {asr:.2f} | {trained} |")
        write("summary", table)
        for scenario in scenarios:
            name = scenario["name"]
            reports = {recipe: repair(name, recipe, folder) for recipe in RECIPES}
            plot(scenario, reports)
            picture = f"![{name}: clean accuracy and attack success against channels pruned, both recipes](scenarios/{name}.svg)"
            write(name, [picture, "", *story(reports), "", *rows(reports)])


def write(section, lines):
    """Replaces what stands between a section's two comments in docs/scenarios.md."""
    begin, end = f"<!-- figures: {section} -->", "<!-- end -->"
    head, rest = PAGE.read_text().split(begin)
    _, tail = rest.split(end, 1)
    PAGE.write_text("\n".join([head + begin, "", *lines, "", end + tail]))


if __name__ == "__main__":
    main()
