/** Fields that two authors changed at once: both values with their names, and nothing else is blocked. */
import { Button } from "@mantine/core";
import { createContext, useContext, type JSX } from "react";
import { Note } from "@/ui/note/Note";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import type { Question, Together } from "./useTogether";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./Questions.module.css";

interface AskedHere extends Pick<Together, "questions" | "keepTheirs" | "useMine"> {
  /** The step that the panel is about; null: the journey. */
  node: string | null;
}

/** What is asked in the panel. */
export const Asked = createContext<AskedHere | null>(null);

/** The questions about the step that the panel is about, or about the journey. */
export function Questions(): JSX.Element | null {
  const asked = useContext(Asked);
  const mine = asked?.questions.filter((one) => one.node === asked.node) ?? [];
  if (!asked || mine.length === 0) return null;
  return (
    <section className={css.questions} aria-label={t("Changed by two")}>
      {mine.map((one, at) => (
        <Note key={at} tone="warn">
          <Two question={one} />
          <div className={cx(layout.row, layout.wrap)}>
            <Button size="xs" variant="default" onClick={() => asked.keepTheirs(one)}>
              {one.mine === undefined ? t("Keep the step") : t("Keep theirs")}
            </Button>
            <Button size="xs" variant="default" onClick={() => asked.useMine(one)}>
              {one.mine === undefined && one.path.length === 0 ? t("Remove it") : t("Use mine")}
            </Button>
          </div>
        </Note>
      ))}
    </section>
  );
}

function Two({ question }: { question: Question }): JSX.Element {
  const { path, mine, theirs } = question;
  const by = question.by || t("Somebody else");
  if (path.length === 0 && mine === undefined)
    return <p>{t`You removed this step, ${by} changed it meanwhile. It stays until you say.`}</p>;
  if (path.length === 0 && theirs === undefined)
    return <p>{t`${by} removed this step, you changed it meanwhile. It stays until you say.`}</p>;
  return (
    <>
      <p>{rich`You and ${by} changed ${(<strong>{fieldName(path)}</strong>)} at the same time.`}</p>
      <dl className={css.two}>
        <dt>{by}</dt>
        <dd>{shown(theirs)}</dd>
        <dt>{t("You")}</dt>
        <dd>{shown(mine)}</dd>
      </dl>
    </>
  );
}

const LONGEST = 240;

function fieldName(path: readonly string[]): string {
  const words = path.filter((one) => one !== "content" && !/^\d+$/.test(one));
  return words.map((one) => one.replace(/_/g, " ")).join(", ") || t("this step");
}

function shown(value: unknown): string {
  if (value === undefined || value === "") return t("nothing");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}
