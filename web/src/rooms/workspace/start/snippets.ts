/** The first event, in four ways. The key is put in where one is known: in a web page it is a browser key. */
import type { KeyRole } from "@/api/wire";

export interface Snippet {
  id: string;
  name: string;
  role: KeyRole;
  text: (origin: string, key: string) => string;
}

export const SNIPPETS: Snippet[] = [
  {
    id: "curl",
    name: "curl",
    role: "server",
    text: (origin, key) => `curl ${origin}/v1/track \\
  -u ${key}: \\
  -H 'content-type: application/json' \\
  -d '{"userId": "ann", "event": "signed_up",
       "properties": {"plan": "free"}}'`,
  },
  {
    id: "python",
    name: "Python",
    role: "server",
    text: (
      origin,
      key,
    ) => `import segment.analytics as analytics   # pip install segment-analytics-python

analytics.write_key = "${key}"
analytics.host = "${origin}"
analytics.track("ann", "signed_up", {"plan": "free"})
analytics.flush()`,
  },
  {
    id: "node",
    name: "Node",
    role: "server",
    text: (origin, key) => `await fetch("${origin}/v1/track", {
  method: "POST",
  headers: {
    "content-type": "application/json",
    authorization: "Basic " + btoa("${key}:"),
  },
  body: JSON.stringify({
    userId: "ann", event: "signed_up", properties: { plan: "free" },
  }),
});`,
  },
  {
    id: "browser",
    name: "Browser",
    role: "browser",
    text: (origin, key) => `navigator.sendBeacon("${origin}/v1/batch", new Blob([JSON.stringify({
  writeKey: "${key}",
  batch: [{ type: "track", userId: "ann", event: "signed_up",
            properties: { plan: "free" } }],
})], { type: "application/json" }));`,
  },
];
