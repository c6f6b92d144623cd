/** One message: as its receiver sees it, its attempts, its receipts. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { JSX } from "react";
import { message, resolveMessage } from "./api";
import type { MessageDetail } from "@/api/wire";
import { localTimes, spoken, when } from "@/ui/format/format";
import { travels } from "@/ui/format/sms";
import { channelName } from "@/ui/channel/channel";
import { Await } from "@/ui/await/Await";
import { StatusBadge } from "@/ui/badge/Badge";
import { Note } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import { RenderedView } from "@/ui/mail/RenderedView";
import { say, sayFault } from "@/ui/toast/toast";
import { cx } from "@/ui/classes";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./MessagePage.module.css";

export function MessagePage(): JSX.Element {
  const { key } = useParams({ from: "/inside/messages/$key" });
  const query = useQuery(message(key));
  return (
    <div className={layout.page}>
      <Await query={query}>{(data) => <Detail one={data} />}</Await>
    </div>
  );
}

function Detail({ one }: { one: MessageDetail }): JSX.Element {
  return (
    <>
      <PageHead
        above={
          <Link to="/messages" className={layout.link}>
            {t("Messages")}
          </Link>
        }
        title={
          one.subject ||
          one.rendered.title ||
          one.rendered.subject ||
          one.node_name ||
          t`${channelName(one.channel)} message`
        }
        text={
          <>{rich`${channelName(one.channel)} to ${(
            <Link
              className={layout.link}
              to="/people/$id"
              params={{ id: one.person }}
              title={one.person}
            >
              {one.person_name || one.person}
            </Link>
          )} from ${(
            <Link className={layout.link} to="/journeys/$id" params={{ id: one.journey }}>
              {one.journey_name || one.journey}
            </Link>
          )}, step ${(<b>{one.node_name || spoken(one.node)}</b>)}, ${when(one.created_at)}${one.address ? <>{t`, to ${one.address}`}</> : null}`}</>
        }
      >
        <StatusBadge status={one.status} provider={one.provider} />
      </PageHead>
      {one.status === "unknown" ? <Resolve messageKey={one.key} /> : null}
      <div className={css.messageGrid}>
        <div className={layout.stack}>
          {one.reason ? <Note tone="warn">{spoken(one.reason)}</Note> : null}
          {one.rendered.refused ? <Note tone="warn">{one.rendered.refused}</Note> : null}
          {one.rendered.again ? (
            <Note>
              {t(
                "Its text was not kept, so it was rendered again just now with what is known today.",
              )}
            </Note>
          ) : null}
          <RenderedView channel={one.channel} rendered={one.rendered} />
          {one.sms ? <p className={cx(layout.small, layout.dim)}>{travels(one.sms)}</p> : null}
        </div>
        <div className={layout.stack}>
          <section className={cx(layout.card, layout.pad)} aria-label={t("Attempts")}>
            <h2>{t("Attempts")}</h2>
            {one.attempts.length === 0 ? (
              <p className={cx(layout.dim, layout.small)}>{t("None yet.")}</p>
            ) : null}
            <ul className={css.eventsLine}>
              {one.attempts.map((try_, at) => (
                <li key={at}>
                  <span>
                    <StatusBadge status={try_.outcome} provider={try_.provider} />{" "}
                    <span className={cx(layout.dim, layout.small)}>
                      {localTimes(try_.text || try_.reason)}
                    </span>
                  </span>
                  <span className={cx(layout.small, layout.dim, layout.num, layout.nowrap)}>
                    {when(try_.at)}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <section className={cx(layout.card, layout.pad)} aria-label={t("Answers")}>
            <h2>{t("Answers")}</h2>
            {one.receipts.length === 0 ? (
              <p className={cx(layout.dim, layout.small)}>
                {t("Nothing came back so far: no delivery, open or click.")}
              </p>
            ) : null}
            <ul className={css.eventsLine}>
              {one.receipts.map((receipt, at) => (
                <li key={at}>
                  <span>
                    <StatusBadge status={receipt.kind} />{" "}
                    <span className={cx(layout.dim, layout.small, layout.clip)}>
                      {receipt.machine ? t("by a machine ") : ""}
                      {receipt.url || localTimes(receipt.text)}
                    </span>
                  </span>
                  <span className={cx(layout.small, layout.dim, layout.num, layout.nowrap)}>
                    {when(receipt.at)}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <Link
            to="/people/$id"
            params={{ id: one.person }}
            search={{ tab: "why", journey: one.journey }}
          >
            <Button component="span" variant="default" fullWidth>
              {t("Why did they get this?")}
            </Button>
          </Link>
        </div>
      </div>
    </>
  );
}

function Resolve({ messageKey }: { messageKey: string }): JSX.Element {
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (answer: "sent" | "resend") => resolveMessage(messageKey, answer),
    onSuccess: () => {
      say(t("Noted."));
      void queries.invalidateQueries({ queryKey: ["message", messageKey] });
    },
    onError: sayFault,
  });
  return (
    <div className={css.resolve}>
      <Note tone="warn">
        <p>
          {t(
            "The provider's answer was lost, so nobody knows whether this was sent. Ask the provider, then say what happened.",
          )}
        </p>
        <div className={cx(layout.row, css.resolveActs)}>
          <Button size="xs" variant="default" onClick={() => act.mutate("sent")}>
            {t("It was sent")}
          </Button>
          <Button size="xs" variant="default" onClick={() => act.mutate("resend")}>
            {t("Send it again")}
          </Button>
        </div>
      </Note>
    </div>
  );
}
