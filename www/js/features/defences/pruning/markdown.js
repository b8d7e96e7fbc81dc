/**
 * The table of repaired models as Markdown, for a report.
 *
 * @import { Opened } from "../../../client/types.js"
 * @import { PruningRun } from "./run.js"
 */

import { percent } from "../../../shared/words.js";
import { rowOf } from "./run.js";
import { dropOf, recipeLine } from "./words.js";

const HEAD = ["Threshold", "Pruned", "B′ clean, %", "Drop, points", "B′ ASR, %", "G clean, %", "G ASR, %"];

/**
 * @param {PruningRun} run one that is done
 * @param {Pick<Opened, "scoredOn" | "target">} model what was repaired
 * @returns {string} ends with a line break
 */
export function markdown(run, { scoredOn, target }) {
  const { asked, baseline } = run;
  const shown = (/** @type {number | null | undefined} */ value) =>
    value === null || value === undefined ? "–" : percent(value);
  const body = asked.thresholds.map((threshold) => {
    const row = rowOf(run, threshold);
    const pruned = row === null || row.pruned === null ? "not reached" : `${row.pruned} of ${asked.channels}`;
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
    HEAD,
    HEAD.map(() => "--:"),
    ["B, as it came", `0 of ${asked.channels}`, shown(baseline?.clean), "–", shown(baseline?.asr), "–", "–"],
    ...body,
  ];
  const table = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const layer = asked.convolution.replaceAll("`", "");
  const asr = target === null ? "there are no poisoned images, and so no ASR" : "ASR counts every poisoned image";
  return `${table}\n\nPer cent of the ${scoredOn} images; ${asr}. Made with the ${recipeLine(asked.recipe)} on \`${layer}\`.\n`;
}
