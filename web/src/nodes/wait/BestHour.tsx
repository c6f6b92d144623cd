/** The best hour of a person: how many wait for theirs, and between which times it lies. */
import { Checkbox, NumberInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { FormProps } from "../faces";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

const SHARE = 50;
const SHARE_MAX = 95;

export function BestHour({ id, node, change }: FormProps<"wait">): JSX.Element {
  const best = node.best_hour;
  const box = useBoxes();
  const set = (patch: Partial<NonNullable<typeof best>>, field: string) =>
    change({ ...node, best_hour: { ...best, ...patch } }, `${id}.best_hour.${field}`);
  return (
    <>
      <Checkbox
        label={t("Some wait for their own best hour")}
        description={t(
          "Others wait for the time above, so that the report can say whether it is worth it.",
        )}
        checked={best !== undefined && best !== null}
        onChange={(event) =>
          change({ ...node, best_hour: event.currentTarget.checked ? {} : undefined })
        }
      />
      {best ? (
        <>
          <NumberInput
            label={t("Percent who wait for theirs")}
            {...box("best_hour.share")}
            description={t("Whose best hour is not known waits for the time above.")}
            placeholder={`${SHARE} (default)`}
            min={1}
            max={SHARE_MAX}
            value={best.share ?? ""}
            onChange={(value) =>
              set({ share: typeof value === "number" ? value : undefined }, "share")
            }
          />
          <TextInput
            label={t("Not before (local time)")}
            {...box("best_hour.earliest")}
            placeholder="08:00"
            value={best.earliest ?? ""}
            onChange={(event) =>
              set({ earliest: event.currentTarget.value || undefined }, "earliest")
            }
          />
          <TextInput
            label={t("Not after (local time)")}
            {...box("best_hour.latest")}
            placeholder="20:00"
            value={best.latest ?? ""}
            onChange={(event) => set({ latest: event.currentTarget.value || undefined }, "latest")}
          />
          <TextInput
            label={t("Model of hours")}
            {...box("best_hour.model")}
            placeholder={t("send_hour (default)")}
            value={best.model ?? ""}
            onChange={(event) => set({ model: event.currentTarget.value || undefined }, "model")}
          />
        </>
      ) : null}
    </>
  );
}
