/** A way in: a program asks for it by the API. */
import { Button } from "@mantine/core";
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { say } from "@/ui/toast/toast";
import type { Way, WayProps } from "./way";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./ways.module.css";

const call = (journey: string) =>
  `curl -X POST ${window.location.origin}/api/journeys/${journey}/entries \\
  -H "Authorization: Bearer $SENDER_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"entries": [{"person": "ann", "data": {"amount": 120}}]}'`;

function Fields({ journey }: WayProps): JSX.Element {
  const text = call(journey);
  return (
    <>
      <p
        className={cx(layout.small, layout.dim)}
      >{rich`Your program calls ${(<code>POST /api/journeys/{journey}/entries</code>)}, with a key that may send, and names up to 1,000 people:`}</p>
      <pre className={cx(css.text, layout.mono)} aria-label={t("The call")}>
        {text}
      </pre>
      <Button
        className={css.add}
        variant="default"
        size="compact-xs"
        onClick={() => void navigator.clipboard.writeText(text).then(() => say(t("Copied.")))}
      >
        {t("Copy the call")}
      </Button>
      <p
        className={cx(layout.small, layout.dim)}
      >{rich`Its data is read as ${(<code>event.amount</code>)} at this way in, and as ${(<code>entry.amount</code>)} inside the journey.`}</p>
    </>
  );
}

export const request: Way = {
  kind: "request",
  name: t("Your program asks"),
  text: t("It names people by the API, and brings data."),
  owns: ["where"],
  create: () => ({ request: true }),
  words: () => t("when your program asks"),
  Fields,
};
