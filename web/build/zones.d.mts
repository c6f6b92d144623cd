export interface Zone {
  top: string;
  room: string;
}
export function zoneOf(file: string, src: string): Zone | null;
export function refusal(from: Zone | null, to: Zone | null): string;
