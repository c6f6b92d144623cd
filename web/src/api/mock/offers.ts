/** Made-up offers for the mock. */
import type { OfferLine } from "../wire";

const LINE: OfferLine = {
  id: "winback_20",
  name: "20 % to come back",
  version: 3,
  standing: "open",
  words: "20 % off your next order",
  owner: "lifecycle",
  currency: "EUR",
  budget: 10_000,
  spent: 6_150,
  committed: 6_150,
  over: 0,
  grants_most: 800,
  granted: 428,
  refused: 96,
  redeemed: 121,
  redeemed_cost: 1_415.5,
  lapsed: 88,
  returned: 4,
  code_source: "pool",
  codes_left: 400,
  codes_added: 828,
  journeys: ["winback"],
  document: { kind: "offer", id: "winback_20" },
};

export const OFFERS: OfferLine[] = [
  LINE,
  {
    ...LINE,
    id: "free_month",
    name: "A free month",
    words: "a free month",
    standing: "codes_gone",
    budget: 0,
    spent: 0,
    committed: 0,
    grants_most: 0,
    granted: 50,
    redeemed: 12,
    codes_left: 0,
    codes_added: 50,
    journeys: [],
  },
];
