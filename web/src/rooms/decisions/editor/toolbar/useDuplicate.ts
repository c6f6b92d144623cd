/** A journey like this one, as a draft of its own that nobody has published. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { journeys, saveDraft } from "@/api/queries";
import { freeId, slug, type Journey } from "@/canvas/document";
import { WINDOW } from "@/rooms/decisions/editor/together/window";
import { say, sayFault } from "@/ui/toast/toast";
import { t } from "@/language/t";

export function useDuplicate(document: Journey): { duplicate: () => void; working: boolean } {
  const { data } = useQuery(journeys());
  const queries = useQueryClient();
  const navigate = useNavigate();
  const copying = useMutation({
    mutationFn: async () => {
      const taken = new Set([document.id, ...(data?.journeys ?? []).map((one) => one.id)]);
      const name = `${document.name || document.id} (copy)`;
      const id = freeId(slug(name), taken);
      await saveDraft(id, { ...document, id, name }, 0, WINDOW);
      return { id, name };
    },
    onSuccess: async ({ id, name }) => {
      void queries.invalidateQueries({ queryKey: ["journeys"] });
      say(t`${name} is a draft of its own.`);
      await navigate({ to: "/journeys/$id", params: { id } });
    },
    onError: sayFault,
  });
  return { duplicate: () => copying.mutate(), working: copying.isPending || !data };
}
