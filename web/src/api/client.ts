/** The one place that talks to the server; every failure becomes an ApiError with a stable code and a next step. */
import { noteCall } from "./lastCall";
import { language } from "@/language/chosen";
import { t } from "@/language/t";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    text: string,
    readonly at: string = "",
    readonly body: unknown = null,
  ) {
    super(text);
    this.name = "ApiError";
  }
}

interface ErrorBody {
  error?: { code?: string; text?: string; at?: string };
}

/** The server could not be reached. */
export const noAnswer = (): ApiError =>
  new ApiError(
    0,
    "offline",
    t("The server does not answer. Check that Loopline is running, then try again."),
  );

/** Answers instead of the server (tests and `vite --mode mock`). */
export type Responder = (
  method: string,
  path: string,
  body: unknown,
) => Promise<{ status: number; body: unknown }>;

/** Something that happens now and then, and those who want to hear of it; leaving is the answer of `on`. */
function bell() {
  const listeners = new Set<() => void>();
  return {
    ring: () => listeners.forEach((tell) => tell()),
    on: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Whether anybody hears it. */
    isHeard: () => listeners.size > 0,
  };
}

/** The server says that nobody is signed in (any more). */
export const signedOut = bell();
/** Somebody has signed in again in place, so that what could not be saved is saved now. */
export const signedIn = bell();

/** Somebody has left by the door: what this tab kept for them is no next one's to read. */
export const leftForGood = bell();

/** Lets somebody sign in over the page that they are on, and waits: what was asked goes on by itself then. */
function inPlace(): Promise<void> {
  return new Promise((goOn) => {
    const off = signedIn.on(() => {
      off();
      goOn();
    });
    signedOut.ring();
  });
}

let responder: Responder | null = null;

/** Puts a responder in the server's place; null puts the server back. */
export function answerWith(next: Responder | null): void {
  responder = next;
}

async function send(
  method: string,
  path: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<{ status: number; body: unknown }> {
  if (responder) return responder(method, path, body);
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Accept-Language": language, // what the server says in sentences is in the language of the page
  };
  if (method !== "GET") headers["X-Loopline-Studio"] = "1";
  const raw = body instanceof Blob;
  if (body !== undefined)
    headers["Content-Type"] = raw ? "application/octet-stream" : "application/json";
  const answer = await fetch(path, {
    method,
    headers,
    credentials: "same-origin",
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const text = await answer.text();
  try {
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  } catch {
    return { status: answer.ok ? 502 : answer.status, body: null };
  }
}

/** One request. Raises ApiError; `offline` when there was no answer at all. */
export async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  let answer: { status: number; body: unknown };
  try {
    answer = await send(method, path, body, signal);
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw noAnswer();
  }
  if (answer.status < 400) {
    noteCall({ method, path, body });
    return answer.body as T;
  }
  const error = (answer.body as ErrorBody | null)?.error;
  if (answer.status === 401 && error?.code === "signed_out" && signedOut.isHeard()) {
    await inPlace();
    return request<T>(method, path, body, signal);
  }
  const text =
    error?.text ??
    t`The server answered ${answer.status}. Try again; if it goes on, look at the server's log.`;
  throw new ApiError(
    answer.status,
    error?.code ?? `http_${answer.status}`,
    text,
    error?.at ?? "",
    answer.body,
  );
}

export const get = <T>(path: string, signal?: AbortSignal) =>
  request<T>("GET", path, undefined, signal);
export const post = <T>(path: string, body: unknown = {}) => request<T>("POST", path, body);
export const put = <T>(path: string, body: unknown) => request<T>("PUT", path, body);
export const remove = <T>(path: string) => request<T>("DELETE", path);

/** "?a=1&b=2" of what is set. */
export function query(values: Record<string, string | number | undefined | null>): string {
  const pairs = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return text ? `?${text}` : "";
}
