/** A file of this computer as the server takes it. */
import { t } from "@/language/t";

/** "Terms 2026.pdf" as "terms_2026": how messages name it. */
export const idOf = (name: string): string =>
  name
    .replace(/\.[^.]*$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 64);

/** The type that the browser tells, where it tells one. */
export const typeOf = (file: File): string => file.type || "application/octet-stream";

/** The bytes in base64. Rejects when the file cannot be read. */
export function inBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = String(reader.result);
      resolve(url.slice(url.indexOf(",") + 1));
    };
    reader.onerror = () => reject(new Error(t("The file cannot be read. Choose it again.")));
    reader.readAsDataURL(file);
  });
}

/** 2,400 as "2.4 KB". */
export function sizeOf(bytes: number): string {
  if (bytes < 1_000) return t`${bytes} bytes`;
  const [unit, by] = bytes < 1_000_000 ? ["KB", 1_000] : ["MB", 1_000_000];
  return `${(bytes / Number(by)).toFixed(1)} ${unit}`;
}
