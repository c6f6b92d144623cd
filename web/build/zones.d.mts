export interface Zone {
    top: string;
    room: string;
}
export function refusal(from: Zone | null, to: Zone | null): string;
