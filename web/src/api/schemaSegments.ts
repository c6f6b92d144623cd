/** What the server says of segments. `people` is null when a segment was not counted: there are too many of them. */
import type { Json } from "@/canvas/document";
import type { JourneyState } from "./schema";
import type { Audience } from "./schemaPeople";

/** `through`: the segment in between, when the journey asks for that one. */
export interface SegmentUse {
  journey: string;
  name: string;
  state: JourneyState;
  standing: "live" | "draft" | "older";
  places: string[];
  through: string;
}

export interface SegmentLine {
  id: string;
  name: string;
  description: string;
  when: string;
  version: number;
  changed_at: number;
  by: string;
  reason: string;
  people: Audience | null;
  journeys: SegmentUse[];
  segments: string[];
}

export interface SegmentVersion {
  version: number;
  name: string;
  description: string;
  when: string;
  published_at: number;
  reason: string;
  by: string;
}

export interface SegmentDetail {
  segment: SegmentLine;
  versions: SegmentVersion[];
}

export type Which = "in" | "unknown";

export interface PreviewLine {
  person: string;
  name: string;
  email: string;
  updated_at: number;
  values: Record<string, Json>;
}
