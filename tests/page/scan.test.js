// What the channels say of a backdoor: the words never say more than the figures, and a result goes with its network.

import assert from "node:assert/strict";
import { test } from "node:test";

import { initialState, reduce } from "../../www/js/app/state.js";
import { Scan } from "../../www/js/features/scan/asks.js";
import { isScanning, scanShare } from "../../www/js/features/scan/run.js";
import { caveat, conclusion, counting, isClear, others, outdated, status } from "../../www/js/features/scan/words.js";
import { Repair } from "../../www/js/features/repair/asks.js";
import { WAITS } from "../../www/js/features/repair/words.js";
import { wordsFor } from "../../www/js/shared/nouns.js";
import { asked, MODEL } from "./support/model.js";

/** @import { DetectOutcome } from "../../www/js/client/types.js" */
/** @import { Action, State } from "../../www/js/features/index.js" */

/**
 * An outcome whose labels are 0, 1, 2, ...
 *
 * @param {number[]} figures votes, most first
 * @param {Partial<DetectOutcome>} more
 * @returns {DetectOutcome}
 */
const outcome = (figures, more = {}) => ({
  convolution: "conv_3",
  images: 64,
  runs: 240,
  votes: figures.map((votes, label) => ({ label, votes, channels: [...Array(Math.ceil(votes / 4)).keys()] })),
  ...more,
});

/** @param {State} state @param {Action[]} actions */
const after = (state, ...actions) => actions.reduce(reduce, state);

const opened = (model = MODEL) => after(initialState(), { type: "opened", model, userModel: null });
const started = () => after(opened(), { type: "scan-started", convolution: "conv_3" });
const done = () => after(started(), { type: "scan-done", scan: 1, outcome: outcome([42, 4]) });

test("one who stands out is named, and only as the one whom a backdoor would serve", () => {
  assert.equal(
    conclusion(outcome([42, 4, 4, ...Array(70).fill(1)])),
    "Person 0 gets 42 of 120 votes, the next one 4: if this network has a backdoor, it most likely serves person 0.",
  );
  assert.equal(
    conclusion(outcome([12])),
    "Person 0 gets all 12 votes: if this network has a backdoor, it most likely serves person 0.",
  );
  assert.ok(isClear(outcome([12, 6])), "twice as many");
});

test("what is no clear answer is called so", () => {
  const cases = /** @type {[number[], string][]} */ ([
    [[19, 11], "Person 0 comes first with 19 votes, but the next one has 11: that is no clear answer."],
    [[9, 5, 5], "Person 0 comes first with 9 votes, but the next one has 5: that is no clear answer."],
    [[11, 2], "Person 0 comes first with 11 votes, but there were 240 to be had: that is no clear answer."],
    [[5, 5, 1], "2 people come first with 5 votes each: that is no clear answer."],
    [[1, 1, 1], "3 people come first with 1 vote each: that is no clear answer."],
    [[4, 1], "Person 0 comes first with 4 votes, but from one channel alone: that is no clear answer."],
    [[1], "Person 0 comes first with 1 vote, but from one channel alone: that is no clear answer."],
    [[], "No channel turns faces into one and the same person."],
  ]);
  for (const [figures, text] of cases) {
    assert.equal(conclusion(outcome(figures)), text);
    assert.ok(!isClear(outcome(figures)));
  }
});

test("that a margin is not calibrated is always said, and that images are few where they are", () => {
  const always =
    "Some person always comes first, in an honest network too; how much a margin is worth is not measured yet.";
  assert.equal(caveat(outcome([42, 4])), always);
  assert.equal(
    caveat(outcome([42], { images: 15 })),
    `${always} Only 15 clean images were looked at, so chance has more of a say.`,
  );
  assert.match(caveat(outcome([42], { images: 1 })), /Only 1 clean image was looked at/);
  assert.equal(caveat(outcome([42], { images: 16 })), always);
  assert.match(caveat(outcome([])), /^That is no proof that there is no backdoor/);
});

test("those beyond the first eight are summed up", () => {
  const eight = Array(8).fill(9);
  assert.equal(others(outcome(eight)), "");
  assert.equal(others(outcome([...eight, 1])), "One more person got 1 vote.");
  assert.equal(others(outcome([...eight, 1, 1])), "2 other people got 1 vote each.");
  assert.equal(others(outcome([...eight, 3, 2, 1])), "3 other people got 1 to 3 votes each.");
  assert.match(counting(outcome([42, 4])), /^240 times one channel of conv_3 .* on 64 clean faces\. .*: 46 in all\.$/);
});

test("of other images nobody says that they are faces of people", () => {
  const say = wordsFor({ ...MODEL, ownImages: true });
  const state = done();
  const said = [[42, 4], [19, 11], [5, 5], [4], [], Array(20).fill(2)].flatMap((figures) =>
    [conclusion, caveat, others, counting].map((words) => words(outcome(figures, { images: 5 }))),
  );
  for (const text of [...said, status(started()), status(state), status(opened())])
    assert.doesNotMatch(say(text), /\b(faces?|persons?|people|everybody)\b/i);
  const own = { ...started(), model: { ...MODEL, ownImages: true } };
  assert.match(
    after(own, { type: "scan-done", scan: 1, outcome: outcome([42, 4]) }).milestone,
    /^The channels have answered\. Class 0 gets 42 of 46 votes/,
  );
});

