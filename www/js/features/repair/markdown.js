/**
 * The tables of repaired models as Markdown, and the verdict on them, for a report.
 *
 * @import { Opened } from "../../client/types.js"
 * @import { Paragraph, TableWords } from "../defences/defence.js"
 * @import { Asked, Run } from "../defences/index.js"
 */

import { wordsFor } from "../../shared/nouns.js";
import { capital, percent } from "../../shared/words.js";
import { defenceOf } from "../defences/index.js";
import { rowOf } from "../defences/run.js";
import { HEADS, MEANING, networks, WHY } from "./beyond-asr.js";
import { AS_IT_CAME, dropOf } from "./words.js";

const FIGURES = ["B′ clean, %", "Drop, points", "B′ ASR, %", "G clean, %", "G ASR, %"];

/**
 * @param {Run} run one that is done
 * @param {Opened} model what was repaired
 * @param {Paragraph[]} verdict what came of it
 * @returns {string} ends with a line break
 */
export function markdown(run, model, verdict) {
  const { scoredOn, target } = model;
  const { asked, baseline } = run;
  const { table: words, thresholds } = defenceOf(asked.defence);
  const head = [words.threshold, capital(words.counted), ...FIGURES];
  const shown = (/** @type {number | null | undefined} */ value) =>
    value === null || value === undefined ? "–" : percent(value);
  const body = thresholds(asked).map((threshold) => {
    const row = rowOf(run, threshold);
    const pruned = row === null || row.pruned === null ? "not reached" : words.count(row.pruned, asked);
    return [
      String(threshold),
      pruned,
      shown(row?.clean),
      shown(dropOf(baseline?.clean, row?.clean)),
      shown(row?.asr),
      shown(row?.goodnet?.clean),
      shown(row?.goodnet?.asr),
    ];
  });
  const rows = [
    [AS_IT_CAME, words.count(0, asked), shown(baseline?.clean), "–", shown(baseline?.asr), "–", "–"],
    ...body,
  ];
  const asr = target === null ? "there are no poisoned images, and so no ASR" : "ASR counts every poisoned image";
  const note = `Per cent of the ${scoredOn} images; ${asr}. ${words.madeMarkdown(asked)}`;
  const beyond = beyondAsr(run, words, model);
  const say = wordsFor(model);
  const paragraphs = verdict.map(({ title, text }) => `**${say(title)}** ${say(text)}`);
  return `${[table(head, rows), note, ...beyond, ...paragraphs].join("\n\n")}\n`;
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  return [head, head.map(() => "--:"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/**
 * What ASR does not tell, under why that matters.
 *
 * @param {Run} run
 * @param {TableWords<Asked>} words
 * @param {Opened} model
 * @returns {string[]} none where there are no poisoned images
 */
function beyondAsr(run, words, model) {
  const say = wordsFor(model);
  const rows = networks(run, model, say).map(({ threshold, figures }) => [
    threshold === null ? AS_IT_CAME : String(threshold),
    ...HEADS.map((_, at) => figures[at]?.text ?? "–"),
  ]);
  if (rows.length === 0) return [];
  return [`**What ASR does not tell.** ${say(WHY)}`, table([words.threshold, ...HEADS], rows), say(MEANING)];
}
