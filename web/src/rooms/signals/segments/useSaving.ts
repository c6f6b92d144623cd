/** Saving a segment over the version that its author saw. */
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import type { SegmentVersion } from "@/api/wire";
import { say } from "@/ui/toast/toast";
import { saveSegment } from "./api";
import { t } from "@/language/t";

/** What a person writes of a segment. */
export interface Written {
  name: string;
  description: string;
  when: string;
}

/** The part of a segment that people write. */
export const writtenIn = ({ name, description, when }: Written): Written => ({
  name,
  description,
  when,
});

interface Saving {
  written: Written;
  reason: string;
  over: number;
}

/** Whether two say the same; blanks around a text say nothing. */
export function isSame(one: Written, other: Written): boolean {
  return (["name", "description", "when"] as const).every(
    (key) => one[key].trim() === other[key].trim(),
  );
}

/** What somebody else saved meanwhile, when that is what went wrong. */
export function conflictOf(error: unknown): SegmentVersion | null {
  return error instanceof ApiError && error.code === "segment_changed"
    ? (error.body as { theirs: SegmentVersion }).theirs
    : null;
}

export function useSaving(
  id: string,
  isNew: boolean,
  onSaved: (written: Written, version: number) => void,
): UseMutationResult<{ version: number }, Error, Saving> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ written, reason, over }: Saving) =>
      saveSegment(id, { ...written, reason, over }),
    onSuccess: async ({ version }, { written }) => {
      onSaved(written, version);
      say(
        isNew
          ? t`${written.name} is there for journeys to ask for.`
          : t("Saved. It holds from the next signal on."),
      );
      for (const key of ["segments", "catalog", "person", "audience"])
        void queries.invalidateQueries({ queryKey: [key] });
      if (isNew) await navigate({ to: "/segments/$id", params: { id }, ignoreBlocker: true });
    },
  });
}
