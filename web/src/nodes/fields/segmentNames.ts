/** What people call the segments. */
import { useQuery } from "@tanstack/react-query";
import { segments } from "@/api/queries";
import type { Named } from "@/canvas/rules/words";

/** The names of all segments by id, once the server has told them; `asked` false leaves it in peace. */
export function useSegmentTitles(asked = true): ReadonlyMap<string, string> | undefined {
  const { data } = useQuery({ ...segments(), enabled: asked, staleTime: 60_000 });
  return data && new Map(data.segments.map((one) => [one.id, one.name || one.id]));
}

/** The name of a segment; its id until the name is known. */
export function useSegmentName(asked = true): Named {
  const titles = useSegmentTitles(asked);
  return (id) => titles?.get(id) ?? id;
}
