import assert from "node:assert/strict";
import { test } from "node:test";

import { linkTo, readLink, sameRepair } from "../../www/js/features/address/link.js";
import { PRESETS } from "../../www/js/features/defences/pruning/recipe.js";
import { awaited } from "../../www/js/features/defences/pruning/viewed-model.js";
import { initialState, reduce } from "../../www/js/app/state.js";
import { awaitedLine } from "../../www/js/features/defences/pruning/words.js";
import { asked, MODEL } from "./support/model.js";

/** @import { State } from "../../www/js/features/index.js" */

const DEFAULTS = {
  scenario: null,
  defence: "pruning",
  u: [1, 2, 3],
  r: [0.1, 0.3, 1],
  recipe: PRESETS.lab,
  layer: null,
  thresholds: [2, 4, 10, 30],
  pruned: null,
};

/** @param {State} state */
const opened = (state, userModel = /** @type {string | null} */ (null)) =>
  reduce(state, { type: "opened", model: MODEL, userModel });

test("a link says what the page shows, and reads back the same", () => {
  const state = opened(initialState());
  const link = linkTo(state);
  assert.equal(link, "#scenario=badnet&recipe=lab&layer=conv_3&thresholds=2,4,10,30");
  assert.deepEqual(readLink(link), {
    scenario: "badnet",
    defence: "pruning",
    u: [1, 2, 3],
    r: [0.1, 0.3, 1],
    recipe: PRESETS.lab,
    layer: "conv_3",
    thresholds: [2, 4, 10, 30],
    pruned: null,
  });
  const looking = { ...state, pruned: 48 };
  assert.equal(linkTo(looking), `${link}&pruned=48`);
  assert.equal(readLink(`${link}&pruned=48`).pruned, 48);
  assert.ok(sameRepair(link ?? "", `${link}&pruned=48`));
});

test("choices that are no preset's are all in the link", () => {
  const own = /** @type {const} */ ({ activation: "conv", bias: "zero", dead: "skip", stop: "more-than" });
  const link = linkTo(reduce(opened(initialState()), { type: "recipe", options: own }));
  assert.match(link ?? "", /&recipe=conv,zero,skip,more-than&/);
  assert.deepEqual(readLink(link ?? "").recipe, own);
});

test("names with any letters come back as they were", () => {
  const layer = "/model/conv&3=é #1";
  const model = { ...MODEL, convolution: layer, convolutions: [{ name: layer, channels: 4 }] };
  const link = linkTo(reduce(initialState(), { type: "opened", model, userModel: null }));
  assert.match(link ?? "", /^[\x21-\x7e]+$/, "an address is ASCII without spaces");
  assert.equal(readLink(link ?? "").layer, layer);
});

for (const nonsense of [
  "",
  "#",
  "#story",
  "#&&&==",
  "#recipe=soup&thresholds=many&scenario=&layer=",
  "#thresholds=0,200",
  "#recipe=conv,zero,skip",
  "#recipe=toString",
  "#pruned=-3",
  "#pruned=most",
  "#defence=toString&u=many",
  "#r=0",
  "#r=0.1,2000",
  "#%E0%A4%A",
]) {
  test(`“${nonsense}” says nothing`, () => assert.deepEqual(readLink(nonsense), DEFAULTS));
}

test("thresholds of a link are those that people may type", () => {
  assert.deepEqual(readLink("#thresholds=5, 1.5;20").thresholds, [1.5, 5, 20]);
  const typing = reduce(opened(initialState()), { type: "thresholds", text: "2, fo" });
  assert.deepEqual(readLink(linkTo(typing) ?? "").thresholds, DEFAULTS.thresholds);
});

