/** A mail on a screen: wide or on a phone, light or dark, or its plain text. */
import { SegmentedControl } from "@mantine/core";
import { useState, type JSX } from "react";
import type { ContentPreview } from "@/api/wire";
import { MailFrame, type Scheme } from "@/ui/mail/MailFrame";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "../Mail.module.css";

const SCREENS = [
  { value: "desktop", label: t("Desktop") },
  { value: "phone", label: t("Phone") },
  { value: "text", label: t("Text") },
];
const SCHEMES = [
  { value: "light", label: t("Light") },
  { value: "dark", label: t("Dark") },
];
const PHONE_PX = 375;

export function MailView({ rendered }: { rendered: ContentPreview }): JSX.Element {
  const [chosen, setScreen] = useState<string | null>(null);
  const screen = chosen ?? (rendered.html ? "desktop" : "text");
  const [scheme, setScheme] = useState<Scheme>("light");
  return (
    <div className={layout.stack}>
      <div>
        <div className={css.subject} data-testid="subject">
          {rendered.subject || "(no subject)"}
        </div>
        {rendered.preheader ? (
          <div className={cx(layout.small, layout.dim)}>{rendered.preheader}</div>
        ) : null}
      </div>
      <div className={cx(layout.row, layout.wrap)}>
        <SegmentedControl
          size="xs"
          aria-label={t("Screen")}
          data={SCREENS}
          value={screen}
          onChange={setScreen}
        />
        {screen === "text" ? null : (
          <SegmentedControl
            size="xs"
            aria-label={t("Colours")}
            data={SCHEMES}
            value={scheme}
            onChange={(next) => setScheme(next as Scheme)}
          />
        )}
      </div>
      <div className={css.stage} data-wide={screen === "phone" ? undefined : true}>
        {screen === "text" ? (
          <pre className={css.text}>{rendered.text || t("(no plain text)")}</pre>
        ) : (
          <MailFrame
            title={t`E-mail: ${rendered.subject ?? ""}`}
            html={rendered.html ?? ""}
            scheme={scheme}
            width={screen === "phone" ? PHONE_PX : "100%"}
            height={560}
          />
        )}
      </div>
    </div>
  );
}
