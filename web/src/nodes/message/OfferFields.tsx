/** The offer that a message gives, and what is done for whoever gets none. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { offers } from "@/api/queries";
import type { FormProps } from "../faces";
import { ChoiceBox } from "../fields/ChoiceBox";
import { Fold } from "../fields/Fold";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

const WITHOUT = [
  { value: "go_on", label: t("Do not send it, and go on") },
  { value: "send", label: t("Send it without") },
  { value: "exit", label: t("Leave the journey") },
];

export function OfferFields({ node, change }: FormProps<"message">): JSX.Element {
  const { data } = useQuery(offers());
  const box = useBoxes();
  const known = (data?.offers ?? []).filter((one) => one.standing !== "archived");
  const chosen = node.offer ?? "";
  const options = known.map((one) => ({ value: one.id, label: `${one.name}: ${one.words}` }));
  const missing = chosen && !known.some((one) => one.id === chosen);
  return (
    <Fold title={t("Offer")} open={Boolean(chosen)}>
      <Select
        label={t("It gives")}
        {...box("offer")}
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
        <ChoiceBox
          label={t("Whoever gets none of it")}
          {...box("if_no_offer")}
          data={WITHOUT}
          fallback="go_on"
          value={node.if_no_offer}
          onChange={(if_no_offer) => change({ ...node, if_no_offer })}
        />
      ) : null}
    </Fold>
  );
}
