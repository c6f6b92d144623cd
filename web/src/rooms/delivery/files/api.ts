/** Files that mails carry: taken in, given back. They are listed with all content. */
import { post } from "@/api/client";
import type * as wire from "@/api/wire";

/** As many bytes as one file may have, and all files of a mail together. */
export const FILE_BYTES_MAX = 10 * 1024 * 1024;

export const addFile = (body: wire.FileBody) => post<wire.Pushed>("/api/files", body);

export const contentAt = (id: string): string => `/api/files/${encodeURIComponent(id)}`;
