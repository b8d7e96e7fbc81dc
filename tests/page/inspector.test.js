import assert from "node:assert/strict";
import { test } from "node:test";

import { FacePredictions } from "../../www/js/features/defences/pruning/asks.js";
import { Inspector } from "../../www/js/features/inspector/asks.js";
import { GoodnetError } from "../../www/js/client/client.js";
import { initialState, reduce } from "../../www/js/app/state.js";
import { asked as question, MODEL } from "./support/model.js";

/** @import { Client } from "../../www/js/client/client.js" */
/** @import { Action } from "../../www/js/features/index.js" */
/** @import { Store } from "../../www/js/app/store.js" */

const FACE = {
  index: 3,
  label: 3,
  width: 1,
  height: 1,
  clean: new Uint8ClampedArray(4),
  poisoned: null,
  answers: { clean: { label: 3, probability: 1 }, poisoned: null },
};

/** A page without DOM, that is drawn after every action, and whose worker answers as told. */
function page() {
  const worker = { asked: /** @type {string[]} */ ([]), works: false };
  const client = {
    call: async (/** @type {string} */ type, /** @type {any} */ { convolution, channel }) => {
      worker.asked.push(type);
      if (!worker.works)
        throw new GoodnetError({ kind: "worker-died", message: "The background worker stopped.", context: {} });
      return {
        facePredictions: [[FACE.answers]],
        channelActivations: { convolution, images: { clean: 1, poisoned: null }, channels: [] },
        channel: { convolution, channel },
      }[type];
    },
  };
  const store = {
    state: initialState(),
    dispatch: (/** @type {Action} */ action) => void (store.state = reduce(store.state, action)),
  };
  const asking = {
    client: /** @type {Client} */ (/** @type {unknown} */ (client)),
    store: /** @type {Store} */ (/** @type {unknown} */ (store)),
  };
  const [faces, inspector] = [new FacePredictions(asking), new Inspector(asking)];
  /** Draws until nothing more comes of it. @param {Action[]} actions */
  const act = async (...actions) => {
    for (const action of actions) store.dispatch(action);
    for (let frame = 0; frame < 5; frame++) {
      faces.follow(store.state);
      inspector.follow(store.state);
      await new Promise((resume) => setTimeout(resume));
    }
    return store.state;
  };
  /** What was asked since. */
  const asked = () => worker.asked.splice(0);
  return { act, asked, worker };
}

const OPEN = /** @type {Action[]} */ ([
  { type: "opened", model: MODEL, userModel: null },
  { type: "faces", faces: [FACE] },
]);
const RANKED = /** @type {Action[]} */ ([
  { type: "repair-started", asked: question([2]) },
  {
    type: "repair-event",
    run: 1,
    event: { kind: "ranked", channels: [{ channel: 7, activation: 0, dead: true }], smallestGap: null },
  },
]);

test("answers that could not be had are told in their place and asked for again when people try again, not before", async () => {
  const { act, asked, worker } = page();
  let state = await act(...OPEN, ...RANKED);
  assert.deepEqual(asked(), ["facePredictions"], "once, however often the page is drawn");
  assert.equal(
    state.problems.answers,
    "The faces could not be shown to the repaired models. The background worker stopped.",
  );
  state = await act({ type: "try-again", place: "answers" });
  assert.deepEqual([asked(), state.problems.answers !== undefined], [["facePredictions"], true], "it may fail again");
  worker.works = true;
  await act({ type: "trigger", on: true });
  assert.deepEqual(asked(), []);
  state = await act({ type: "try-again", place: "answers" });
  assert.deepEqual([asked(), state.facePredictions, state.problems], [["facePredictions"], [[FACE.answers]], {}]);
});

test("a channel that could not be looked into is asked for again when people try again, or choose another", async () => {
  const { act, asked, worker } = page();
  let state = await act(...OPEN, { type: "channel", channel: 4 });
  assert.deepEqual(asked(), ["channelActivations", "channel"]);
  assert.match(state.problems.channel ?? "", /could not be looked into\. The background worker stopped\.$/);
  worker.works = true;
  state = await act({ type: "try-again", place: "channel" });
  assert.deepEqual([asked(), state.channelView?.channel, state.problems], [["channelActivations", "channel"], 4, {}]);
  worker.works = false;
  await act({ type: "channel", channel: 5 });
  assert.deepEqual(asked(), ["channel"]);
  await act({ type: "channel", channel: 6 });
  assert.deepEqual(asked(), ["channel"]);
  worker.works = true;
  state = await act({ type: "channel", channel: 5 });
  assert.deepEqual([asked(), state.channelView?.channel, state.problems], [["channel"], 5, {}]);
});

test("what failed for another model is no problem of this one", async () => {
  const { act, asked } = page();
  await act(...OPEN, { type: "channel", channel: 4 });
  asked();
  const state = await act(...OPEN);
  assert.deepEqual([asked(), state.problems], [[], {}]);
});
