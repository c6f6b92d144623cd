/** Lists with one member elsewhere. */

/** The list with the member at `from` moved to `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  const [one] = copy.splice(from, 1);
  if (one === undefined) return copy;
  copy.splice(Math.max(0, Math.min(to, copy.length)), 0, one);
  return copy;
}

/** The list without the member at an index. */
export const without = <T>(list: readonly T[], at: number): T[] =>
  list.filter((_, index) => index !== at);
