/**
 * The table of repaired models, what it was made with, and what its figures are of.
 *
 * @import { Draw, Store } from "../../app/store.js"
 * @import { Opened, ReportRepaired, OutputKind } from "../../client/types.js"
 * @import { Asked, Run } from "../defences/index.js"
 * @import { TableWords } from "../defences/defence.js"
 * @import { Sizes } from "../../shared/interval.js"
 */

import { byId, html, setText } from "../../shared/dom.js";
import { sizesOf, withRange } from "../../shared/interval.js";
import { wordsFor } from "../../shared/nouns.js";
import { count, percent } from "../../shared/words.js";
import { defenceOf } from "../defences/index.js";
import { rowOf } from "../defences/run.js";
import { drawBeyondAsr } from "./beyond-asr-table.js";
import { cell, line, nothing, share } from "./cells.js";
import { markdown } from "./markdown.js";
import { outdated } from "./outdated.js";
import { paragraphs } from "./verdict.js";
import { AS_IT_CAME, dropOf } from "./words.js";

/** How long a button says that it has copied, in milliseconds. */
const COPIED = 2000;

/**
 * @param {Store} store
 * @returns {Draw}
 */
export function results(store) {
  const body = byId("repaired-rows", HTMLTableSectionElement);
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (
    byId("take-home", HTMLElement).querySelectorAll("[data-file]")
  );
  const copy = byId("copy-table", HTMLButtonElement);
  copy.addEventListener("click", async () => {
    const { model, run } = store.state;
    if (model === null || run === null) return;
    try {
      await navigator.clipboard.writeText(markdown(run, model, paragraphs(store.state)));
      setText(copy, "Copied");
      setTimeout(() => setText(copy, "Copy table"), COPIED);
    } catch (error) {
      const text = `The table could not be copied: ${/** @type {Error} */ (error).message}`;
      store.dispatch({ type: "problem", place: "results", text });
    }
  });

  let shown = "";
  return (state) => {
    const { model, run } = state;
    drawOutdated(outdated(state));
    if (run === null || model === null) return;
    // Steps come and go without touching the rows, so that a focused button stays where it is.
    const key = `${run.number} ${run.status} ${run.repaired.length}`;
    if (key === shown) return;
    shown = key;
    const { files, table: words, thresholds } = defenceOf(run.asked.defence);
    setText(byId("threshold-head", HTMLElement), words.threshold);
    setText(byId("channels-head", HTMLElement), words.channels);
    const sizes = sizesOf(model, model.scoredOn);
    body.replaceChildren(
      asItCame(run, words, sizes),
      ...thresholds(run.asked).map((threshold) => row(run, words, sizes, threshold, model.keras)),
    );
    for (const button of buttons) {
      const item = /** @type {HTMLElement} */ (button.closest("li"));
      item.hidden = !files.some((kind) => kind === button.dataset.file);
    }
    // A table of dashes says nothing: the verdict says why there is none.
    const stopped = run.status === "cancelled" || run.status === "failed";
    const empty = stopped && run.repaired.length === 0;
    for (const id of ["repaired", "notes"]) byId(id, HTMLElement).hidden = empty;
    drawBeyondAsr(run, words, model);
    setText(byId("made-with", HTMLElement), words.made(run.asked));
    setText(byId("baseline", HTMLElement), baseline(run, sizes));
    setText(byId("refusal", HTMLElement), `class ${model.classes}`);
    setText(byId("ties", HTMLElement), ties(run));
    setText(byId("scored-on", HTMLElement), scoredOn(model, words));
    setText(byId("scored-images", HTMLElement), words.images(model));
  };
}

/** @param {string} text that the settings ask for something else by now; empty where they do not */
function drawOutdated(text) {
  for (const id of ["outdated", "outdated-results"]) setText(byId(id, HTMLElement), text);
  for (const id of ["curve-frame", "results-body"]) byId(id, HTMLElement).classList.toggle("is-outdated", text !== "");
}

/** What a card says before each figure; as a table, its head says it. */
const LABELS = {
  clean: "B′ clean, %",
  drop: "B′ drop, points",
  asr: "B′ ASR, %",
  goodnetClean: "G clean, %",
  goodnetAsr: "G ASR, %",
};

/**
 * What the repair started from, as a row like the others.
 *
 * @param {Run} run
 * @param {TableWords<Asked>} words
 * @param {Sizes} sizes
 */
