/** Speaks with the server: the list, the stream and what is told of messages. It knows nothing of the page's looks. */
export interface Message {
  key: string;
  number: number;
  expires_at: number | null;
  display: "banner" | "modal" | "inbox";
  trigger: string;
  priority: "low" | "normal" | "high";
  title: string;
  body: string;
  url: string;
  payload: unknown;
  shown_at: number | null;
  read_at: number | null;
  dismissed_at: number | null;
}
export type Mark = "shown" | "read" | "clicked" | "dismissed";

interface Options {
  /** The address of the inbox, without a slash at its end. */
  api: string;
  token: string;
  /** Where the page gets a fresh token, as text; "" when it cannot. */
  tokenUrl: string;
  /** Messages of the whole list, or one that has just come or was marked. */
  take: (messages: Message[], isList: boolean) => void;
}

const SILENT_MS = 45_000;
const WAIT_MAX_S = 60;

/** Listens for as long as the page is looked at; the answer tells of a message, and again later where that fails. */
export function connect({
  api,
  token,
  tokenUrl,
  take,
}: Options): (key: string, mark: Mark) => void {
  const untold = new Set<string>();

  async function ask(path: string, options: RequestInit = {}): Promise<Response> {
    if (!token && tokenUrl) {
      token = (await (await fetch(tokenUrl)).text()).trim();
    }
    const headers = { ...options.headers, Authorization: `Bearer ${token}` };
    const answer = await fetch(api + path, { ...options, headers });
    if (answer.status === 401) token = "";
    if (!answer.ok) throw answer.status;
    return answer;
  }

  async function send(body: string): Promise<void> {
    try {
      await ask("/marks", { method: "POST", body, keepalive: true });
    } catch (fault) {
      if (fault !== 404) return; // told again once we are connected again
    }
    untold.delete(body);
  }

  async function listen(last: number, alive: () => void): Promise<void> {
    const stop = new AbortController();
    const end = () => document.hidden && stop.abort(); // a browser has few connections for all of its tabs
    document.addEventListener("visibilitychange", end);
    let silence = 0;
    const heard = () => {
      clearTimeout(silence);
      silence = window.setTimeout(() => stop.abort(), SILENT_MS);
    };
    try {
      heard();
      const answer = await ask("/stream", {
        headers: { "Last-Event-ID": `${last}` },
        signal: stop.signal,
      });
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; ;) {
        const { done, value } = await reader.read();
        if (done) return;
        heard();
        alive();
        const events = (text + value).split("\n\n");
        text = events.pop()!;
        for (const event of events) {
          const data = event.split("\ndata: ")[1];
          if (data) take([JSON.parse(data)], false);
        }
      }
    } finally {
      clearTimeout(silence);
      document.removeEventListener("visibilitychange", end);
    }
  }

  async function run(): Promise<void> {
    for (let wait = 1; ; wait = Math.min(wait * 2, WAIT_MAX_S)) {
      if (!document.hidden)
        try {
          const list = await (await ask("?limit=100")).json();
          take(list.messages, true);
          untold.forEach(send);
          await listen(list.last, () => (wait = 1));
        } catch {
          if (!token && !tokenUrl) return; // this page has no other token
        }
      await new Promise((resolve) => {
        setTimeout(resolve, wait * 1_000 * (0.5 + Math.random()));
        document.addEventListener("visibilitychange", resolve, { once: true });
      });
    }
  }

  void run();
  return (key, mark) => {
    const body = JSON.stringify({ key, mark });
    untold.add(body);
    void send(body);
  };
}
