/** The same journey as YAML; what is applied here is one step that can be undone. */
import { Button, Textarea } from "@mantine/core";
import { useEffect, useState, type JSX } from "react";
import type { Journey } from "@/canvas/document";
import { Icon } from "@/ui/icon/Icon";
import { say } from "@/ui/toast/toast";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./TextView.module.css";
import layout from "@/ui/layout/layout.module.css";

/** The journey as YAML text. */
async function toText(document: Journey): Promise<string> {
  const { stringify } = await import("yaml");
  return stringify(document, { lineWidth: 110, defaultKeyType: "PLAIN" });
}

/** The journey in a YAML or JSON text. Raises with words that say where it cannot be read. */
async function fromText(text: string): Promise<Journey> {
  const { parse } = await import("yaml");
  const value: unknown = parse(text);
  const whole =
    typeof value === "object" &&
    value !== null &&
    "nodes" in value &&
    "entry" in value &&
    "id" in value;
  if (!whole) throw new Error(t("A journey has an id, an entry and nodes."));
  return { ...(value as Journey), kind: "journey" };
}

export function TextView({
  document,
  onApply,
}: {
  document: Journey;
  onApply: (document: Journey) => void;
}): JSX.Element {
  const [text, setText] = useState("");
  const [touched, setTouched] = useState(false);
  const [fault, setFault] = useState("");
  useEffect(() => {
    if (!touched) void toText(document).then(setText);
  }, [document, touched]);
  const apply = async () => {
    try {
      const next = await fromText(text);
      if (next.id !== document.id)
        throw new Error(t`The id must stay "${document.id}": it names the journey.`);
      onApply(next);
      setFault("");
      setTouched(false);
      say(t("Applied. Undo takes it back."));
    } catch (error) {
      setFault(error instanceof Error ? error.message : t("This cannot be read."));
    }
  };
  const copy = () => void navigator.clipboard.writeText(text).then(() => say(t("Copied.")));
  return (
    <div className={css.textView}>
      <div className={layout.spread}>
        <p className={cx(layout.dim, layout.small)}>
          {t(
            "The file that `loopline pull` and `push` keep in git, and what the canvas draws, are this same document.",
          )}
        </p>
        <div className={layout.row}>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="copy" size={14} />}
            onClick={copy}
          >
            {t("Copy")}
          </Button>
          <Button size="xs" variant="default" disabled={!touched} onClick={() => setTouched(false)}>
            {t("Discard")}
          </Button>
          <Button size="xs" disabled={!touched} onClick={() => void apply()}>
            {t("Apply")}
          </Button>
        </div>
      </div>
      <Textarea
        aria-label={t("The journey as YAML")}
        className={css.textBox}
        classNames={{ input: layout.mono }}
        spellCheck={false}
        value={text}
        error={fault}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setTouched(true);
        }}
      />
    </div>
  );
}
