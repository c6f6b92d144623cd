/** What a journey as a whole is told. */
import { post } from "@/api/client";

const path = encodeURIComponent;

export type StateWord = "pause" | "resume" | "stop";

export const tellState = (id: string, word: StateWord) => post(`/api/journeys/${path(id)}/${word}`);
