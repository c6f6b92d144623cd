/** Live news from the server: counts, sampled signals and changed journeys, as server-sent events. */
import type { CommentNews, PresenceNews } from "./wire";

export interface Counts {
  signals: number;
  lag?: number;
  [key: string]: number | undefined;
}

export interface SeenSignal {
  person: string;
  name: string;
  at: number;
}

export interface News {
  presence: PresenceNews;
  comments: CommentNews;
  counts: Counts;
  signal: SeenSignal;
  journey: { id: string };
}

type Listener<K extends keyof News> = (news: News[K]) => void;

const listeners: { [K in keyof News]: Set<Listener<K>> } = {
  counts: new Set(),
  signal: new Set(),
  journey: new Set(),
  presence: new Set(),
  comments: new Set(),
};
let source: EventSource | null = null;

/** Tells everybody who listens; also how the mock speaks. */
export function announce<K extends keyof News>(kind: K, news: News[K]): void {
  for (const listener of listeners[kind]) listener(news);
}

function hear<K extends keyof News>(kind: K): void {
  source?.addEventListener(kind, (event: MessageEvent<string>) => {
    try {
      announce(kind, JSON.parse(event.data) as News[K]);
    } catch {
      // a line that cannot be read is left out; the next one will do
    }
  });
}

/** Starts listening to the server once; the browser reconnects by itself. */
export function openStream(): void {
  if (source || typeof EventSource === "undefined") return;
  source = new EventSource("/api/stream");
  hear("counts");
  hear("signal");
  hear("journey");
  hear("presence");
  hear("comments");
}

/** Stops listening to the server (after signing out). */
export function closeStream(): void {
  source?.close();
  source = null;
}

/** Calls `listener` with each piece of news of a kind; the answer takes it off again. */
export function onNews<K extends keyof News>(kind: K, listener: Listener<K>): () => void {
  const all = listeners[kind];
  all.add(listener);
  return () => all.delete(listener);
}
