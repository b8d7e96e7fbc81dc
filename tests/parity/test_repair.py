"""goodnet's repairs against ONNX Runtime."""

import json

import numpy as np
import onnx
import pytest

from conftest import BUNDLE, ROOT, SCENARIOS, dump, onnx_runtime, prune, tied


def close(ours, theirs):
    """The largest difference of two sets of scores, as a share of the largest score."""
    return np.abs(ours - theirs).max() / np.abs(theirs).max()


def test_scores_of_b(scenario, images):
    for name, images_of in images.items():
        scores = onnx_runtime(BUNDLE / scenario["model"]["file"], images_of.pixels)
        assert close(images_of.scores, scores) < 1e-5, name
        differ = (scores.argmax(axis=1) != images_of.scores.argmax(axis=1)) & ~tied(scores)
        assert not differ.any(), name


def test_scores_of_a_repaired_model(scenario, repair, tmp_path):
    path = next(iter(repair.models.values()))
    for name, images_of in dump(scenario["name"], path, tmp_path).items():
        assert close(images_of.scores, onnx_runtime(path, images_of.pixels)) < 1e-5, name


def test_repaired_models_score_what_the_table_says(scenario, repair, images):
    before = {name: onnx_runtime(BUNDLE / scenario["model"]["file"], images[name].pixels).argmax(axis=1)
              for name in ("test", "poisoned_test")}
    reached = [row for row in repair.report["repaired"] if row["pruned"] is not None]
    assert len(reached) == len(repair.models) > 0
    for row in reached:
        path = repair.models[str(row["threshold"])]
        onnx.checker.check_model(onnx.load(path), full_check=True)
        for name, figure in (("test", "clean"), ("poisoned_test", "asr")):
            labels = images[name].labels
            answers = onnx_runtime(path, images[name].pixels).argmax(axis=1)
            listed = [tie for tie in repair.report["tied"]
                      if tie["set"] == name.replace("_", " ") and tie["pruned"] in (0, row["pruned"])]
            # goodnet: the class where B and B' agree, "backdoored" (nobody's label) where they do not.
            goodnet = np.where(answers == before[name], answers, -1)
            for found, told in (((answers == labels).sum(), row[figure]),
                                ((goodnet == labels).sum(), row["goodnet"][figure])):
                wanted = round(told * len(labels) / 100)
                assert abs(int(found) - wanted) <= len(listed), (row, name, int(found), wanted)


def test_what_asr_does_not_tell_is_what_the_scores_say(scenario, repair, images):
    b_path = BUNDLE / scenario["model"]["file"]
    rows = [(repair.report["baseline"], b_path)]
    rows += [(row, repair.models[str(row["threshold"])]) for row in repair.report["repaired"] if row["pruned"] is not None]
    labels, target = images["test"].labels, images["poisoned_test"].labels[0]
    before = [onnx_runtime(b_path, images[name].pixels).argmax(axis=1) for name in ("test", "poisoned_test")]
    ties = len(repair.report["tied"])

    def agrees(percent, found):
        assert abs(percent * len(found) / 100 - found.sum()) <= ties + 1e-6, (percent, found.sum())

    for row, path in rows:
        clean, poisoned = (onnx_runtime(path, images[name].pixels).argmax(axis=1) for name in ("test", "poisoned_test"))
        agrees(row["recovered"], (poisoned == labels)[labels != target])
        agrees(row["targetRecall"], (clean == target)[labels == target])
        counts = np.bincount(poisoned)
        agrees(row["largestShare"]["percent"], poisoned == row["largestShare"]["label"])
        assert counts.max() - counts[row["largestShare"]["label"]] <= ties
        if "goodnet" in row:
            agrees(row["goodnet"]["cleanRefused"], clean != before[0])
            agrees(row["goodnet"]["poisonedRefused"], poisoned != before[1])


def test_goodnet_as_one_file_answers_what_the_table_says(scenario, repair, images):
    reached = [row for row in repair.report["repaired"] if row["pruned"] is not None]
    assert len(reached) == len(repair.goodnets)
    for row in reached:
        path = repair.goodnets[str(row["threshold"])]
        onnx.checker.check_model(onnx.load(path), full_check=True)
        for name, figure in (("test", "clean"), ("poisoned_test", "asr")):
            labels = images[name].labels
            scores = onnx_runtime(path, images[name].pixels)
            assert scores.shape[1] == images[name].scores.shape[1] + 1
            listed = [tie for tie in repair.report["tied"]
                      if tie["set"] == name.replace("_", " ") and tie["pruned"] in (0, row["pruned"])]
            found = int((scores.argmax(axis=1) == labels).sum())
            assert abs(found - round(row["goodnet"][figure] * len(labels) / 100)) <= len(listed), (row, name, found)


