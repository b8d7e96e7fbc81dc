// What ASR does not tell, as the page's table has it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { initialState, reduce } from "../../www/js/app/state.js";
import { HEADS, MEANING, networks, WHY } from "../../www/js/features/repair/beyond-asr.js";
import { wordsFor } from "../../www/js/shared/nouns.js";
import { asked, MODEL } from "./support/model.js";
import { goodnet, REPORT, UNKNOWN } from "./support/report.js";

/** @import { Opened } from "../../www/js/client/types.js" */

const say = wordsFor(MODEL);
/** The figures, without their intervals. */
const texts = (run = REPORT, model = MODEL) =>
  networks(run, model, wordsFor(model)).map(({ threshold, figures }) => [
    threshold,
    ...figures.map(({ text }) => text),
  ]);

test("B and every model that was reached have a row, B without GoodNet's figures", () => {
  assert.deepEqual(texts(), [
    [null, "0.00", "100.00", "person 0: 100.00%"],
    [2, "1.25", "–", "person 7: 96.18%", "0.25", "1.50"],
  ]);
  assert.equal(HEADS.length, 5);
});

test("what is not known has a dash, and other images have classes", () => {
  const row = { threshold: 2, pruned: 3, clean: 90, asr: 0, ...UNKNOWN, goodnet: null };
  assert.deepEqual(texts({ ...REPORT, repaired: [row] })[1], [2, "–", "–", "–", "–", "–"]);
  assert.equal(texts(REPORT, { ...MODEL, ownImages: true })[1]?.[3], "class 7: 96.18%");
});

test("a repair that was stopped has the rows that it came to, and without poisoned images there are none", () => {
  assert.deepEqual(
    networks({ ...REPORT, baseline: null }, MODEL, say).map(({ threshold }) => threshold),
    [2],
  );
  assert.deepEqual(networks({ baseline: null, repaired: [] }, MODEL, say), []);
  const none = { ...MODEL, poisonedImages: { validation: 1283, test: 0 } };
  assert.deepEqual(networks(REPORT, none, say), [], "none in the set that models are scored on");
});

test("few images have intervals, but for the target's, which nobody counts", () => {
  /** @type {Opened} */
  const few = { ...MODEL, images: { validation: 24, test: 24 }, poisonedImages: { validation: 9, test: 9 } };
  const repaired = [
    {
      threshold: 2,
      pruned: 3,
      clean: 100,
      asr: 0,
      recovered: 100,
      targetRecall: 50,
      largestShare: { label: 3, percent: (100 * 8) / 9 },
      goodnet: { ...goodnet(100, 0), poisonedRefused: 100 },
    },
  ];
  const [, row] = networks({ ...REPORT, repaired }, few, say);
  assert.deepEqual(
    row?.figures.map(({ around }) => around),
    ["70.1 to 100.0", "", "56.5 to 98.0", "0.0 to 13.8", "70.1 to 100.0"],
  );
  assert.ok(networks(REPORT, MODEL, say).every(({ figures }) => figures.every(({ around }) => around === "")));
});

test("rows keep these figures as they come, and the report has the last word on B's", () => {
  const opened = reduce(initialState(), { type: "opened", model: MODEL, userModel: null });
  const started = reduce(opened, { type: "repair-started", asked: asked() });
  const [first] = REPORT.repaired;
  assert.ok(first);
  const told = reduce(started, { type: "repair-event", run: started.runs, event: { kind: "repaired", ...first } });
  assert.deepEqual(told.run?.repaired, [first]);
  const done = reduce(told, { type: "repair-done", run: told.runs, report: REPORT });
  assert.deepEqual(done.run?.baseline, REPORT.baseline);
  assert.ok(done.run);
  assert.deepEqual(networks(done.run, MODEL, say), networks(REPORT, MODEL, say));
});

test("index.html has the same columns in the same order", async () => {
  const page = await readFile(new URL("../../www/index.html", import.meta.url), "utf8");
  const [, table = ""] = page.match(/id="beyond-asr"([^]*?)<\/table>/) ?? [];
  const heads = [...table.matchAll(/<th [^>]*>([^<]*)<\/th>/g)].map(([, head]) => head);
  assert.deepEqual(heads, ["Threshold", ...HEADS]);
});

test("of other images nobody says that they are faces", () => {
  const ofImages = wordsFor({ ...MODEL, ownImages: true });
  for (const text of [WHY, MEANING]) assert.doesNotMatch(ofImages(text), /face|person|people/);
});
