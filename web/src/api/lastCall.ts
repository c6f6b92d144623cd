/** The last act of this window as a call of the API, for who wants to do it by a program the next time. */

export interface Call {
  method: string;
  path: string;
  body: unknown;
}

/** What is asked by a body and changes nothing is no act; what carries a secret is never kept. */
const NO_ACT = /^\/api\/(check|audience|asks|previews?)\b|\/(preview|presence)$/;
const SECRET = /^\/api\/(session|setup|password|keys|providers|operators|account)\b/;

let last: Call | null = null;

/** Remembers an act that the server has taken. */
export function noteCall(call: Call): void {
  if (call.method === "GET" || call.body instanceof Blob) return;
  if (!NO_ACT.test(call.path) && !SECRET.test(call.path)) last = call;
}

export const lastCall = (): Call | null => last;

const quoted = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;

/** The call for a shell, where the key stands in LOOPLINE_KEY. */
export function asCurl({ method, path, body }: Call, origin: string): string {
  const lines = [
    `curl --fail-with-body -X ${method} ${quoted(origin + path)}`,
    `-H "Authorization: Bearer $LOOPLINE_KEY"`,
  ];
  if (body !== undefined)
    lines.push(
      `-H 'Content-Type: application/json'`,
      `--data-binary ${quoted(JSON.stringify(body))}`,
    );
  return lines.join(" \\\n  ");
}
