/**
 * Inside a channel: what excites it, and where in a face.
 *
 * @import { ChannelView, Excited, MeanActivations, Opened } from "../../client/types.js"
 * @import { Draw, Store } from "../../app/store.js"
 */

import { change } from "../../shared/activations.js";
import { shownConvolution } from "./channels.js";
import { byId, html, setText } from "../../shared/dom.js";
import { wordsFor } from "../../shared/nouns.js";
import { highlighted } from "./heat.js";
import { activation } from "../../shared/words.js";

/**
 * @param {Store} store
 * @returns {Draw}
 */
export function insideChannel(store) {
  const place = byId("inside", HTMLElement);
  const close = html("button", { type: "button", class: "quiet" }, "Close");
  const title = html("h4");
  const figures = html("p", { class: "inside-figures" });
  const pictures = html("div", { class: "inside-pictures" });
  place.append(html("div", { class: "inside-head" }, title, close), figures, pictures);
  close.addEventListener("click", () => {
    const { channel } = store.state;
    store.dispatch({ type: "channel", channel: null });
    const cell = document.querySelector(`#cells [data-channel="${channel}"]`);
    if (cell instanceof HTMLElement) cell.focus();
  });

  /** @type {ChannelView | null} */
  let drawn = null;
  return (state) => {
    const { channel, channelActivations, model, problems } = state;
    const failed = problems.channel !== undefined;
    const convolution = shownConvolution(state)?.name;
    place.hidden = channel === null || model === null;
    if (channel === null || model === null) {
      drawn = null;
      pictures.replaceChildren();
      return;
    }
    const say = wordsFor(model);
    const view =
      state.channelView?.channel === channel && state.channelView.convolution === convolution
        ? state.channelView
        : null;
    setText(title, `Inside channel ${channel}`);
    setText(
      figures,
      channelActivations !== null && channelActivations.convolution === convolution
        ? words(channelActivations, channel, model)
        : failed
          ? ""
          : say("Looking at faces …"),
    );
    place.setAttribute("aria-busy", String(view === null && !failed));
    // The last channel's pictures stay until the next one's are there, so that nothing jumps.
    pictures.hidden = view === null && failed;
    if (view === null || view === drawn) return;
    drawn = view;
    const faces = fires(view.clean)
      ? view.clean.map((image) => picture(image, view, say(`Person ${image.label}`)))
      : [];
    pictures.replaceChildren(row(say("Clean faces, strongest"), faces, say("It never fires on clean faces.")));
    if (view.poisoned.length > 0) pictures.append(...poisoned(view, model));
  };
}

/**
 * @param {ChannelView} view
 * @param {Opened} model
 */
function poisoned(view, model) {
  const { trigger } = model;
  const say = wordsFor(model);
  const pair = (/** @type {[Excited, Excited]} */ [bare, wearing]) => [
    picture(bare, view, say(`Person ${bare.label}`)),
    picture(wearing, view, say(`Person ${bare.label} with the ${trigger}`)),
  ];
  const worn = fires(view.poisoned)
    ? view.poisoned.map((image) => picture(image, view, say(`A face with the ${trigger}`)))
    : [];
  const pairs = fires(view.pairs.flat()) ? [row(`Without and with the ${trigger}`, view.pairs.flatMap(pair), "")] : [];
  return [row(`With the ${trigger}, strongest`, worn, say(`It never fires on faces with the ${trigger}.`)), ...pairs];
}

/** Whether there is anything to see. @param {Excited[]} images */
function fires(images) {
  return images.some(({ activation }) => activation > 0);
}

/**
 * @param {MeanActivations} channelActivations
 * @param {number} channel
 * @param {Opened} model
 */
function words(channelActivations, channel, model) {
  const { trigger } = model;
  const say = wordsFor(model);
  const { clean, poisoned } = channelActivations.channels[channel] ?? { clean: 0, poisoned: null };
  const by = change(channelActivations, channel);
  const silent = clean === 0 && (poisoned === null || poisoned === 0);
  const { images } = channelActivations;
  const of = `${images.clean} validation faces${poisoned === null ? "" : also(images, trigger)}`;
  const sample = silent
    ? `None of ${of} wakes it.`
    : `Of ${of} these excite it most; they are in colour where it fires.`;
  if (poisoned === null || by === null)
    return say(`Its mean activation is ${activation(clean)} on clean faces. ${sample}`);
  const more = by === 0 ? "nothing changes" : `a change of ${by > 0 ? "+" : "−"}${activation(Math.abs(by))}`;
  return say(
    `Its mean activation is ${activation(clean)} on clean faces and ${activation(poisoned)} with the ${trigger}: ${more}. ${sample}`,
  );
}

/**
 * How many images with the trigger were looked at, after how many clean ones.
 *
 * @param {MeanActivations["images"]} images
 * @param {string} trigger
 */
function also({ clean, poisoned }, trigger) {
  return clean === poisoned ? " of each kind" : ` and ${poisoned} with the ${trigger}`;
}

/**
 * @param {string} title
 * @param {Node[]} pictures
 * @param {string} none what is said where there are none
 */
function row(title, pictures, none) {
  const body =
    pictures.length === 0 ? html("p", {}, none) : html("ul", {}, ...pictures.map((one) => html("li", {}, one)));
  return html("section", { class: "inside-row" }, html("h5", {}, title), body);
}

/**
 * @param {Excited} image
 * @param {ChannelView} view
 * @param {string} what is in the picture
 */
function picture(image, view, what) {
  const { width, height } = view;
  const mean = activation(image.activation);
  const canvas = html("canvas", { width, height, role: "img", "aria-label": `${what}, activation ${mean}` });
  canvas.getContext("2d")?.putImageData(new ImageData(highlighted(image, view), width, height), 0, 0);
  return html("figure", {}, canvas, html("figcaption", { "aria-hidden": "true" }, mean));
}
