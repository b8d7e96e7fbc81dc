// What the page calls what the pictures show.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { says } from "../../www/js/shared/answer.js";
import { wordsFor } from "../../www/js/shared/nouns.js";
import { verdict } from "../../www/js/features/defences/pruning/verdict-words.js";
import { emptyRun } from "../../www/js/features/defences/pruning/run.js";
import { asked, MODEL } from "./support/model.js";
import { goodnet, REPORT, UNKNOWN } from "./support/report.js";

const ofFaces = wordsFor(MODEL);
const ofImages = wordsFor({ ...MODEL, ownImages: true });

/** Words that are said of the bundle's pictures alone. */
const OF_PEOPLE = /\b(faces?|persons?|people|everybody|nobody is)\b/i;

test("the bundle's faces keep their words, and so does a network of one's own that is shown them", () => {
  const text = "Put the glasses on everybody: a face is taken for person 0.";
  assert.deepEqual([ofFaces(text), wordsFor(null)(text)], [text, text]);
});

test("of other images nobody says that they are faces", () => {
  const said = {
    "Person 7 without the trigger": "Class 7 without the trigger",
    "Put the trigger on everybody": "Put the trigger on every image",
    "A face that wears the trigger is taken for person 0.": "An image that has the trigger is taken for class 0.",
    "The faces’ answers": "The images’ answers",
    "it tells 10 people apart": "it tells 10 classes apart",
    "without them nobody is recognised": "without them nothing is recognised",
    "nobody can say whether": "nobody can say whether",
    "an interface, a surface": "an interface, a surface",
  };
  for (const [text, expected] of Object.entries(said)) assert.equal(ofImages(text), expected);
  const answer = { label: 7, probability: 1 };
  const image = { index: 0, label: 7, width: 0, height: 0, clean: new Uint8ClampedArray(), poisoned: null };
  const face = { ...image, answers: { clean: answer, poisoned: null } };
  assert.equal(says(face, answer, 0, ofImages).text, "class 7 ✓");
});

test("no verdict on other images speaks of people, however it ends", () => {
  for (const asr of [0, 50, 100]) {
    const repaired = [{ threshold: 2, pruned: 1, clean: 80, asr, ...UNKNOWN, goodnet: goodnet(80, asr) }];
    const run = {
      ...emptyRun(asked([2])),
      ...REPORT,
      repaired,
      status: /** @type {const} */ ("done"),
      asked: asked([2]),
    };
    const parts = verdict(/** @type {any} */ (run), { ...MODEL, trigger: "trigger" }, null);
    assert.doesNotMatch(ofImages(parts.map(({ title, text }) => `${title} ${text}`).join(" ")), OF_PEOPLE);
  }
});

test("what index.html says of faces beyond the bundle's own story is marked to go by what is open", async () => {
  const page = await readFile(new URL("../../www/index.html", import.meta.url), "utf8");
  const main = page.slice(page.indexOf('<section class="scan"'), page.indexOf('<section class="own"'));
  const unmarked = main
    .replace(/<(\w+)[^>]*\sdata-say(?:="[\w-]+")?[\s>][^]*?<\/\1>/g, "")
    .replace(/<!--[^]*?-->|<[^>]*>/g, " ");
  assert.doesNotMatch(unmarked, OF_PEOPLE);
});
