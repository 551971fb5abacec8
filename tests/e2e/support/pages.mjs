/** Partners' pages, on `localhost` where the marketplace is on 127.0.0.1: to a browser, two sites. */
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const KINDS = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

export class Pages {
  /**
   * Serves a folder, or pages given as `{ "/path": "<html>" }`. `market()` answers the marketplace's origin, which
   * stands in for the one that pages are written with. `headers` go with every answer.
   */
  static async serve({ folder, pages = {}, market = () => undefined, headers = () => ({}) }) {
    const site = new Pages();
    site.log = []; // the headers that pages were asked for with
    site.server = createServer((request, answer) => {
      site.log.push({ url: request.url, asked: request.headers });
      site.answer({ folder, pages, market, headers }, request, answer).catch((error) => answer.destroy(error));
    });
    await new Promise((resolve, reject) => site.server.once("error", reject).listen(0, "localhost", resolve));
    site.port = site.server.address().port;
    site.origin = `http://localhost:${site.port}`;
    site.pages = pages;
    return site;
  }

  async answer({ folder, pages, market, headers }, request, answer) {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const found = path in pages ? [pages[path], KINDS[extname(path)] ? extname(path) : ".html"] : folder && (await read(folder, path));
    if (!found) return answer.writeHead(404, { "content-type": "text/plain" }).end("There is no such page here.");
    let [body, kind] = found;
    if (kind === ".html" && market()) body = String(body).replaceAll("http://127.0.0.1:7420", market());
    answer.writeHead(200, { "content-type": KINDS[kind] ?? "application/octet-stream", "cache-control": "no-store", ...headers() });
    return answer.end(body);
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function read(folder, path) {
  const inside = normalize(path);
  if (inside.split("/").includes("..")) return undefined;
  let file = join(folder, inside);
  const about = await stat(file).catch(() => undefined);
  if (about?.isDirectory()) file = join(file, "index.html");
  const body = await readFile(file).catch(() => undefined);
  return body && [body, extname(file)];
}
