/**
 * Has a service worker keep the page, so that it opens without a network. It comes when all else is there, so that it
 * takes nothing from a first visit; a newer version takes over at the next one.
 *
 * @import { Opened } from "../../client/types.js"
 * @import { Order } from "../../service-worker.js"
 * @import { Draw } from "../../app/store.js"
 */

import { byId, isEmbedded, setText } from "../../shared/dom.js";

/** @returns {Draw} */
export function offline() {
  const { serviceWorker } = navigator;
  // A page inside another one leaves nothing behind in the browser; and only https and localhost have a service worker.
  if (isEmbedded() || serviceWorker === undefined) return () => {};
  void takeOver(serviceWorker);

  /** @type {Opened | null} */
  let held = null;
  return ({ model, scenario, userModel }) => {
    if (model === null || model === held) return;
    held = model;
    keep(serviceWorker, model.ownImages ? "own" : userModel === null ? (scenario ?? "") : "").then(
      () => setText(byId("offline", HTMLElement), "This browser has kept the page: it opens without a network, too."),
      (/** @type {Error} */ { message }) =>
        setText(
          byId("offline", HTMLElement),
          `This browser has not kept the page for times without a network: ${message}`,
        ),
    );
  };
}

/**
 * The version that an earlier visit fetched in the background takes over, unless another tab uses the old one.
 *
 * @param {ServiceWorkerContainer} serviceWorker
 */
async function takeOver(serviceWorker) {
  const registration = await serviceWorker.getRegistration();
  const scope = new URL(".", location.href).href;
  if (registration?.scope !== scope || registration.waiting === null) return;
  serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage(/** @satisfies {Order} */ ({ type: "take-over" }));
}

/**
 * @param {ServiceWorkerContainer} serviceWorker
 * @param {string} use what is open, by what its files are for
 */
async function keep(serviceWorker, use) {
  const registration = await serviceWorker.register("sw.js");
  const { active } = registration.active === null ? await installed(registration) : registration;
  active?.postMessage(/** @satisfies {Order} */ ({ type: "hold", use }));
}

/**
 * Waits for the first version; `ready` would wait for ever where it cannot be installed.
 *
 * @param {ServiceWorkerRegistration} registration
 * @returns {Promise<ServiceWorkerRegistration>}
 */
async function installed(registration) {
  const coming = registration.installing ?? registration.waiting;
  if (coming === null) throw new Error("its service worker could not be installed");
  await new Promise((resolve, reject) => {
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated") resolve(undefined);
      if (coming.state === "redundant") reject(new Error("not all of its files could be fetched"));
    });
  });
  return registration;
}
