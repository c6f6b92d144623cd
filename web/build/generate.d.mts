export function generate(): Promise<Record<string, string>>;
export function placeOf(name: string): string;
