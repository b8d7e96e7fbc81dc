import assert from "node:assert/strict";
import { test } from "node:test";

import { change, mostRaised } from "../../www/js/shared/activations.js";
import { cells, columnsFor, strengths } from "../../www/js/features/inspector/channels.js";
import { heatAt, highlighted } from "../../www/js/features/inspector/heat.js";
import { wearsTrigger } from "../../www/js/features/attack/state.js";
import {
  goodnet,
  viewedPredictions,
  viewedPruned,
  viewedStep,
} from "../../www/js/features/defences/pruning/viewed-model.js";
import { figuresLine } from "../../www/js/features/defences/pruning/words.js";
import { initialState, reduce } from "../../www/js/app/state.js";
import { brief, guarded } from "../../www/js/shared/answer.js";
import { activation } from "../../www/js/shared/words.js";
import { asked, MODEL } from "./support/model.js";
import { UNKNOWN } from "./support/report.js";

/** @import { Answers, Face, DefenceEvent } from "../../crate/web/src/types.js" */
/** @import { Action, State } from "../../www/js/features/index.js" */

/**
 * @param {State} state
 * @param {Action[]} actions
 */
const after = (state, ...actions) => actions.reduce(reduce, state);

/** Images enough for shares without intervals. */
const MANY = { clean: 1283, poisoned: 1283 };

/** @param {number} label */
const answers = (label) =>
  /** @type {Answers} */ ({ clean: { label, probability: 1 }, poisoned: { label: 0, probability: 1 } });

/** @param {number} index */
const face = (index) =>
  /** @type {Face} */ ({
    index,
    label: index,
    width: 1,
    height: 1,
    clean: new Uint8ClampedArray(4),
    poisoned: new Uint8ClampedArray(4),
    answers: answers(index),
  });

const CHANNELS = [4, 2, 7, 0].map((channel, i) => ({ channel, activation: i / 10, dead: i === 0 }));

const repairing = () =>
  after(
    initialState(),
    { type: "open-started", userModel: null },
    { type: "opened", model: { ...MODEL, convolutions: [{ name: "conv_3", channels: 8 }] }, userModel: null },
    { type: "faces", faces: [face(5), face(6), face(7)] },
    { type: "repair-started", asked: asked([2, 4], 8) },
  );

/**
 * @param {State} state
 * @param {DefenceEvent[]} events
 */
const hear = (state, ...events) =>
  events.reduce((state, event) => reduce(state, { type: "repair-event", run: state.runs, event }), state);

/** @param {number} pruned */
const step = (pruned) =>
  /** @type {const} */ ({
    kind: "step",
    pruned,
    channel: pruned === 0 ? null : pruned,
    clean: 98 - pruned,
    asr: 100,
    ties: 0,
  });
const ranked = /** @type {const} */ ({ kind: "ranked", channels: CHANNELS, smallestGap: null });
const swept = () => hear(repairing(), ranked, step(0), step(1), step(2), step(3), step(4));

test("the sweep is followed until somebody chooses a model, and again when told so", () => {
  let state = hear(repairing(), ranked);
  assert.equal(viewedPruned(state), 0);
  assert.equal(viewedStep(state), null);
  state = hear(state, step(0), step(1), step(2));
  assert.equal(viewedPruned(state), 2);
  state = reduce(state, { type: "pruned", pruned: 1 });
  assert.equal(viewedPruned(hear(state, step(3))), 1);
  assert.equal(viewedStep(state)?.clean, 97);
  assert.equal(viewedPruned(reduce(hear(state, step(3)), { type: "pruned", pruned: null })), 3);
});

test("a model that is not there yet is taken as soon as it is", () => {
  const state = reduce(hear(repairing(), ranked, step(0), step(1)), { type: "pruned", pruned: 3 });
  assert.equal(viewedPruned(state), 1);
  assert.equal(viewedPruned(hear(state, step(2), step(3), step(4))), 3);
  assert.equal(reduce(state, { type: "pruned", pruned: 99 }).pruned, 4, "there are only four channels to prune");
  assert.equal(reduce(state, { type: "pruned", pruned: -1 }).pruned, 0);
});

test("a sweep that has ended rests on the first repaired model", () => {
  const row = (/** @type {number} */ threshold, /** @type {number | null} */ pruned) =>
    /** @type {const} */ ({ kind: "repaired", threshold, pruned, clean: 96, asr: 3, ...UNKNOWN, goodnet: null });
  const state = after(hear(swept(), row(2, 2), row(4, null)), { type: "repair-cancelled", run: 1 });
  assert.equal(viewedPruned(state), 2);
  assert.equal(
    viewedPruned(after(hear(swept(), row(2, null)), { type: "repair-cancelled", run: 1 })),
    4,
    "no model was reached",
  );
});