test("a link to another defence says what that is asked, and a link to pruning does not name it", () => {
  const clp = reduce(opened(initialState()), { type: "defence", id: "clp" });
  assert.equal(linkTo(clp), "#scenario=badnet&defence=clp&u=1,2,3");
  const link = linkTo(reduce(clp, { type: "deviations", text: "2; 1" })) ?? "";
  assert.equal(link, "#scenario=badnet&defence=clp&u=1,2");
  const linked = reduce(opened(initialState()), { type: "linked", link: readLink(link) });
  assert.deepEqual([linked.defence, linked.clp.deviations], ["clp", { text: "1, 2", numbers: [1, 2] }]);
  assert.equal(linkTo(linked), link);
  assert.ok(sameRepair(link, link.replace("1,2", "3")), "other thresholds are no step of the way");
  assert.ok(!sameRepair(link, "#scenario=badnet"), "another defence is");
  const typing = reduce(clp, { type: "deviations", text: "2, x" });
  assert.equal(linkTo(typing), "#scenario=badnet&defence=clp");
  assert.doesNotMatch(linkTo(reduce(typing, { type: "defence", id: "pruning" })) ?? "", /defence|u=/);
});

test("a link to a refit says for which ridges", () => {
  const refit = reduce(opened(initialState()), { type: "defence", id: "refit" });
  assert.equal(linkTo(refit), "#scenario=badnet&defence=refit&r=0.1,0.3,1");
  const link = linkTo(reduce(refit, { type: "ridges", text: "1 .5" })) ?? "";
  assert.equal(link, "#scenario=badnet&defence=refit&r=0.5,1");
  const linked = reduce(opened(initialState()), { type: "linked", link: readLink(link) });
  assert.deepEqual([linked.defence, linked.refit.ridges], ["refit", { text: "0.5, 1", numbers: [0.5, 1] }]);
  assert.equal(linkTo(linked), link);
  assert.ok(!sameRepair(link, "#scenario=badnet&defence=clp"));
  assert.equal(linkTo(reduce(refit, { type: "ridges", text: "0" })), "#scenario=badnet&defence=refit");
});

test("there is no link to files of one's own, nor to what is still on its way", () => {
  const state = opened(initialState());
  assert.equal(linkTo(opened(state, "mine.onnx")), null);
  assert.equal(linkTo(reduce(state, { type: "open-started", userModel: null })), null);
  assert.equal(linkTo(initialState()), null);
});

test("another network, recipe or layer is another step of the way; other thresholds are not", () => {
  const link = linkTo(opened(initialState())) ?? "";
  assert.ok(sameRepair(link, link.replace("2,4,10,30", "5")));
  for (const [from, to] of [
    ["badnet", "dormant"],
    ["lab", "report"],
    ["conv_3", "conv_2"],
  ]) {
    assert.ok(!sameRepair(link, link.replace(from ?? "", to ?? "")), to);
  }
});

test("a link's settings wait for the model; a layer that it does not have is its own choice", () => {
  const settings = (/** @type {string} */ hash) =>
    opened(reduce(initialState(), { type: "linked", link: readLink(hash) })).pruning;
  assert.deepEqual(settings("#recipe=report&layer=conv_2&thresholds=7"), {
    recipe: PRESETS.report,
    convolution: "conv_2",
    thresholds: { text: "7", numbers: [7] },
  });
  assert.equal(settings("#layer=conv_9").convolution, "conv_3");
});

test("a link to a pruned model waits for a repair, and is there once one has come so far", () => {
  const linked = (/** @type {number} */ pruned) => reduce(opened(initialState()), { type: "pruned", pruned });
  assert.equal(awaited(opened(initialState())), null);
  assert.equal(awaited(initialState()), null);
  assert.equal(awaited(linked(0)), null, "the network as it came is there already");
  assert.equal(awaited(linked(48)), 48);
  assert.equal(awaited(linked(999)), 60, "there are no more channels");
  assert.match(awaitedLine(48), /the model with 48 channels pruned: press Repair/);
  const repairing = reduce(linked(48), { type: "repair-started", asked: asked([2]) });
  assert.deepEqual([awaited(repairing), repairing.pruned], [null, 48]);
});
