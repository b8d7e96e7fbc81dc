// Serves dist/ the way a static host does: plain files, no special headers, at any sub-path.

import { createServer } from "node:http";
import { fileURLToPath, pathToFileURL } from "node:url";
import sirv from "sirv";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));

/**
 * @param {{ base?: string, port?: number, directory?: string }} [options] `base` starts and ends with a slash;
 *   port 0 is any free one.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve({ base = "/", port = 0, directory = DIST } = {}) {
  // `dev` reads files as they are asked for, so that a rebuilt dist/ needs no restart.
  const files = sirv(directory, { dev: true, etag: true });
  const server = createServer((request, response) => {
    const notFound = () => void response.writeHead(404).end("Not found\n");
    if (!request.url?.startsWith(base)) return notFound();
    request.url = `/${request.url.slice(base.length)}`;
    files(request, response, notFound);
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://localhost:${address.port}${base}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Port 8080, or any free one when something else has it. */
async function serveHere() {
  try {
    return await serve({ port: 8080 });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EADDRINUSE") throw error;
    return serve();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await serveHere();
  console.log(`goodnet is at ${url} (Ctrl+C stops it)`);
}
