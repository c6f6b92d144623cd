/** Whether an offer is given now, in words; and how much of its budget is spent. */
import type { OfferLine } from "@/api/wire";
import type { Tone } from "@/ui/badge/Badge";
import { t } from "@/language/t";

const STANDINGS: Record<OfferLine["standing"], { word: string; tone: Tone }> = {
  open: { word: t("open"), tone: "good" },
  not_started: { word: t("not started"), tone: "info" },
  ended: { word: t("ended"), tone: "" },
  spent: { word: t("spent"), tone: "warn" },
  codes_gone: { word: t("no codes left"), tone: "bad" },
  archived: { word: t("archived"), tone: "" },
  lost: { word: t("record lost"), tone: "bad" },
};

export const standingOf = (offer: OfferLine) => STANDINGS[offer.standing];

/** The share of the budget that is taken, from 0 to 1: of the money or of the number, whichever is nearer its end. */
export function takenOf(offer: OfferLine): number | null {
  const shares = [
    ...(offer.budget ? [offer.spent / offer.budget] : []),
    ...(offer.grants_most ? [offer.counted / offer.grants_most] : []),
  ];
  return shares.length ? Math.min(1, Math.max(...shares)) : null;
}
