/** Mutes an event, or lets it raise alarms again; the plan is read anew. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { say, sayFault } from "@/ui/toast/toast";
import { muteEvent } from "./api";
import { t } from "@/language/t";

export function useMuting(): { mute: (event: string, muted: boolean) => void; busy: boolean } {
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: ({ event, muted }: { event: string; muted: boolean }) => muteEvent(event, muted),
    onSuccess: (_, { event, muted }) => {
      say(muted ? t`${event} raises no alarm from the next hour on.` : t`${event} raises alarms.`);
      void queries.invalidateQueries({ queryKey: ["catalog"] });
    },
    onError: sayFault,
  });
  return { mute: (event, muted) => act.mutate({ event, muted }), busy: act.isPending };
}
