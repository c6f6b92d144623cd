/** A rendered message as its receiver sees it: desktop, phone or plain text. */
import { SegmentedControl } from "@mantine/core";
import { useState, type JSX } from "react";
import { MailFrame } from "./MailFrame";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./RenderedView.module.css";
import layout from "../layout/layout.module.css";

export interface RenderedParts {
  subject?: string;
  html?: string;
  text?: string;
  preheader?: string;
  title?: string;
  body?: string;
  url?: string;
  payload?: string;
}

const VIEWS = [
  { value: "desktop", label: t("Desktop") },
  { value: "phone", label: t("Phone") },
  { value: "text", label: t("Text") },
];

function Mail({ rendered, compact }: { rendered: RenderedParts; compact: boolean }): JSX.Element {
  const [view, setView] = useState(rendered.html ? "desktop" : "text");
  return (
    <div className={css.mail}>
      <div className={cx(layout.spread, css.mailHead)}>
        <div className={layout.grow}>
          <div className={css.mailSubject} data-testid="subject">
            {rendered.subject || "(no subject)"}
          </div>
          {rendered.preheader ? (
            <div className={cx(layout.small, layout.dim, layout.clip)}>{rendered.preheader}</div>
          ) : null}
        </div>
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          data={VIEWS}
          aria-label={t("How to show the e-mail")}
        />
      </div>
      <div className={css.mailStage}>
        {view === "text" ? (
          <pre className={css.mailText}>{rendered.text || t("(no plain text)")}</pre>
        ) : (
          <MailFrame
            title={t`E-mail: ${rendered.subject ?? ""}`}
            html={rendered.html ?? ""}
            width={view === "phone" ? 375 : "100%"}
            height={compact ? 320 : 600}
          />
        )}
      </div>
    </div>
  );
}

/** The bubble of an SMS, the banner of a push or in-app message, or the body of a webhook. */
function Short({ channel, rendered }: { channel: string; rendered: RenderedParts }): JSX.Element {
  if (channel === "webhook")
    return (
      <pre
        className={css.mailText}
      >{`${rendered.url ?? ""}\n\n${rendered.payload ?? rendered.body ?? ""}`}</pre>
    );
  return (
    <div className={css.phoneStage}>
      {channel === "sms" ? (
        <div className={css.bubble}>{rendered.text || rendered.body}</div>
      ) : (
        <div className={css.banner}>
          {rendered.title ? <b>{rendered.title}</b> : null}
          <div>{rendered.body || rendered.text}</div>
          {rendered.url ? (
            <div className={cx(layout.small, layout.dim, layout.clip)}>{rendered.url}</div>
          ) : null}
        </div>
      )}
    </div>
  );
}

export function RenderedView({
  channel,
  rendered,
  compact = false,
}: {
  channel: string;
  rendered: RenderedParts;
  compact?: boolean;
}): JSX.Element {
  return channel === "email" ? (
    <Mail rendered={rendered} compact={compact} />
  ) : (
    <Short channel={channel} rendered={rendered} />
  );
}
