/**
 * The map of the channels: one button each, coloured by what is known of it, and the table of the same figures.
 *
 * @import { MeanActivations } from "../../client/types.js"
 * @import { Cell } from "./channels.js"
 * @import { State } from "../index.js"
 * @import { Tint } from "./state.js"
 * @import { Draw, Store } from "../../app/store.js"
 */

import { change } from "../../shared/activations.js";
import { byId, html, setText } from "../../shared/dom.js";
import { wordsFor } from "../../shared/nouns.js";
import { pruningRun } from "../defences/pruning/run.js";
import { viewedPruned } from "../defences/pruning/viewed-model.js";
import { cells, columnsFor, shownConvolution, strengths } from "./channels.js";
import { activation } from "../../shared/words.js";

/** A cell's least width and the gap beside it, in the page's text size. */
const LEAST = 2.125;
const GAP = 0.1875;

/**
 * @param {Store} store
 * @returns {Draw}
 */
export function channelMap(store) {
  const grid = byId("cells", HTMLElement);
  const tint = byId("tint", HTMLSelectElement);
  /** By channel. @type {Map<number, HTMLButtonElement>} */
  let buttons = new Map();
  /** The channel that Tab leads to: one stop for the whole map. */
  let stop = 0;

  tint.addEventListener("change", () => store.dispatch({ type: "tint", tint: /** @type {Tint} */ (tint.value) }));
  grid.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button === null) return;
    const channel = Number(button.dataset.channel);
    leadTo(channel);
    store.dispatch({ type: "channel", channel: store.state.channel === channel ? null : channel });
  });
  grid.addEventListener("keydown", (event) => {
    const all = /** @type {HTMLButtonElement[]} */ ([...grid.children]);
    const at = all.findIndex((button) => button === document.activeElement);
    const next = all[moved(event.key, at, all.length, columns(all))];
    if (at === -1 || next === undefined) return;
    event.preventDefault();
    leadTo(Number(next.dataset.channel));
    next.focus();
  });

  let width = 0;
  const layOut = () => {
    const textSize = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const room = Math.floor((width / textSize + GAP) / (LEAST + GAP));
    if (width > 0 && buttons.size > 0) grid.style.setProperty("--columns", String(columnsFor(buttons.size, room)));
  };
  new ResizeObserver(([entry]) => {
    width = entry?.contentRect.width ?? 0;
    layOut();
  }).observe(grid);

  /** @param {number} channel */
  const leadTo = (channel) => {
    stop = channel;
    for (const [one, button] of buttons) button.tabIndex = one === stop ? 0 : -1;
  };

  /** How each button is drawn. @type {WeakMap<HTMLButtonElement, string>} */
  const looks = new WeakMap();
  let layout = "";
  let rows = "";
  /** What the map was drawn from: most steps of a sweep change one cell, and most actions none. @type {unknown[]} */
  let drawn = [];
  return (state) => {
    const convolution = shownConvolution(state);
    const run = pruningRun(state.run);
    const from = [
      state.model,
      convolution?.name,
      run?.ranking,
      viewedPruned(state),
      state.channelActivations,
      state.channel,
      state.tint,
    ];
    if (from.every((value, i) => value === drawn[i])) return;
    drawn = from;
    const now = cells(state);
    const say = wordsFor(state.model);
    const channelActivations =
      state.channelActivations?.convolution === convolution?.name ? state.channelActivations : null;
    const order = `${convolution?.name} ${now.map(({ channel }) => channel).join(" ")}`;
    if (order !== layout) {
      layout = order;
      const focused =
        document.activeElement instanceof HTMLElement && grid.contains(document.activeElement)
          ? Number(document.activeElement.dataset.channel)
          : null;
      buttons = new Map(
        now.map(({ channel }) => [
          channel,
          buttons.get(channel) ??
            html("button", { type: "button", class: "cell", "data-channel": channel }, String(channel)),
        ]),
      );
      grid.replaceChildren(...buttons.values());
      layOut();
      leadTo(now.some(({ channel }) => channel === stop) ? stop : (now[0]?.channel ?? 0));
      if (focused !== null) buttons.get(focused)?.focus();
    }
    tint.value = state.tint;
    const strength = strengths(now.map((cell) => value(cell, state.tint, channelActivations)));
    for (const [i, cell] of now.entries()) {
      const button = buttons.get(cell.channel);
      const look = {
        strength: strength[i] ?? 0,
        name: say(name(cell, channelActivations)),
        pressed: cell.channel === state.channel,
        ...cell,
      };
      // Most stay as they are: writing what is there already makes the browser look at them all again.
      const key = JSON.stringify(look);
      if (button === undefined || looks.get(button) === key) continue;
      looks.set(button, key);
      button.style.setProperty("--strength", look.strength.toFixed(3));
      button.className = `cell${look.pruned ? " is-pruned" : ""}${look.dead ? " is-dead" : ""}`;
      button.setAttribute("aria-pressed", String(look.pressed));
      button.setAttribute("aria-label", look.name);
    }
    grid.classList.toggle("by-change", state.tint === "change");
    byId("map-data", HTMLElement).hidden = run === null || run.ranking === null;
    setText(byId("map-text", HTMLElement), say(legend(state, now, channelActivations)));
    // Which are pruned is not in the table, so scrubbing leaves it alone.
    const figures = `${layout} ${run?.number} ${channelActivations === null}`;
    if (figures === rows) return;
    rows = figures;
    byId("map-rows", HTMLTableSectionElement).replaceChildren(...now.map((cell) => row(cell, channelActivations)));
  };
}

