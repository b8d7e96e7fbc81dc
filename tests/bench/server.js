// Serves what the bench's pages need, from several folders: like GitHub Pages, or with the headers that threads need.

import { createServer } from "node:http";
import sirv from "sirv";

/** With these a page may share memory between threads. No static host sends them. */
const ISOLATION = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/**
 * @param {Record<string, string>} folders a URL's first part -> the folder whose files it names
 * @param {{ isolated: boolean }} options
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveFolders(folders, { isolated }) {
  const files = new Map(
    Object.entries(folders).map(([part, folder]) => [part, sirv(folder, { dev: true, etag: true })]),
  );
  const server = createServer((request, response) => {
    const notFound = () => void response.writeHead(404).end("Not found\n");
    const [, part, rest] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? "") ?? [];
    const find = files.get(part);
    if (find === undefined) return notFound();
    for (const [name, value] of Object.entries(isolated ? ISOLATION : {})) response.setHeader(name, value);
    request.url = rest;
    find(request, response, notFound);
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "localhost", () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://localhost:${address.port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
