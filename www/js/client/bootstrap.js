/**
 * A worker that is loaded by URL has no Content-Security-Policy but what its own response carries, and a static host
 * sends none. One that is started from a blob inherits that of who started it, and so does what it imports.
 *
 * The blob imports its module while it runs: the static imports of a blob are the one thing that Firefox does not ask a
 * service worker for. Messages that come meanwhile are kept for the module's listener.
 *
 * @param {string} module the absolute URL of the worker's module
 * @param {"start" | "startInPool"} name the function of it that starts to listen
 * @param {object} [places] what that is called with
 * @returns {string} the URL of the script
 */
export function bootstrap(module, name, places = {}) {
  const source = `
    const early = [];
    const keep = ({ data }) => early.push(data);
    addEventListener("message", keep);
    import(${JSON.stringify(module)}).then(({ ${name} }) => {
      removeEventListener("message", keep);
      ${name}(${JSON.stringify(places)});
      for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
    }).catch((error) => setTimeout(() => { throw error; }));`;
  return URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
}
