/** Who else has this journey open, and what they have just done. */
import { Tooltip } from "@mantine/core";
import type { JSX } from "react";
import type { PresentAuthor } from "@/api/wire";
import { nodeName, type Journey } from "@/canvas/document";
import { initials } from "./initials";
import { t } from "@/language/t";
import css from "./Avatars.module.css";

interface Props {
  others: readonly PresentAuthor[];
  document: Journey;
  news: string;
}

const SHOWN = 4;

export function Avatars({ others, document, news }: Props): JSX.Element {
  return (
    <>
      <ul className={css.avatars} aria-label={t("Also here")}>
        {others.slice(0, SHOWN).map((one) => (
          <Tooltip key={one.window} label={words(one, document)}>
            <li className={css.avatar} aria-label={words(one, document)}>
              <span aria-hidden="true">{initials(one.name)}</span>
            </li>
          </Tooltip>
        ))}
        {others.length > SHOWN ? (
          <li className={css.avatar} aria-label={t`and ${others.length - SHOWN} more`}>
            +{others.length - SHOWN}
          </li>
        ) : null}
      </ul>
      <p className={css.news} role="status" aria-label={t("Changes by others")}>
        {news}
      </p>
    </>
  );
}

function words({ name, step }: PresentAuthor, document: Journey): string {
  const node = document.nodes[step];
  return node ? t`${name} is here, at "${nodeName(step, node)}"` : t`${name} is here`;
}
