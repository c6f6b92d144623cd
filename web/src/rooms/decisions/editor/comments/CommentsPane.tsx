/** The comments beside the canvas: about the selected step first, then all others, open or resolved. */
import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import { useEffect, useMemo, useRef, useState, type JSX } from "react";
import type { ThreadLine } from "@/api/wire";
import { ENTRY } from "@/canvas/commands";
import { nodeName, type Journey } from "@/canvas/document";
import { edgesOf } from "@/canvas/edges";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { say, sayFault } from "@/ui/toast/toast";
import panel from "../panel/SidePanel.module.css";
import { useReturnFocus } from "../panel/useReturnFocus";
import { sayComment } from "./api";
import { Composer } from "./Composer";
import { Thread } from "./Thread";
import { isOpen, type Comments } from "./useComments";
import { keepUnsaid, boxOf, unsaid } from "./unsaid";
import { as, t } from "@/language/t";
import css from "./comments.module.css";

interface Props {
  document: Journey;
  comments: Comments;
  /** The selected step, "@entry" among them; null: the journey is talked about. */
  focus: string | null;
  /** The thread that an address asks for; "" for none. */
  wanted: string;
  onNode: (id: string) => void;
  onClose: () => void;
}

/** What a thread or a new comment is about, as it is called now. */
function aboutWords(document: Journey, step: string, handle: string, name: string): string {
  if (!step) return t("the journey");
  if (step === ENTRY) return t("who enters");
  const node = document.nodes[step];
  const called = node ? nodeName(step, node) : name || step;
  if (!handle) return called;
  const path = node ? edgesOf(node).find((edge) => edge.handle === handle)?.label : undefined;
  return t`${called}, path ${path || handle}`;
}

const PAGE = 20;

export default function CommentsPane(props: Props): JSX.Element {
  const { document, comments, focus, wanted, onNode, onClose } = props;
  const { threads, seen, unread } = comments;
  const pane = useRef<HTMLElement>(null);
  useReturnFocus(pane);
  const asked = threads.find((one) => one.id === wanted);
  const [chosen, setShown] = useState<"open" | "resolved" | null>(null);
  const [length, setLength] = useState(PAGE);
  const shown = chosen ?? (asked && !isOpen(asked) ? "resolved" : "open");
  useEffect(() => {
    if (unread) seen();
  }, [unread, seen]);
  const step = focus ?? "";
  const lines = useMemo(
    () => inOrder(threads, shown === "open", step, wanted),
    [threads, shown, step, wanted],
  );
  const counts = { open: threads.filter(isOpen).length, all: threads.length };
  return (
    <aside ref={pane} className={panel.panel} aria-label={t("Comments")}>
      <header className={panel.panelHead}>
        <h2 className={layout.grow}>{t("Comments")}</h2>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("Close the comments")}
          onClick={onClose}
        >
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className={panel.panelBody}>
        <NewThread {...props} />
        <SegmentedControl
          size="xs"
          aria-label={t("Which comments")}
          value={shown}
          onChange={(next) => setShown(next as "open" | "resolved")}
          data={[
            { value: "open", label: t`Open ${counts.open}` },
            { value: "resolved", label: t`Resolved ${counts.all - counts.open}` },
          ]}
        />
        {lines.slice(0, length).map((one) => (
          <Thread
            key={one.id}
            thread={one}
            about={aboutWords(document, one.step, one.handle, one.step_name)}
            journey={document.id}
            comments={comments}
            wanted={one.id === wanted}
            onStep={
              one.step in document.nodes || one.step === ENTRY ? () => onNode(one.step) : null
            }
          />
        ))}
        {lines.length > length ? (
          <Button
            variant="default"
            size="xs"
            onClick={() => setLength(length + PAGE)}
          >{t`Show ${Math.min(PAGE, lines.length - length)} more of ${lines.length}`}</Button>
        ) : null}
        {lines.length ? null : (
          <p className={cx(layout.dim, css.none)}>{NONE[comments.state](shown)}</p>
        )}
      </div>
    </aside>
  );
}

const NONE: Record<Comments["state"], (shown: "open" | "resolved") => string> = {
  asking: () => t("The server is asked for the comments."),
  failed: () =>
    t("The server did not answer, so the comments are not shown. What you say is kept."),
  known: (shown) =>
    shown === "open"
      ? t(
          "Ask about a step, or about the journey. Comments stand beside the draft and change nothing in it.",
        )
      : t("Nothing was resolved yet."),
};

/** Of this kind: the wanted one, those about the selected step, then what has news, then the newest. */
function inOrder(
  threads: readonly ThreadLine[],
  open: boolean,
  step: string,
  wanted: string,
): ThreadLine[] {
  const rank = (one: ThreadLine) =>
    one.id === wanted ? 0 : step && one.step === step ? 1 : one.unread ? 2 : 3;
  const last = (one: ThreadLine) => one.comments.at(-1)?.at ?? 0;
  return threads
    .filter((one) => isOpen(one) === open)
    .sort((a, b) => rank(a) - rank(b) || last(b) - last(a));
}

/** It stays about the step at which somebody began to type, whatever is selected meanwhile. */
function NewThread({ document, comments, focus, wanted, onClose }: Props): JSX.Element {
  const box = boxOf(document.id);
  const [begun, setBegun] = useState(() => unsaid(box));
  const step = begun?.step ?? focus ?? "";
  const name = aboutWords(document, step, "", "");
  const onTyped = (text: string) => {
    const next = text ? { step, text } : null;
    keepUnsaid(box, next);
    setBegun(next);
  };
  return (
    <Composer
      label={t`Comment on ${name}`}
      act={as("act", "Comment")}
      people={comments.people}
      first={begun?.text ?? ""}
      onTyped={onTyped}
      autoFocus={!wanted}
      onEscape={onClose}
      onSay={async (text, mentions) => {
        const said = { step, step_name: step ? name.slice(0, 200) : "", text, mentions };
        try {
          await sayComment(document.id, said);
          await comments.refresh();
          say(t`Commented on ${name}.`);
          return true;
        } catch (error) {
          sayFault(error);
          return false;
        }
      }}
    />
  );
}