test("a number that a link brings outlives the start of the first repair, one of the last repair does not", () => {
  const linked = reduce({ ...repairing(), run: null, runs: 0 }, { type: "pruned", pruned: 3 });
  const first = reduce(linked, { type: "repair-started", asked: asked([2]) });
  assert.equal(first.pruned, 3);
  assert.equal(reduce(first, { type: "repair-started", asked: asked([2]) }).pruned, null);
});

test("faces are answered by the model that is looked at, and by the network as it came while that is not known", () => {
  const known = Array.from({ length: 5 }, (_, pruned) => [answers(10 * pruned), answers(10 * pruned + 1), answers(2)]);
  let state = swept();
  assert.deepEqual(
    viewedPredictions(state).map(({ clean }) => clean.label),
    [5, 6, 7],
  );
  assert.equal(
    reduce(state, { type: "face-predictions", run: 99, predictions: known }),
    state,
    "another run's answers are not this one's",
  );
  state = after(state, { type: "face-predictions", run: 1, predictions: known }, { type: "pruned", pruned: 3 });
  assert.deepEqual(
    viewedPredictions(state).map(({ clean }) => clean.label),
    [30, 31, 2],
  );
  assert.equal(reduce(state, { type: "repair-started", asked: asked([2]) }).facePredictions, null);
  assert.equal(reduce(state, { type: "faces", faces: [face(1)] }).facePredictions, null);
});

test("GoodNet answers where both agree", () => {
  const [three, four] = [3, 4].map((label) => ({ label, probability: 0.9 }));
  assert.ok(three && four);
  assert.equal(goodnet(three, { ...three, probability: 0.2 }), 3);
  assert.equal(goodnet(three, four), null);
});

test("glasses go on one face or on all", () => {
  const worn = (/** @type {State} */ state) => state.faces.map((_, at) => wearsTrigger(state, at));
  let state = reduce(repairing(), { type: "flip-face", face: 1 });
  assert.deepEqual(worn(state), [false, true, false]);
  state = after(state, { type: "flip-face", face: 0 }, { type: "flip-face", face: 2 });
  assert.deepEqual([worn(state), state.triggerOn], [[true, true, true], true], "all of them is the switch for all");
  state = after(state, { type: "flip-face", face: 2 });
  assert.deepEqual([worn(state), state.triggerOn], [[true, true, false], true]);
  assert.deepEqual(worn(after(state, { type: "flip-face", face: 2 })), [true, true, true]);
  assert.deepEqual(worn(after(state, { type: "trigger", on: false })), [false, false, false]);
});

test("channels stand in the order in which they are pruned, the spared ones behind them", () => {
  const before = cells(repairing());
  assert.deepEqual(
    before.map(({ channel, place, dead }) => [channel, place, dead]),
    Array.from({ length: 8 }, (_, channel) => [channel, null, false]),
  );
  const state = reduce(swept(), { type: "pruned", pruned: 2 });
  const now = cells(state);
  assert.deepEqual(
    now.map(({ channel }) => channel),
    [4, 2, 7, 0, 1, 3, 5, 6],
  );
  assert.deepEqual(
    now.map(({ pruned }) => pruned),
    [true, true, false, false, false, false, false, false],
  );
  assert.deepEqual(
    now.map(({ dead }) => dead),
    [true, false, false, false, true, true, true, true],
  );
  assert.equal(now[3]?.place, 4);
});

test("what the trigger changes is told channel by channel", () => {
  const channels = [
    [1, 1],
    [0, 6],
    [2, 1],
    [1, 4],
    [0, 1],
  ].map(([clean = 0, poisoned = 0]) => ({ clean, poisoned }));
  const channelActivations = { convolution: "conv_3", images: { clean: 5, poisoned: 5 }, channels };
  assert.deepEqual(
    channels.map((_, channel) => change(channelActivations, channel)),
    [0, 6, -1, 3, 1],
  );
  assert.equal(mostRaised(channelActivations), 1);
  assert.equal(
    mostRaised({ ...channelActivations, channels: channels.map(({ clean }) => ({ clean, poisoned: clean })) }),
    null,
  );
  const without = { ...channelActivations, channels: channels.map(({ clean }) => ({ clean, poisoned: null })) };
  assert.deepEqual(
    [mostRaised(without), change(without, 0)],
    [null, null],
    "where no images wear it, nothing is known of it",
  );
  assert.deepEqual(strengths([4, 0, null, 1]), [1, 0, 0, 0.5]);
  assert.deepEqual(strengths([null, 0]), [0, 0]);
});

