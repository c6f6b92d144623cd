/** What everything caused at the end of the week, and at its beginning. */
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import type { Review } from "@/api/wire";
import { VERDICTS } from "@/rooms/learning/results/verdict";
import { more, range } from "@/rooms/learning/programmes/words";
import { cx } from "@/ui/classes";
import { localTimes } from "@/ui/format/format";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function CausedThen({ data }: { data: Review }): JSX.Element {
  const { caused, caused_before: before } = data;
  const told = caused.verdict !== null || before.verdict !== null;
  return (
    <>
      <p>
        <Told one={caused} />
      </p>
      {told ? (
        <p className={layout.dim}>
          {t("A week before:")} <Told one={before} />
        </p>
      ) : null}
      <p className={layout.small}>
        <Link to="/programmes" className={layout.link}>
          {t("Open the report")}
        </Link>
      </p>
    </>
  );
}

function Told({ one }: { one: Review["caused"] }): JSX.Element {
  const found = one.value ?? one.conversions;
  const words = one.verdict ? VERDICTS[one.verdict]?.name : undefined;
  if (!found)
    return (
      <>
        {words && !one.reason.startsWith(words) ? <b>{words}. </b> : null}
        {localTimes(one.reason)}
      </>
    );
  const money = one.value !== null;
  const [estimate, low, high] = found;
  return (
    <>
      <b>
        {more(estimate, money)} {money ? one.currency || t("in revenue") : t("conversions")}
      </b>{" "}
      <span className={cx(layout.num)}>({range({ estimate, low, high }, money)})</span>.{" "}
      {words ? `${words}.` : ""}
    </>
  );
}
