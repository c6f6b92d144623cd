/** The offer that a message gives, and what is done for whoever gets none. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { offers } from "@/api/queries";
import type { FormProps } from "../faces";
import { Fold } from "../fields/Fold";
import { t } from "@/language/t";

const WITHOUT = [
  { value: "go_on", label: t("Do not send it, and go on") },
  { value: "send", label: t("Send it without") },
  { value: "exit", label: t("Leave the journey") },
];

export function OfferFields({ node, change }: FormProps<"message">): JSX.Element {
  const { data } = useQuery(offers());
  const known = (data?.offers ?? []).filter((one) => one.standing !== "archived");
  const chosen = node.offer ?? "";
  const options = known.map((one) => ({ value: one.id, label: `${one.name}: ${one.words}` }));
  const missing = chosen && !known.some((one) => one.id === chosen);
  return (
    <Fold title={t("Offer")} open={Boolean(chosen)}>
      <Select
        label={t("It gives")}
        description={t(
          "Write {{offer.words}}, {{offer.code}} and {{offer.expires_at}} where they belong.",
        )}
        placeholder={options.length ? t("No offer") : t("No offer is published yet")}
        clearable
        data={missing ? [...options, { value: chosen, label: chosen }] : options}
        value={chosen || null}
        onChange={(offer) =>
          change({
            ...node,
            offer: offer ?? undefined,
            ...(offer ? {} : { if_no_offer: undefined }),
          })
        }
      />
      {chosen ? (
        <Select
          label={t("Whoever gets none of it")}
          data={WITHOUT}
          allowDeselect={false}
          value={node.if_no_offer ?? "go_on"}
          onChange={(value) => change({ ...node, if_no_offer: value ?? "go_on" })}
        />
      ) : null}
    </Fold>
  );
}