test("what another model's channels told is not this one's", () => {
  const state = repairing();
  const channelActivations = { convolution: "conv_3", images: { clean: 1, poisoned: 1 }, channels: [] };
  assert.equal(reduce(state, { type: "channel-activations", model: MODEL, channelActivations }), state);
  assert.ok(state.model);
  const known = reduce(state, { type: "channel-activations", model: state.model, channelActivations });
  assert.equal(known.channelActivations, channelActivations);
  assert.equal(after(known, { type: "opened", model: MODEL, userModel: null }).channelActivations, null);
});

test("what the glasses do to a face is told once it has worn them, and not of the next network's faces", () => {
  let state = reduce(repairing(), { type: "flip-face", face: 1 });
  assert.deepEqual(state.triggerSeen, [1]);
  state = after(state, { type: "flip-face", face: 1 });
  assert.deepEqual(state.triggerSeen, [1], "what was seen stays known");
  state = after(state, { type: "trigger", on: true }, { type: "trigger", on: false });
  assert.deepEqual(state.triggerSeen, [0, 1, 2]);
  assert.deepEqual(after(state, { type: "opened", model: MODEL, userModel: null }).triggerSeen, []);
  assert.deepEqual(
    after(state, { type: "trigger", on: true }, { type: "faces", faces: [face(5)] }).triggerSeen,
    [0],
    "faces that come wearing them",
  );
});

test("the map's last row is as full as the others", () => {
  assert.deepEqual(
    [25, 21, 18, 13, 11, 7].map((room) => columnsFor(60, room)),
    [20, 20, 15, 12, 10, 6],
  );
  assert.deepEqual([columnsFor(20, 21), columnsFor(80, 21), columnsFor(40, 6)], [20, 20, 5]);
  assert.deepEqual(
    [columnsFor(61, 21), columnsFor(7, 21), columnsFor(1, 0)],
    [21, 7, 1],
    "a prime number has no even rows",
  );
});

test("a channel's plane lies over what it sees in the picture", () => {
  // DeepID's: 5 x 4 values, each of which sees 23 pixels, 8 from one to the next.
  const grid = {
    width: 4,
    height: 5,
    step: /** @type {[number, number]} */ ([8, 8]),
    size: /** @type {[number, number]} */ ([23, 23]),
  };
  const map = new Float32Array(20);
  map[1 * 4 + 2] = 1;
  assert.equal(heatAt(map, grid, 2 * 8 + 11, 8 + 11), 1, "in the middle of what the value sees");
  assert.equal(heatAt(map, grid, 2 * 8 + 11 + 4, 8 + 11), 0.5);
  assert.equal(heatAt(map, grid, 0, 0), 0);
  map.fill(0.25);
  assert.equal(heatAt(map, grid, 46, 54), 0.25, "beyond the outermost middles it goes on as it is");
  const image = {
    index: 0,
    label: 0,
    activation: 0,
    pixels: new Uint8ClampedArray([200, 100, 0, 255]),
    map: new Float32Array([0]),
  };
  const view = {
    convolution: "conv_3",
    channel: 0,
    width: 1,
    height: 1,
    grid: { ...grid, width: 1, height: 1 },
    largest: 2,
    clean: [],
    poisoned: [],
    pairs: [],
  };
  assert.deepEqual([...highlighted(image, view)], [60, 60, 60, 255], "grey and dim where it is silent");
  assert.deepEqual([...highlighted({ ...image, map: new Float32Array([2]) }, view)], [200, 100, 0, 255]);
});

test("models and answers are put in few words", () => {
  assert.deepEqual(
    [brief(4, 4, 0), brief(4, 0, 0), brief(4, 9, 0), brief(0, 0, 0)].map(({ text, verdict }) => `${verdict}: ${text}`),
    ["right: 4 ✓", "target: 0 target", "wrong: 9 ✗", "right: 0 ✓"],
  );
  assert.deepEqual(
    [4, 0, null].map((agreed) => guarded(4, agreed, 0).text),
    ["4 ✓", "0 target", "refuses"],
    "GoodNet answers what both networks see, or refuses",
  );
  const first = { pruned: 0, channel: null, clean: 98.65, asr: 100, ties: 0 };
  assert.equal(
    figuresLine(first, first, 60, MANY),
    "0 of 60 channels pruned: clean accuracy 98.65%, ASR 100.00% on the validation images",
  );
  assert.equal(
    figuresLine({ ...first, pruned: 2, clean: first.clean - 0.001 }, first, 60, MANY),
    "2 of 60 channels pruned: clean accuracy 98.65%, ASR 100.00% on the validation images",
    "no change is none",
  );
  assert.equal(
    figuresLine({ ...first, pruned: 45, clean: 95.756 }, first, 60, MANY),
    "45 of 60 channels pruned: clean accuracy 95.76% (−2.89 points), ASR 100.00% on the validation images",
  );
  assert.deepEqual([0, 12.3456, 0.012345, 0.0000123, -3].map(activation), ["0", "12.3", "0.0123", "1.2e-5", "-3"]);
});
