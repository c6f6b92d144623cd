/** One template, block or brand: written left, seen right as a person would get it, published with a reason. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { Row } from "@/api/wire";
import { ApiError } from "@/api/client";
import { Await } from "@/ui/await/Await";
import { cx } from "@/ui/classes";
import { PageHead } from "@/ui/page/PageHead";
import layout from "@/ui/layout/layout.module.css";
import { versions } from "./api";
import { BlockForm } from "./BlockForm";
import { BrandForm } from "./BrandForm";
import { ContentFaults } from "./ContentFaults";
import { fresh, keepFresh } from "./fresh";
import { PreviewPane } from "./PreviewPane";
import { PublishContent } from "./PublishContent";
import { TemplateForm, type Patch } from "./TemplateForm";
import { t } from "@/language/t";
import css from "./ContentEditor.module.css";

export function ContentEditor(): JSX.Element {
  const name = useParams({ from: "/inside/content/$kind/$id" });
  const query = useQuery({ ...versions(name.kind, name.id), retry: false });
  const kept = fresh(name);
  const isNew = query.error instanceof ApiError && query.error.status === 404;
  if (isNew && kept)
    return <Editing key={name.id} name={name} first={kept.document} sample={kept.sample} />;
  if (isNew)
    return (
      <div className={layout.page}>
        <Await query={query}>{() => null}</Await>
      </div>
    );
  return (
    <Await query={query}>
      {({ versions: all }) => {
        const last = all[all.length - 1];
        return (
          <Editing
            key={`${name.id} ${last?.version}`}
            name={name}
            first={kept?.document ?? (last?.document as Row | undefined) ?? {}}
            sample={kept?.sample ?? {}}
            live={last?.version ?? 0}
            published={last?.document as Row | undefined}
          />
        );
      }}
    </Await>
  );
}

interface Props {
  name: { kind: string; id: string };
  first: Row;
  sample: Row;
  live?: number;
  published?: Row | undefined;
}

function Editing({ name, first, sample, live = 0, published }: Props): JSX.Element {
  const [document, setDocument] = useState<Row>(first);
  const [publishing, setPublishing] = useState(false);
  const change = (part: Patch) => {
    const all = { ...document, ...part };
    const next = Object.fromEntries(
      Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    );
    setDocument(next);
    keepFresh(name, next, sample);
  };
  const same = published !== undefined && JSON.stringify(published) === JSON.stringify(document);
  return (
    <div className={cx(layout.page, css.wide)}>
      <PageHead
        above={
          <Link to="/content" className={layout.link}>
            {t("Content")}
          </Link>
        }
        title={String(document.name || name.id)}
        text={
          same
            ? t`Same as live version ${live}.`
            : live
              ? t`Changed since version ${live}; kept in this tab until you publish it.`
              : t("Not published yet; kept in this tab.")
        }
      >
        <Button disabled={same} onClick={() => setPublishing(true)}>
          {t("Publish")}
        </Button>
      </PageHead>
      <div className={css.columns} data-alone={name.kind === "block" || undefined}>
        <div className={layout.stack}>
          <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Content")}>
            {name.kind === "brand" ? (
              <BrandForm document={document} onChange={change} />
            ) : name.kind === "block" ? (
              <BlockForm document={document} onChange={change} />
            ) : (
              <TemplateForm document={document} onChange={change} />
            )}
          </section>
          <ContentFaults document={document} />
        </div>
        {name.kind === "block" ? null : (
          <PreviewPane kind={name.kind} document={document} sample={sample} />
        )}
      </div>
      {publishing ? (
        <PublishContent name={name} document={document} onClose={() => setPublishing(false)} />
      ) : null}
    </div>
  );
}
