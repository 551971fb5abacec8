/** What can become of an exchange on its way. Each is told what it may do by `Passage` (proxy.mjs). */

/** Of a cart's or a checkout's exchange. */
export const FATES = {
  "lost on the way there": (passage) => passage.drop(),
  "lost on the way back": async (passage) => {
    await passage.ask();
    passage.drop();
  },
  "late there": async (passage) => {
    await passage.wait();
    passage.give(await passage.ask());
  },
  "late back": async (passage) => {
    const answer = await passage.ask();
    await passage.wait();
    passage.give(answer);
  },
  "cut in the middle": async (passage) => passage.cut(await passage.ask()),
  "twice there, late back": async (passage) => {
    await passage.ask();
    await passage.wait();
    passage.give(await passage.ask());
  },
  "answered, and again there later": async (passage) => {
    passage.give(await passage.ask());
    await passage.wait();
    await passage.ask();
  },
  "503 with Retry-After": (passage) => passage.give(refusal(503, "busy")),
  "429": (passage) => passage.give(refusal(429, "too_many_requests")),
  "409 in progress": (passage) => passage.give(refusal(409, "request_in_progress")),
  "done, and 502 of a gateway": async (passage) => {
    await passage.ask();
    passage.give(GATEWAY);
  },
  "a portal's page with 200": (passage) => passage.give(PORTAL),
  "wrong bytes": async (passage) => {
    const { status, headers, body } = await passage.ask();
    const wrong = Buffer.from(body);
    for (let place = passage.chance.between(0, 7); place < wrong.length; place += 8) wrong[place] ^= 0xa5;
    passage.give({ status, headers, body: wrong }, { good: false });
  },
  "reset amid the headers": (passage) => passage.reset(),
  "done, and reset amid the headers": async (passage) => {
    await passage.ask();
    passage.reset();
  },
};

/** Of a question whether the exchange is allowed (CORS preflight). */
export const FATES_OF_PREFLIGHTS = {
  "preflight lost": FATES["lost on the way there"],
  "preflight late": FATES["late there"],
  "preflight refused by a gateway": (passage) => passage.give(GATEWAY),
  "preflight reset amid the headers": FATES["reset amid the headers"],
};

/** As the marketplace itself refuses: readable for every page. */
function refusal(status, code) {
  const headers = { "content-type": "application/json", "retry-after": "1", "access-control-allow-origin": "*", "access-control-expose-headers": "Retry-After" };
  return { status, headers, body: Buffer.from(JSON.stringify({ code, content: "Not now." })) };
}

/** A gateway knows nothing of other origins' pages: they cannot read its answer. */
const GATEWAY = { status: 502, headers: { "content-type": "text/html" }, body: Buffer.from("<h1>Bad gateway</h1>") };
const PORTAL = {
  status: 200,
  headers: { "content-type": "text/html; charset=utf-8", "access-control-allow-origin": "*" },
  body: Buffer.from("<!doctype html><title>Welcome</title><p>Agree to our terms and go online."),
};
