/**
 * Paragraphs of verdicts that several defences write. No DOM here.
 *
 * @import { Paragraph } from "./defence.js"
 * @import { BaseRun } from "./run.js"
 */

import { percent } from "../../shared/words.js";
import { BEATEN } from "./ending.js";

/**
 * @param {Pick<BaseRun, "status">} run
 * @returns {Paragraph | null} of a repair that did not come to its end
 */
export function stopped({ status }) {
  if (status !== "cancelled" && status !== "failed") return null;
  const how = status === "failed" ? "The repair stopped" : "Cancelled";
  return { title: "No model was kept.", text: `${how} before all repaired models were scored.` };
}

/**
 * @param {Pick<BaseRun, "baseline">} run
 * @param {string} defence its name
 * @returns {Paragraph | null} of a network that was not attacked, as far as is known
 */
export function unattacked({ baseline }, defence) {
  if (baseline === null || (baseline.asr !== null && baseline.asr >= BEATEN)) return null;
  return baseline.asr === null
    ? {
        title: "Nothing is known of the attack.",
        text: `There are no poisoned images, so nobody can say whether ${defence} removed the backdoor. Bring some to find out.`,
      }
    : {
        title: "There is no attack to remove.",
        text: `The network as it came takes ${percent(baseline.asr)}% of the poisoned images for the target, so the figures say nothing of what ${defence} does to a backdoor.`,
      };
}

/**
 * A clean accuracy, and what it costs.
 *
 * @param {number | null} clean per cent
 * @param {number} drop points
 */
export function priced(clean, drop) {
  return `${percent(clean)}%, ${percent(Math.abs(drop))} points ${drop < 0 ? "more" : "less"} than before`;
}
