/** A way in: something happens to an account itself, and the account chooses who enters. */
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { EventField } from "../../fields/NameFields";
import type { Way, WayProps } from "./way";
import { useBoxes } from "../../fields/boxes";
import { t } from "@/language/t";

function Fields({ trigger, set }: WayProps): JSX.Element {
  const box = useBoxes();
  return (
    <>
      <EventField
        label={t("Event of the account")}
        {...box("account_event")}
        placeholder={t("Choose or type an event")}
        value={trigger.account_event ?? ""}
        onChange={(name) => set({ account_event: name }, "account_event")}
      />
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "Your program tells it with the id of the account and of nobody. The account decides who enters, below.",
        )}
      </p>
    </>
  );
}

export const accountEvent: Way = {
  kind: "account_event",
  name: t("Something happens to an account"),
  text: t("Such as invoice_overdue, told of the account itself."),
  owns: ["where"],
  create: () => ({ account_event: "" }),
  words: ({ account_event: name }) => t`when ${name || t("an event")} happens to their account`,
  Fields,
};