function asItCame({ asked, baseline, status }, words, sizes) {
  const unknown = status === "running" ? "…" : "–";
  const shown = (/** @type {"clean" | "asr"} */ kind, /** @type {number} */ images, /** @type {string} */ label) =>
    baseline === null ? cell(unknown, label) : share(baseline[kind], images, label);
  const cells = [
    howMany(0, asked, words),
    shown("clean", sizes.clean, "B clean, %"),
    nothing(),
    shown("asr", sizes.poisoned, "B ASR, %"),
    ...["–", "–", ""].map(nothing),
  ];
  return line(AS_IT_CAME, cells, baseline === null ? "row-waiting" : "");
}

/**
 * @param {Run} run
 * @param {TableWords<Asked>} words
 * @param {Sizes} sizes
 * @param {number} threshold
 * @param {boolean} keras whether the model can be had as HDF5
 */
function row(run, words, sizes, threshold, keras) {
  const result = rowOf(run, threshold);
  const head = words.named(threshold);
  if (result === null)
    return line(
      head,
      Array.from({ length: 7 }, () => cell(run.status === "running" ? "…" : "–")),
      "row-waiting",
    );
  if (result.pruned === null) return line(head, [cell("not reached", null, { colspan: "7" })]);
  const last = html(
    "td",
    { class: "downloads", role: "cell" },
    ...(run.status === "done" ? downloads(threshold, head, keras) : ["–"]),
  );
  return line(head, [...figures(run, words, sizes, result, result.pruned), last]);
}

/**
 * @param {Run} run
 * @param {TableWords<Asked>} words
 * @param {Sizes} sizes
 * @param {ReportRepaired} row
 * @param {number} pruned
 */
function figures({ asked, baseline }, words, sizes, { clean, asr, goodnet }, pruned) {
  return [
    howMany(pruned, asked, words),
    share(clean, sizes.clean, LABELS.clean),
    cell(percent(dropOf(baseline?.clean ?? null, clean)), LABELS.drop),
    share(asr, sizes.poisoned, LABELS.asr),
    share(goodnet?.clean ?? null, sizes.clean, LABELS.goodnetClean),
    share(goodnet?.asr ?? null, sizes.poisoned, LABELS.goodnetAsr),
  ];
}

/**
 * How many channels are switched off.
 *
 * @param {number} pruned
 * @param {Asked} asked
 * @param {TableWords<Asked>} words
 */
function howMany(pruned, asked, words) {
  return cell(words.count(pruned, asked), null, { class: "how-many", "data-counted": words.counted });
}

/**
 * @param {number} threshold
 * @param {string} named the same in words
 * @param {boolean} keras
 */
function downloads(threshold, named, keras) {
  const whole = keras ? [button("keras", "H5", threshold, `Download H5: B′ for Keras, repaired at ${named}`)] : [];
  return [
    ...whole,
    button("repaired", "B′", threshold, `Download B′, repaired at ${named}`),
    button("goodnet", "G", threshold, `Download G, GoodNet for ${named}`),
  ];
}

/**
 * @param {OutputKind["kind"]} kind
 * @param {string} letter
 * @param {number} threshold
 * @param {string} name
 */
function button(kind, letter, threshold, name) {
  return html(
    "button",
    {
      type: "button",
      class: "download",
      "aria-label": name,
      title: name,
      "data-file": kind,
      "data-threshold": threshold,
    },
    html("span", { "aria-hidden": "true" }, "↓ "),
    letter,
  );
}

/**
 * @param {Opened} model
 * @param {TableWords<Asked>} words
 */
function scoredOn(model, { unseen, validation }) {
  const { scoredOn, target } = model;
  const images =
    scoredOn === "test"
      ? `All figures in this table are measured on the test images, which had no say in ${unseen}.`
      : `There are no test images: all figures in this table are measured on the validation images${validation}.`;
  const asr =
    target === null
      ? "There are no poisoned images, so there is no ASR, the attack success rate."
      : wordsFor(model)(
          "ASR, the attack success rate, counts every poisoned image that the network takes for the target, the target person’s own images too.",
        );
  // What the bundle's networks take, their file says.
  const pixels = model.scenario === null ? ` The network was given pixels of 0 to ${model.scale}.` : "";
  return `${images} ${asr}${pixels}`;
}

/**
 * @param {Run} run
 * @param {Sizes} sizes
 */
function baseline({ baseline }, sizes) {
  if (baseline === null) return "";
  const asr = baseline.asr === null ? "" : ` and ${withRange(baseline.asr, sizes.poisoned)} ASR`;
  return `Before the repair, B itself has ${withRange(baseline.clean, sizes.clean)} clean accuracy${asr} on the same images.`;
}

/** @param {Run} run */
function ties({ calls: { ties, decisions } }) {
  if (ties === 0) return "";
  const were = ties === 1 ? "was" : "were";
  return `${count(ties)} of ${count(decisions)} decisions ${were} too close to call: the two best answers were so near each other that another engine may round the other way.`;
}
