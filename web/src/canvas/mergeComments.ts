/** Comments on the canvas that two authors changed: no words of either are lost. */
import { freeId, type Comment } from "./document";
import { mergeValue } from "./mergeValue";

/** How far below theirs a comment of mine stands that was changed at the same time, in the canvas's own units. */
const BELOW = 80;

/** One of the two as it is merged; undefined where it is gone. One that was removed stays if its words changed. */
function mergedComment(
  base: Comment | undefined,
  mine: Comment | undefined,
  theirs: Comment | undefined,
): Comment | undefined {
  const left = mine ?? theirs;
  if (!mine || !theirs) return base && left?.text === base.text ? undefined : left;
  return mergeValue(base, mine, theirs, [], () => {}) as Comment;
}

const changedBoth = (base: Comment | undefined, mine: Comment, theirs: Comment): boolean =>
  mine.text !== theirs.text && mine.text !== base?.text && theirs.text !== base?.text;

/** The comments of both. Where both wrote other words into one, mine stands beside theirs as another one. */
export function mergedComments(
  base: readonly Comment[],
  mine: readonly Comment[],
  theirs: readonly Comment[],
): Comment[] {
  const [old, ours, other] = [base, mine, theirs].map(
    (all) => new Map(all.map((one) => [one.id, one])),
  ) as [Map<string, Comment>, Map<string, Comment>, Map<string, Comment>];
  const taken = new Set([...old.keys(), ...ours.keys(), ...other.keys()]);
  return [...new Set([...other.keys(), ...ours.keys()])].flatMap((id) => {
    const [before, own, their] = [old.get(id), ours.get(id), other.get(id)];
    const found = mergedComment(before, own, their);
    if (!own || !their || !changedBoth(before, own, their)) return found ? [found] : [];
    const fresh = freeId(id, taken);
    taken.add(fresh);
    return [their, { ...own, id: fresh, y: own.y + BELOW }];
  });
}
