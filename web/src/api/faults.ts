/** What the server's checks say of a document. */
import type { FaultLine } from "./wire";

export type Fault = FaultLine;

/** A fault as it is sent: what is at its default is left out. */
export type SentFault = Pick<Fault, "code" | "text"> & Partial<Fault>;

/** The same fault with everything filled in. */
export function wholeFault(sent: SentFault): Fault {
  return {
    code: sent.code,
    text: sent.text,
    at: sent.at ?? "",
    node: sent.node || null,
    severity: sent.severity ?? "error",
    suggestion: sent.suggestion ?? null,
  };
}