def test_only_the_pruned_channels_differ(scenario, repair):
    keep = repair.report["recipe"]["bias"] == "keep"
    original = {t.name: onnx.numpy_helper.to_array(t)
                for t in onnx.load(BUNDLE / scenario["model"]["file"]).graph.initializer}
    order = [ranked["channel"] for ranked in repair.report["ranking"]["channels"]]
    for row in repair.report["repaired"]:
        if row["pruned"] is None:
            continue
        model = onnx.load(repair.models[str(row["threshold"])])
        channels = order[: row["pruned"]]
        note = {entry.key: entry.value for entry in model.metadata_props}["goodnet.pruned"]
        assert note.startswith(f"conv_3: channels {','.join(map(str, channels))} ("), note
        for tensor in model.graph.initializer:
            wanted = original[tensor.name].copy()
            if tensor.name == "conv_3/weight" or (tensor.name == "conv_3/bias" and not keep):
                wanted[channels] = 0
            assert (onnx.numpy_helper.to_array(tensor) == wanted).all(), tensor.name


def test_the_ranking_follows_onnx_runtime(scenario, repair, images, tmp_path):
    """Activations read off the graph by ONNX Runtime give the same order."""
    model = onnx.load(BUNDLE / scenario["model"]["file"])
    at_pool = repair.report["recipe"]["activation"] == "pool"
    node = next(n for n in model.graph.node if n.name == ("pool_3" if at_pool else "conv_3"))
    output = node.output[0]
    if not at_pool:
        output = next(n.output[0] for n in model.graph.node if output in n.input and n.op_type == "Relu")
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, None))
    onnx.save(model, tmp_path / "probe.onnx")
    planes = onnx_runtime(tmp_path / "probe.onnx", images["validation"].pixels).astype(np.float64)
    values = planes.mean(axis=(0, 2, 3)) if at_pool else planes.sum(axis=(0, 2, 3))
    ranked = repair.report["ranking"]["channels"]
    assert np.allclose([channel["activation"] for channel in ranked], values[[c["channel"] for c in ranked]], rtol=1e-5)
    order = [c for c in np.argsort(values, kind="stable")
             if repair.report["recipe"]["dead"] == "prune" or values[c] >= 1e-5]
    assert [channel["channel"] for channel in ranked] == order


def test_the_same_repair_twice_is_the_same_report(scenario, repaired, tmp_path):
    assert prune(scenario["name"], "lab", tmp_path).report == repaired(scenario["name"], "lab").report


def same_curve(one, other):
    """Both reports have the same counts at every step, but for listed ties."""
    assert len(one["steps"]) == len(other["steps"])
    for a, b in zip(one["steps"], other["steps"]):
        assert (a["pruned"], a["channel"]) == (b["pruned"], b["channel"])
        assert all(abs(a[figure] - b[figure]) * 1e-2 * images_of(one) <= max(a["ties"], b["ties"]) + 1e-6
                   for figure in ("clean", "asr")), (a, b)


def images_of(report):
    """How many validation images of a kind a step decides."""
    return report["decisions"] / 2 / (len(report["steps"]) + 1 + len({r["pruned"] for r in report["repaired"]} - {None}))


def test_webgpu_draws_the_same_curve_natively(repaired, tmp_path):
    """One network: a device in software takes most of a minute for each, and crate/gpu compares every kind of graph."""
    same_curve(prune(SCENARIOS[0], "lab", tmp_path, "--engine", "webgpu").report, repaired(SCENARIOS[0], "lab").report)


def test_the_reference_draws_the_same_curve(scenario, repaired, tmp_path):
    same_curve(prune(scenario["name"], "lab", tmp_path, "--engine", "reference").report,
               repaired(scenario["name"], "lab").report)


@pytest.mark.parametrize("engine", ["simd", "webgpu"])
def test_the_browser_draws_the_same_curve(engine, repaired):
    kept = ROOT / "target" / "e2e" / f"report-{engine}.json"
    if not kept.exists():
        pytest.fail(f"{kept} is not there: the end-to-end tests, which run before these, did not get that far")
    browser = json.loads(kept.read_text())
    native = repaired(SCENARIOS[0], "lab").report
    same_curve(native, browser)
    if engine == "simd":
        # The same engine on the same bytes, with vectors of another width.
        assert [row["pruned"] for row in browser["repaired"]] == [row["pruned"] for row in native["repaired"]]
        for figure in ("clean", "asr", "recovered", "targetRecall"):
            assert browser["baseline"][figure] == pytest.approx(native["baseline"][figure])
        assert browser["baseline"]["largestShare"] == pytest.approx(native["baseline"]["largestShare"])
