/** What journeys send: templates, the blocks in them, brands; each in its version, with the journeys that use it. */
import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { ContentLine } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { channelIcon, channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { PageHead } from "@/ui/page/PageHead";
import layout from "@/ui/layout/layout.module.css";
import { content, type ContentKind } from "./api";
import { NewContent } from "./NewContent";
import { Thumbnail } from "./Thumbnail";
import { t } from "@/language/t";
import css from "./ContentPage.module.css";

const KINDS: { value: ContentKind; label: string; none: string; empty: string }[] = [
  {
    value: "template",
    label: t("Templates"),
    none: t("No templates yet"),
    empty: t(
      "A template is written once and reviewed once; every journey that uses it says which version.",
    ),
  },
  {
    value: "block",
    label: t("Blocks"),
    none: t("No blocks yet"),
    empty: t(
      "A block is a piece that many templates hold, such as a footer. Change it in one place.",
    ),
  },
  {
    value: "brand",
    label: t("Brands"),
    none: t("No brands yet"),
    empty: t("Set colours, logo and postal address once. Every mail takes them, also in the dark."),
  },
];

export function ContentPage(): JSX.Element {
  const query = useQuery(content());
  const [kind, setKind] = useState<ContentKind>("template");
  const [making, setMaking] = useState(false);
  const about = KINDS.find((one) => one.value === kind);
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Content")}
        text={t(
          "What journeys send. A published journey keeps the version that it was published with.",
        )}
      >
        <Button onClick={() => setMaking(true)}>{t("New content")}</Button>
      </PageHead>
      <SegmentedControl
        aria-label={t("Kind of content")}
        size="xs"
        mb={14}
        data={KINDS.map(({ value, label }) => ({ value, label }))}
        value={kind}
        onChange={(value) => setKind(value as ContentKind)}
      />
      <Await query={query}>
        {(data) => {
          const lines = data.content.filter((one) => one.kind === kind);
          if (lines.length === 0)
            return (
              <div className={layout.card}>
                <Empty
                  icon="book"
                  art="messages"
                  title={about?.none ?? ""}
                  actions={<Button onClick={() => setMaking(true)}>{t("New content")}</Button>}
                >
                  {about?.empty}
                </Empty>
              </div>
            );
          return (
            <ul className={css.cards}>
              {lines.map((one) => (
                <li key={`${one.kind} ${one.id}`}>
                  <Card line={one} />
                </li>
              ))}
            </ul>
          );
        }}
      </Await>
      {making ? <NewContent kind={kind} onClose={() => setMaking(false)} /> : null}
    </div>
  );
}

function Card({ line }: { line: ContentLine }): JSX.Element {
  const channel = line.kind === "template" ? channelOf(line.document) : "";
  const inside = (
    <>
      {line.kind === "template" && channel === "email" ? (
        <Thumbnail document={line.document} name={line.name} />
      ) : null}
      <div className={css.words}>
        <div className={layout.row}>
          {channel ? <Icon name={channelIcon(channel)} title={channelName(channel)} /> : null}
          <b className={layout.clip}>{line.name}</b>
          {line.archived ? <Badge dot={false}>{t("archived")}</Badge> : null}
        </div>
        <p
          className={cx(layout.small, layout.dim)}
        >{t`Version ${count(line.version)}, ${usedBy(line)}`}</p>
      </div>
    </>
  );
  return (
    <Link
      to="/content/$kind/$id"
      params={{ kind: line.kind, id: line.id }}
      className={cx(layout.card, css.card)}
    >
      {inside}
    </Link>
  );
}

/** The document of a template says its channel where it is no e-mail. */
const channelOf = (document: object): string =>
  "channel" in document && typeof document.channel === "string" ? document.channel : "email";

const usedBy = ({ journeys }: ContentLine): string =>
  journeys.length === 0
    ? t("no live journey uses it")
    : t`used by ${journeys.length === 1 ? journeys[0] : t`${count(journeys.length)} journeys`}`;
