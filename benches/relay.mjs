/**
 * A slow line before a server: what a browser's own throttling does not charge, this does. Setting a connection up costs
 * a round trip, TLS's and every preflight's bytes travel, and all connections share one bandwidth in each direction, packet by
 * packet in turn. TCP's slow start and losses are not played.
 */
import { connect, createServer } from "node:net";

export class Relay {
  /** Listens before `port`. `bits`: a second, in each direction. `latency`: milliseconds there and back. */
  static async open({ port, bits, latency }) {
    const relay = new Relay();
    relay.up = new Line(bits, latency / 2);
    relay.down = new Line(bits, latency / 2);
    relay.server = createServer({ noDelay: true, allowHalfOpen: true }, (browser) => {
      const server = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
      // The browser's end is open at once; the first bytes wait as long as the handshake would have taken.
      relay.up.join(browser, server, performance.now() + latency);
      relay.down.join(server, browser, 0);
      browser.on("error", () => server.destroy());
      server.on("error", () => browser.destroy());
    });
    await new Promise((resolve) => relay.server.listen(0, "127.0.0.1", resolve));
    relay.port = relay.server.address().port;
    return relay;
  }

  close() {
    this.server.close();
  }
}

/** One direction. */
class Line {
  #queues = new Set();
  #flying = [];
  #free = 0;
  #timer;

  constructor(bits, latency) {
    Object.assign(this, { bits, latency });
  }

  /** Carries what `from` sends to `to`, none of it before `opened`. */
  join(from, to, opened) {
    const queue = { packets: [], bytes: 0, from, to, opened };
    const add = (packet) => {
      queue.packets.push(packet);
      queue.bytes += packet.length;
      this.#queues.add(queue);
    };
    from.on("data", (bytes) => {
      for (let at = 0; at < bytes.length; at += PACKET) add(bytes.subarray(at, at + PACKET));
      if (queue.bytes > WINDOW) from.pause();
      this.#turn();
    });
    from.on("end", () => {
      add(END);
      this.#turn();
    });
  }

  /** Sends what the line has room for now, a packet of each queue in turn, and delivers what has arrived. */
  #turn() {
    clearTimeout(this.#timer);
    const now = performance.now();
    this.#free = Math.max(this.#free, now - 1);
    while (this.#free <= now) {
      const queue = [...this.#queues].find(({ opened }) => opened <= now);
      if (!queue) break;
      this.#queues.delete(queue);
      const packet = queue.packets.shift();
      if (queue.packets.length) this.#queues.add(queue); // behind the others
      queue.bytes -= packet.length;
      if (queue.bytes < WINDOW / 2) queue.from.resume();
      this.#free += ((packet.length + HEADERS) * 1000 * 8) / this.bits;
      this.#flying.push({ at: this.#free + this.latency, to: queue.to, packet });
    }
    while (this.#flying.length && this.#flying[0].at <= now) deliver(this.#flying.shift());
    const opens = [...this.#queues].map(({ opened }) => Math.max(opened, this.#free));
    const next = Math.min(...opens, this.#flying[0]?.at ?? Infinity);
    if (next < Infinity) this.#timer = setTimeout(() => this.#turn(), Math.max(0, next - now));
  }
}

function deliver({ to, packet }) {
  if (!to.writable) return;
  if (packet === END) to.end();
  else to.write(packet);
}

const END = Buffer.alloc(0);
const PACKET = 1460;
/** IP's and TCP's, a packet. */
const HEADERS = 40;
/** What waits in a queue before its sender is held up. */
const WINDOW = 32_768;
