/** How a text travels by SMS: its alphabet, and the segments that are paid for. The server counts the same way. */
import { t } from "@/language/t";

const PLAIN = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]$/u;
const DOUBLE = /^[\f^{}\\[~\]|€]$/u;

interface Counted {
  segments: number;
  alphabet: string;
  wide?: string;
}

export interface SmsText {
  segments: number;
  wide: string[];
}

/** One letter outside the GSM alphabet makes all of them wide: 70 to a segment instead of 160, or 67 instead of 153. */
export function smsText(text: string): SmsText {
  const letters = Array.from(text);
  const wide = [...new Set(letters.filter((one) => !PLAIN.test(one) && !DOUBLE.test(one)))];
  const size = (letter: string) => (wide.length > 0 ? letter.length : DOUBLE.test(letter) ? 2 : 1);
  const [one, many] = wide.length > 0 ? [70, 67] : [160, 153];
  const total = letters.reduce((sum, letter) => sum + size(letter), 0);
  if (total <= one) return { segments: 1, wide };
  let [segments, room] = [1, many];
  for (const letter of letters) {
    if (size(letter) > room) [segments, room] = [segments + 1, many];
    room -= size(letter);
  }
  return { segments, wide };
}

/** How a message left, as the server counted it. */
export function travels({ segments, alphabet, wide }: Counted): string {
  const reason = wide ? t` because of ${Array.from(wide).join(" ")}` : "";
  return t`${segments} SMS ${segments === 1 ? t("segment") : t("segments")}, ${alphabet}${reason}.`;
}

/** What stands under the box of a text message while it is written. */
export function smsHint(text: string): string {
  const { segments, wide } = smsText(text);
  const reason = wide.length > 0 ? t`, wide by ${wide.slice(0, 5).join(" ")}` : "";
  return t`${text.length} letters, ${segments} ${segments === 1 ? t("part") : t("parts")}${reason}, before fields are filled in.`;
}