/**
 * @param {Cell} cell
 * @param {Tint} tint
 * @param {MeanActivations | null} channelActivations
 */
function value({ channel, activation }, tint, channelActivations) {
  if (tint === "activation") return activation;
  return channelActivations === null ? null : Math.max(0, change(channelActivations, channel) ?? 0);
}

/**
 * @param {Cell} cell
 * @param {MeanActivations | null} channelActivations
 */
function name({ channel, activation: mean, dead, pruned }, channelActivations) {
  const parts = [`Channel ${channel}`];
  if (mean !== null) parts.push(`activation ${activation(mean)}`);
  if (dead) parts.push("dead on clean faces");
  const by = channelActivations === null ? null : change(channelActivations, channel);
  if (by !== null) parts.push(`the trigger changes it by ${activation(by)}`);
  if (pruned) parts.push("pruned");
  return parts.join(", ");
}

/**
 * @param {State} state
 * @param {Cell[]} now
 * @param {MeanActivations | null} channelActivations
 */
function legend(state, now, channelActivations) {
  const { model, tint } = state;
  const run = pruningRun(state.run);
  if (model === null) return "";
  if (run === null || run.ranking === null)
    return "Once the repair has ranked the channels, their colours show how active clean faces make them. Choose one to look inside.";
  const dead = now.filter((cell) => cell.dead).length;
  const spared = now.filter((cell) => cell.place === null).length;
  const order =
    "In the order in which they are pruned, the least active first; the hatched ones, struck through, are pruned in the model that you look at.";
  const sleepers =
    dead === 0 ? "" : ` ${dead} never wake on clean faces (dotted)${spared > 0 ? " and are spared" : ""}.`;
  const sample =
    tint === "change" && channelActivations !== null
      ? ` Change is the mean over ${channelActivations.images.poisoned} faces with the ${model.trigger} less that over ${channelActivations.images.clean} clean ones.`
      : "";
  return `${order}${sleepers}${sample} Choose a channel to look inside.`;
}

/**
 * @param {Cell} cell
 * @param {MeanActivations | null} channelActivations
 */
function row({ channel, place, activation: mean }, channelActivations) {
  const both = channelActivations?.channels[channel];
  const figures = [
    place === null ? "–" : String(place),
    ...[mean, both?.clean, both?.poisoned].map((value) =>
      value === null || value === undefined ? "–" : activation(value),
    ),
  ];
  return html("tr", {}, html("th", { scope: "row" }, String(channel)), ...figures.map((text) => html("td", {}, text)));
}

/** How many buttons stand beside each other. @param {HTMLElement[]} all */
function columns(all) {
  const below = all.findIndex((button) => button.offsetTop > (all[0]?.offsetTop ?? 0));
  return below === -1 ? all.length : below;
}

/**
 * Where a key leads to.
 *
 * @param {string} key
 * @param {number} at
 * @param {number} count
 * @param {number} across
 */
function moved(key, at, count, across) {
  switch (key) {
    case "ArrowRight":
      return at + 1;
    case "ArrowLeft":
      return at - 1;
    case "ArrowDown":
      return at + across;
    case "ArrowUp":
      return at - across;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return -1;
  }
}
