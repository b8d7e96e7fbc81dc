/**
 * The table of repaired models as Markdown, and the verdict on them, for a report.
 *
 * @import { Opened } from "../../client/types.js"
 * @import { Paragraph } from "../defences/defence.js"
 * @import { Run } from "../defences/index.js"
 */

import { capital, percent } from "../../shared/words.js";
import { defenceOf } from "../defences/index.js";
import { rowOf } from "../defences/run.js";
import { dropOf } from "./words.js";

const FIGURES = ["B′ clean, %", "Drop, points", "B′ ASR, %", "G clean, %", "G ASR, %"];

/**
 * @param {Run} run one that is done
 * @param {Pick<Opened, "scoredOn" | "target">} model what was repaired
 * @param {Paragraph[]} verdict what the page says came of it
 * @returns {string} ends with a line break
 */
export function markdown(run, { scoredOn, target }, verdict) {
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
    head,
    head.map(() => "--:"),
    ["B, as it came", words.count(0, asked), shown(baseline?.clean), "–", shown(baseline?.asr), "–", "–"],
    ...body,
  ];
  const table = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const asr = target === null ? "there are no poisoned images, and so no ASR" : "ASR counts every poisoned image";
  const note = `Per cent of the ${scoredOn} images; ${asr}. ${words.madeMarkdown(asked)}`;
  const paragraphs = verdict.map(({ title, text }) => `**${title}** ${text}`);
  return `${[table, note, ...paragraphs].join("\n\n")}\n`;
}
