// Runs in the page while it is worked on: the page follows its files.

const changes = new EventSource("changes");
let lost = false;

changes.addEventListener("change", ({ data }) => {
  if (data === "page") return location.reload();
  for (const style of /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll("link[rel=stylesheet]"))) {
    const address = new URL(style.href);
    address.search = `?${Date.now()}`;
    style.href = address.href;
  }
});
changes.addEventListener("error", () => (lost = true));
// The server was started again, perhaps with other modules.
changes.addEventListener("open", () => lost && location.reload());

// A page that is kept would not follow.
if (navigator.serviceWorker !== undefined) {
  navigator.serviceWorker.register = () => Promise.reject(new Error("it is served from the files that you work on."));
}
