/** The server of a test: the mock's answers, those of the test before them, and what was asked. */
import { answerWith } from "@/api/client";
import { answer } from "@/api/mock/server";

export interface Asked {
  method: string;
  path: string;
  body: unknown;
}

/** By method and path without its query, such as "PUT /api/workspace"; a function is asked each time.
 * "GET *" answers all that is read, but who is signed in. */
export type Answers = Record<string, unknown>;

/** An answer that is no success. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: string,
    readonly more: object = {},
  ) {}
}

export interface Server {
  /** What was asked with a method other than GET, oldest first. */
  said: () => Asked[];
  /** What was asked of a path, whatever the method. */
  asked: (path: string) => Asked[];
}

/** Stands in for the server until the next call. */
export function serve(answers: Answers = {}): Server {
  const all: Asked[] = [];
  answerWith(async (method, path, body) => {
    all.push({ method, path, body });
    const at = `${method} ${path.split("?")[0] ?? ""}`;
    const rest = method === "GET" && at !== "GET /api/session" ? answers["GET *"] : undefined;
    const known = answers[at] ?? rest;
    const own: unknown = typeof known === "function" ? await (known as () => unknown)() : known;
    if (own instanceof Refusal)
      return {
        status: own.status,
        body: { error: { code: own.code, text: own.text }, ...own.more },
      };
    return own === undefined ? answer(method, path, body) : { status: 200, body: own };
  });
  return {
    said: () => all.filter((one) => one.method !== "GET"),
    asked: (path) => all.filter((one) => one.path.split("?")[0] === path),
  };
}
