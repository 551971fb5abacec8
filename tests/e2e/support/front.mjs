/** A server before the marketplace, where answers can be kept back, changed or refused, as networks and proxies do. */
import { createServer, request } from "node:http";

export class Front {
  /** Listens; `behind` names the marketplace's origin once there is one. */
  static async open() {
    const front = new Front();
    front.held = [];
    front.holding = false;
    front.change = (headers) => headers;
    front.refuses = () => false;
    front.instead = () => undefined; // what some proxies and hosts answer in another's place: a page of their own
    front.breaks = () => false; // what a gateway answers that finds nobody behind it, and says nothing of caches
    front.says = () => undefined; // what becomes of an answer's text, by its address
    front.keeps = () => false; // which questions are held while the others pass
    front.asked = [];
    front.log = []; // each exchange's headers, both ways
    front.server = createServer((asked, answer) => {
      front.asked.push(asked.url);
      const page = front.instead(asked.url);
      if (front.refuses(asked.url)) asked.destroy();
      else if (front.breaks(asked.url)) answer.writeHead(502, { "access-control-allow-origin": "*", date: new Date().toUTCString() }).end("<h1>Bad gateway</h1>");
      else if (page) answer.writeHead(200, { "content-type": "text/html", "access-control-allow-origin": "*" }).end(page);
      else if (front.holding || front.keeps(asked.url)) front.held.push(() => front.pass(asked, answer));
      else front.pass(asked, answer);
    });
    await new Promise((resolve, reject) => front.server.once("error", reject).listen(0, "127.0.0.1", resolve));
    front.origin = `http://127.0.0.1:${front.server.address().port}`;
    return front;
  }

  pass(asked, answer) {
    const noted = { method: asked.method, url: asked.url, asked: asked.headers };
    this.log.push(noted);
    const says = this.says(asked.url);
    const headers = says ? { ...asked.headers, "accept-encoding": "identity" } : asked.headers;
    const onward = request(this.behind + asked.url, { method: asked.method, headers }, async (found) => {
      noted.answered = this.change({ ...found.headers });
      // Another text is not what the marketplace's tag means: by that a cache would keep it.
      if (says) Object.assign(noted.answered, { etag: '"said"' }), delete noted.answered["content-length"];
      answer.writeHead(found.statusCode, noted.answered);
      if (says) answer.end(says(Buffer.concat(await found.toArray()).toString()));
      else found.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  }

  /** Lets everything go that was kept back. */
  release() {
    this.holding = false;
    this.keeps = () => false;
    for (const pass of this.held.splice(0)) pass();
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
