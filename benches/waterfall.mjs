/** Which request waits for which: one first view, request by request, in milliseconds since navigation. */
import { Chromium } from "./chromium.mjs";
import { Relay } from "./relay.mjs";
import { table, number } from "./table.mjs";
import { later, opened, visit } from "./visit.mjs";

export async function waterfall(world, contender, line) {
  const relay = line.relay && (await Relay.open({ port: world.port, ...line.relay }));
  const browser = await Chromium.open({ port: relay?.port ?? world.port, pin: world.pin });
  const page = await opened(browser, contender, { line });
  world.version = browser.version;
  const rows = new Map();
  let begun;
  page.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => {
    begun ??= timestamp;
    rows.set(requestId, { url: request.url, method: request.method, asked: timestamp });
  });
  page.on("Network.responseReceived", ({ requestId, response: { timing }, timestamp }) => {
    const row = rows.get(requestId);
    // Before it is sent a request may wait for a connection, or for its preflight.
    if (row && timing) Object.assign(row, { sent: timing.requestTime + timing.sendStart / 1000, connected: timing.connectEnd > 0 });
    if (row) row.answered = timing ? timing.requestTime + timing.receiveHeadersEnd / 1000 : timestamp;
  });
  page.on("Network.loadingFinished", ({ requestId, timestamp }) => rows.has(requestId) && (rows.get(requestId).done = timestamp));
  const seen = await visit(page, contender);
  await later(500);
  await browser.close();
  relay?.close();
  const at = (time) => number(time && (time - begun) * 1000);
  const told = [...rows.values()].filter(({ url }) => !url.startsWith("data:"));
  const cells = ({ url, method, asked, sent, answered, done, connected }) => [
    `${method} ${new URL(url).host}${new URL(url).pathname.replace(/\?.*/, "")}${connected ? " (new connection)" : ""}`,
    ...[asked, sent, answered, done].map(at),
  ];
  const title = `${contender.name}, ${line.name}: cards at ${number(seen.cards)} ms`;
  return `${title}\n\n${table(["request", "asked for", "sent", "answer begins", "answer ends"], told.map(cells))}`;
}
