/** A server that is none: answers from made-up data, so that every page can be looked at without one. `?empty` has none. */
import { answerWith, type Responder } from "../client";
import { announce } from "../stream";
import { flag } from "./flags";
import { ROUTES } from "./routes";

/** What the made-up server answers. */
export const answer: Responder = async (method, path, body) => {
  const url = new URL(path, location.origin);
  for (const [verb, pattern, handler] of ROUTES) {
    const found = verb === method ? url.pathname.match(pattern) : null;
    if (found) return { status: 200, body: handler(found, body, url.searchParams) };
  }
  return method === "GET"
    ? { status: 404, body: { error: { code: "not_found", text: `${path} is not there.` } } }
    : { status: 200, body: {} };
};

const DELAY_MS = 60;

/** Puts the mock in the server's place. */
export function startMock(): void {
  for (const name of ["empty", "many", "setup", "out"])
    if (flag(name)) sessionStorage.setItem(name, "1");
  answerWith(async (...asked) => {
    await new Promise((done) => setTimeout(done, DELAY_MS));
    return answer(...asked);
  });
  if (flag("empty")) return;
  let signals = 412_880;
  setInterval(() => {
    signals += Math.ceil(Math.random() * 9);
    announce("counts", { signals, lag: 0 });
  }, 1200);
}
