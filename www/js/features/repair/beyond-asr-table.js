/**
 * The table of what ASR does not tell, a click below that of the repaired models.
 *
 * @import { Opened } from "../../client/types.js"
 * @import { Asked, Run } from "../defences/index.js"
 * @import { TableWords } from "../defences/defence.js"
 * @import { Network } from "./beyond-asr.js"
 */

import { byId, setText } from "../../shared/dom.js";
import { wordsFor } from "../../shared/nouns.js";
import { isEnded } from "../defences/run.js";
import { HEADS, MEANING, networks, WHY } from "./beyond-asr.js";
import { figure, line, nothing } from "./cells.js";
import { AS_IT_CAME } from "./words.js";

/**
 * @param {Run} run
 * @param {TableWords<Asked>} words
 * @param {Opened} model
 */
export function drawBeyondAsr(run, words, model) {
  const say = wordsFor(model);
  const found = isEnded(run) ? networks(run, model, say) : [];
  byId("beyond-asr", HTMLDetailsElement).hidden = found.length === 0;
  setText(byId("beyond-asr-why", HTMLElement), say(WHY));
  setText(byId("beyond-asr-meaning", HTMLElement), say(MEANING));
  setText(byId("beyond-asr-threshold", HTMLElement), words.threshold);
  byId("beyond-asr-rows", HTMLTableSectionElement).replaceChildren(...found.map((network) => row(network, words)));
}

/**
 * @param {Network} network
 * @param {TableWords<Asked>} words
 */
function row({ threshold, figures }, words) {
  const cells = HEADS.map((head, at) => {
    const shown = figures[at];
    return shown === undefined ? nothing() : figure(shown.text, shown.around, head);
  });
  return line(threshold === null ? AS_IT_CAME : words.named(threshold), cells);
}
