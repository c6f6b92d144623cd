/** How mail programs will show the mail: the server's rules, by program, each with its source. */
import type { JSX } from "react";
import type { ProgramCheck } from "@/api/wire";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Fold } from "@/nodes/fields/Fold";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "../Mail.module.css";

const NAMES: Readonly<Record<ProgramCheck["program"], string>> = {
  outlook: t("Outlook"),
  gmail: t("Gmail"),
  apple_mail: t("Apple Mail"),
  readers: t("For everybody"),
};

export function Programs({ checks }: { checks: readonly ProgramCheck[] }): JSX.Element | null {
  if (checks.length === 0) return null;
  const broken = checks.filter((one) => !one.holds);
  const title = broken.length
    ? t`${broken.length} of ${checks.length} rules of mail programs are broken`
    : t`All ${checks.length} rules of mail programs hold`;
  return (
    <Fold title={title} open={broken.length > 0}>
      <table className={css.programs} aria-label={t("Rules of mail programs")}>
        <thead>
          <tr>
            <th scope="col">{t("Program")}</th>
            <th scope="col">{t("Rule")}</th>
            <th scope="col">{t("Holds")}</th>
          </tr>
        </thead>
        <tbody>
          {[...broken, ...checks.filter((one) => one.holds)].map((one) => (
            <tr key={`${one.program} ${one.rule}`}>
              <td>{NAMES[one.program]}</td>
              <td>
                {one.words}
                {one.found?.length ? (
                  <ul>
                    {one.found.map((place) => (
                      <li key={place}>{place}</li>
                    ))}
                  </ul>
                ) : null}
                <div className={cx(layout.small, layout.dim)}>{one.taken_from}</div>
              </td>
              <td>
                <Badge tone={one.holds ? "good" : "warn"}>{one.holds ? t("yes") : t("no")}</Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Fold>
  );
}