test("a scan is followed from its start to its answer", () => {
  const engine = /** @type {const} */ ({ kind: "engine", ...MODEL.engine });
  const state = started();
  assert.ok(isScanning(state.scan));
  assert.equal(status(state), "Starting …");
  assert.equal(after(state, { type: "scan-event", scan: 1, event: engine }).scan, state.scan);
  const looking = after(state, {
    type: "scan-event",
    scan: 1,
    event: { kind: "features", set: "validation", done: 32, total: 64 },
  });
  assert.equal(status(looking), "Looking at clean faces: 32 of 64");
  const asking = after(looking, { type: "scan-event", scan: 1, event: { kind: "asked", done: 241, total: 241 } });
  assert.equal(status(asking), "Asking the channels: 241 of 241");
  const shares = [state, looking, asking].map(({ scan }) => scan && scanShare(scan));
  assert.deepEqual(shares, [0, shares[1], 1]);
  assert.ok(0 < Number(shares[1]) && Number(shares[1]) < 0.5);
  const end = done();
  assert.equal(end.scan?.status, "done");
  assert.equal(status(end), "The channels have answered.");
  assert.match(end.milestone, /^The channels have answered\. Person 0 gets 42 of 46 votes/);
});

test("a scan is cancelled or fails, and another takes its place", () => {
  const stopping = after(started(), { type: "scan-cancelling" });
  assert.equal(status(stopping), "Stopping …");
  const cancelled = after(stopping, { type: "scan-cancelled", scan: 1 });
  assert.deepEqual([isScanning(cancelled.scan), cancelled.problems.scan], [false, undefined]);
  assert.equal(after(cancelled, { type: "scan-cancelling" }), cancelled);
  const failed = after(started(), { type: "scan-failed", scan: 1, message: "the engine stopped" });
  assert.equal(failed.problems.scan, "The channels could not be asked. The engine stopped.");
  const again = after(failed, { type: "scan-started", convolution: "conv_2" });
  assert.deepEqual([again.scan?.number, again.problems.scan], [2, undefined]);
  const late = /** @type {Action[]} */ ([
    { type: "scan-event", scan: 1, event: { kind: "asked", done: 1, total: 2 } },
    { type: "scan-done", scan: 1, outcome: outcome([42]) },
    { type: "scan-faces", scan: 1, faces: [] },
    { type: "scan-cancelled", scan: 1 },
    { type: "scan-failed", scan: 1, message: "no" },
  ]);
  for (const action of late) assert.equal(after(again, action), again, action.type);
});

test("another network takes the answer and its problem away; another layer makes it the last one's", () => {
  const told = after(done(), { type: "problem", place: "scan", text: "no" });
  const other = after(told, { type: "opened", model: { ...MODEL, scenario: "dormant" }, userModel: null });
  assert.deepEqual([other.scan, other.problems.scan], [null, undefined]);
  assert.equal(after(other, { type: "scan-done", scan: 1, outcome: outcome([42]) }), other, "late news");
  assert.equal(outdated(done()), "");
  const layer = after(done(), { type: "convolution", name: "conv_2" });
  assert.equal(outdated(layer), "This is what conv_3 says; press Ask the channels for conv_2.");
  assert.equal(outdated(after(layer, { type: "convolution", name: "conv_3" })), "");
});

/** What the chapters ask with, and what they asked. @param {State} state */
function page(state) {
  /** @type {string[]} */
  const calls = [];
  const store = { state, dispatch: (/** @type {Action} */ action) => void (store.state = reduce(store.state, action)) };
  const client = { call: (/** @type {string} */ type) => (calls.push(type), new Promise(() => {})) };
  return { calls, store, page: /** @type {any} */ ({ store, client, version: null, app: {} }) };
}

test("a scan and a repair never share the workers", () => {
  const repairing = page(after(opened(), { type: "repair-started", asked: asked() }));
  void new Scan(repairing.page).start();
  assert.deepEqual([repairing.calls, repairing.store.state.scan], [[], null]);
  assert.match(status(repairing.store.state), /^A repair is running/);

  const scanning = page(started());
  assert.deepEqual(new Repair(scanning.page).start(), { started: false });
  assert.deepEqual([scanning.calls, scanning.store.state.run], [[], null]);

  const free = page(opened());
  void new Scan(free.page).start();
  assert.deepEqual([free.calls, free.store.state.scan?.convolution], [["scan"], "conv_3"]);
});

test("a kept result’s files wait for the channels, and it is said", async () => {
  const cached = /** @type {any} */ ({ ...started(), run: { status: "done", rerun: null, cachedAt: 1 } });
  const waiting = page(cached);
  await new Repair(waiting.page).download({ kind: "table" });
  assert.deepEqual([waiting.calls, waiting.store.state.problems.results], [[], WAITS]);
});
