export function neverShown(
  texts: Iterable<string>,
  kept?: Readonly<Record<string, string>>,
): string[];
