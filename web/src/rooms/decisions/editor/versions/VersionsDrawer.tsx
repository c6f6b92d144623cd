/** Every version with who, when and why; any can be brought back as the draft. */
import { Button, Drawer } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { version } from "./api";
import type { JourneyDetail } from "@/api/wire";
import type { Journey } from "@/canvas/document";
import { when } from "@/ui/format/format";
import { Badge } from "@/ui/badge/Badge";
import { say, sayFault } from "@/ui/toast/toast";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./VersionsDrawer.module.css";
import layout from "@/ui/layout/layout.module.css";

const PAGE = 20;

interface Props {
  detail: JourneyDetail;
  onClose: () => void;
  onOpen: (document: Journey) => void;
  drafted: boolean;
  onDiscard: () => void;
}

export function VersionsDrawer({
  detail,
  onClose,
  onOpen,
  drafted,
  onDiscard,
}: Props): JSX.Element {
  const [shown, setShown] = useState(PAGE);
  const queries = useQueryClient();
  const open = async (number: number) => {
    try {
      const found = await queries.ensureQueryData(version(detail.id, number));
      onOpen(found.document);
      say(t`The draft is now version ${number}. Undo takes it back.`);
      onClose();
    } catch (error) {
      sayFault(error);
    }
  };
  const lines = [...detail.versions].sort((a, b) => b.version - a.version);
  return (
    <Drawer opened onClose={onClose} position="right" title={t("Versions")} size="md">
      {drafted ? (
        <div className={cx(css.draftLine, layout.spread)}>
          <div>
            <h3>{t("Draft")}</h3>
            <p className={cx(layout.small, layout.dim)}>
              {detail.draft ? t`Saved ${when(detail.draft.saved_at)}` : t("Not saved yet")}
              {detail.live ? t("; not live") : t("; never published")}
            </p>
          </div>
          <Button size="compact-xs" variant="subtle" color="red" onClick={onDiscard}>
            {t("Discard")}
          </Button>
        </div>
      ) : null}
      {lines.length === 0 ? (
        <p className={layout.dim}>
          {t("Nothing has been published yet. The first version will stand here, with its reason.")}
        </p>
      ) : null}
      <ol className={css.versions}>
        {lines.slice(0, shown).map((one) => (
          <li key={one.version}>
            <div className={layout.spread}>
              <h3>
                {t`Version ${one.version}`}{" "}
                {detail.live?.version === one.version ? (
                  <Badge tone="good">{t("live")}</Badge>
                ) : null}
              </h3>
              <Button size="compact-xs" variant="default" onClick={() => void open(one.version)}>
                {t("Open as the draft")}
              </Button>
            </div>
            <p>{one.reason || t("No reason was given.")}</p>
            <p className={cx(layout.small, layout.dim)}>
              {when(one.published_at)} · {one.by}
            </p>
          </li>
        ))}
      </ol>
      {lines.length > shown ? (
        <Button
          variant="default"
          size="xs"
          mt={12}
          onClick={() => setShown(shown + PAGE)}
        >{t`Show ${Math.min(PAGE, lines.length - shown)} more of ${lines.length}`}</Button>
      ) : null}
    </Drawer>
  );
}
