/** Files of people, events and the like: opened, sent in parts, tried, started, watched. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, put, remove } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;
const PART_BYTES = 1 << 20;
const LOOK_MS = 1_000;

const isGoing = (one: wire.ImportView): boolean => one.state === "running";

export const imports = () =>
  queryOptions({
    queryKey: ["imports"],
    queryFn: ({ signal }) => get<wire.ImportList>("/api/imports", signal),
    refetchInterval: ({ state }) => (state.data?.imports.some(isGoing) ? LOOK_MS : false),
  });

export const oneImport = (id: string) =>
  queryOptions({
    queryKey: ["imports", id],
    queryFn: ({ signal }) => get<wire.ImportView>(`/api/imports/${path(id)}`, signal),
    refetchInterval: ({ state }) => (state.data && !isGoing(state.data) ? false : LOOK_MS),
  });

export const startImport = (id: string) => post<wire.ImportView>(`/api/imports/${path(id)}/start`);
export const cancelImport = (id: string) =>
  post<wire.ImportView>(`/api/imports/${path(id)}/cancel`);
export const forgetImport = (id: string) => remove<null>(`/api/imports/${path(id)}`);
export const refusedOf = (id: string) => `/api/imports/${path(id)}/refused`;

export interface Options {
  kind: wire.ImportKind;
  silent: boolean;
  map: readonly string[];
  set: Readonly<Record<string, string>>;
}

/** The identity by which the same file is the same import, in hex. */
export async function digest(file: File): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Sends a file, and tries it: nothing of it is stored as people by that. The parts that have arrived before are not sent
 * again. `told` hears how many bytes have arrived.
 */
export async function tried(
  file: File,
  sha256: string,
  options: Options,
  told: (bytes: number) => void,
): Promise<{ view: wire.ImportView; trial: wire.ImportTrial }> {
  let view = await post<wire.ImportView>("/api/imports", {
    name: file.name,
    sha256,
    size: file.size,
    kind: options.kind,
    silent: options.silent,
    map: options.map,
    set: options.set,
  });
  while (view.state === "uploading") {
    const from = view.received;
    const part = file.slice(from, from + PART_BYTES);
    view = await put<wire.ImportView>(`/api/imports/${path(view.id)}/content?offset=${from}`, part);
    told(view.received);
    if (part.size === 0) break;
  }
  return { view, trial: await post<wire.ImportTrial>(`/api/imports/${path(view.id)}/try`) };
}
