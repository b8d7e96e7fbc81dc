/**
 * The chapter that asks the channels: its button, how far it is, and the votes as bars.
 *
 * @import { Draw, Store } from "../../app/store.js"
 * @import { DetectOutcome, Face, LabelVotes } from "../../client/types.js"
 * @import { App, State } from "../index.js"
 * @import { Say } from "../../shared/nouns.js"
 * @import { ScanRun } from "./run.js"
 */

import { byId, goTo, html, setText } from "../../shared/dom.js";
import { wordsFor } from "../../shared/nouns.js";
import { isRunning } from "../defences/run.js";
import { shownConvolution } from "../inspector/channels.js";
import { isScanning, scanShare } from "./run.js";
import { caveat, conclusion, counted, counting, isClear, others, outdated, SHOWN, status } from "./words.js";

/**
 * @param {Store} store
 * @param {App} app
 * @returns {Draw}
 */
export function scan(store, app) {
  const ask = byId("scan", HTMLButtonElement);
  const cancel = byId("scan-cancel", HTMLButtonElement);
  const bar = byId("scan-progress", HTMLProgressElement);
  const result = byId("scan-result", HTMLElement);
  ask.addEventListener("click", () => app.scan.start());
  cancel.addEventListener("click", () => app.scan.cancel());
  byId("scan-channels", HTMLElement).addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button !== null) lookInside(store, Number(button.dataset.channel));
  });

  /** @type {unknown[]} */
  let drawn = [];
  return (state) => {
    const { model, opening, run, scan } = state;
    const say = wordsFor(model);
    const scanning = isScanning(scan);
    ask.setAttribute("aria-disabled", String(model === null || opening !== null || isRunning(run) || scanning));
    if (!scanning && document.activeElement === cancel) ask.focus();
    byId("scan-running", HTMLElement).classList.toggle("is-running", scanning);
    setText(byId("scan-text", HTMLElement), say(status(state)));
    if (scanning && scan !== null && scan.progress.total > 0) bar.value = scanShare(scan);
    else bar.removeAttribute("value");

    const now = outdated(state);
    setText(byId("outdated-scan", HTMLElement), now);
    byId("scan-votes", HTMLElement).classList.toggle("is-outdated", now !== "");
    const outcome = scan?.outcome ?? null;
    result.hidden = outcome === null;
    const inspected = outcome !== null && shownConvolution(state)?.name === outcome.convolution;
    const from = [model, outcome, scan?.faces, inspected];
    if (from.every((value, i) => value === drawn[i])) return;
    drawn = from;
    if (scan !== null && outcome !== null) draw(scan, outcome, say, inspected);
  };
}

/**
 * @param {ScanRun} scan
 * @param {DetectOutcome} outcome
 * @param {Say} say
 * @param {boolean} inspected whether the map below shows the same channels
 */
function draw({ faces }, outcome, say, inspected) {
  const [first] = outcome.votes;
  const said = { said: conclusion, rest: others, caveat, counting };
  for (const [id, words] of Object.entries(said)) setText(byId(`scan-${id}`, HTMLElement), say(words(outcome)));
  const bars = byId("scan-bars", HTMLElement);
  bars.classList.toggle("is-clear", isClear(outcome));
  bars.hidden = first === undefined;
  bars.replaceChildren(
    ...outcome.votes.slice(0, SHOWN).map((votes) => {
      const face = faces.find(({ label }) => label === votes.label);
      return row(votes, first?.votes ?? 1, face, say);
    }),
  );
  byId("scan-voters", HTMLElement).hidden = first === undefined;
  if (first === undefined) return;
  setText(
    byId("scan-voters-title", HTMLElement),
    say(`Channels of ${outcome.convolution} that voted for person ${first.label}`),
  );
  byId("scan-channels", HTMLElement).replaceChildren(
    ...first.channels.map((channel) => html("li", {}, inspected ? voter(channel) : String(channel))),
  );
}

/**
 * @param {LabelVotes} votes
 * @param {number} most the first one's votes
 * @param {Face | undefined} face a photograph, where there is one
 * @param {Say} say
 */
function row({ label, votes }, most, face, say) {
  const bar = html("span", { class: "scan-bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", String(votes / most));
  const name = html("span", {}, say(`Person ${label}`));
  return html("li", {}, ...(face === undefined ? [] : [photograph(face)]), name, bar, html("span", {}, counted(votes)));
}

/** @param {Face} face whom the words beside it name */
function photograph({ clean, width, height }) {
  const canvas = html("canvas", { width, height, "aria-hidden": "true" });
  canvas.getContext("2d")?.putImageData(new ImageData(clean, width, height), 0, 0);
  return canvas;
}

/** @param {number} channel */
function voter(channel) {
  const name = `${channel}: look inside channel ${channel}`;
  return html(
    "button",
    { type: "button", class: "cell", "data-channel": channel, "aria-label": name },
    String(channel),
  );
}

/**
 * Opens a channel in the map of the repair, and leads there.
 *
 * @param {Store} store
 * @param {number} channel
 */
function lookInside(store, channel) {
  store.dispatch({ type: "channel", channel });
  const cell = document.querySelector(`#cells [data-channel="${channel}"]`);
  if (cell instanceof HTMLElement) goTo(cell);
}
