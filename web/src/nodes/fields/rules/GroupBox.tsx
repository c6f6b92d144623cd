/** Rules that belong together, and groups of them within: all of them hold, any of them, or none. */
import { ActionIcon, Button, Select } from "@mantine/core";
import { useState, type JSX, type KeyboardEvent } from "react";
import {
  changeAt,
  DEEPEST,
  group,
  isEmpty,
  rule,
  type Group,
  type Join,
} from "@/canvas/rules/tree";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import css from "../fields.module.css";
import { BLANKS } from "./kinds";
import { RuleCard } from "./RuleCard";
import { t } from "@/language/t";

const JOINS = [
  { value: "all", label: t("All of") },
  { value: "any", label: t("Any of") },
  { value: "none", label: t("None of") },
];

interface Props {
  root: Group;
  /** How many groups lie around it, itself among them. */
  depth?: number;
  event?: string | undefined;
  ofPeople?: boolean | undefined;
  onChange: (root: Group) => void;
  onRemove?: () => void;
}

export function GroupBox({
  root,
  depth = 1,
  event,
  ofPeople,
  onChange,
  onRemove,
}: Props): JSX.Element {
  const [fresh, setFresh] = useState<number | null>(null);
  const { items, join } = root;
  const put = (next: Group["items"]) => onChange({ ...root, items: next, source: null });
  const addRule = () => {
    setFresh(items.length);
    put([...items, rule(BLANKS.field)]);
  };
  const last = items.at(-1);
  /** Enter in the last rule begins the next one; a list that is open keeps its Enter. */
  const next = (pressed: KeyboardEvent<HTMLElement>) => {
    if (pressed.key !== "Enter" || pressed.defaultPrevented || pressed.ctrlKey) return;
    const box = pressed.target;
    if (!(box instanceof HTMLInputElement) || !last || isEmpty(last)) return;
    if (box.matches(".mantine-Select-input[aria-expanded=true]")) return;
    pressed.preventDefault();
    pressed.stopPropagation();
    addRule();
  };
  return (
    <div className={cx(css.group, depth > 1 ? css.nested : "")}>
      {items.length > 1 || depth > 1 || join === "none" ? (
        <div className={layout.row}>
          <Select
            className={css.op}
            size="xs"
            aria-label={t("How the rules are joined")}
            searchable
            data={JOINS}
            value={join}
            onChange={(value) => value && onChange({ ...root, join: value as Join, source: null })}
          />
          {onRemove ? (
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={t("Remove this group")}
              onClick={onRemove}
            >
              <Icon name="close" size={13} />
            </ActionIcon>
          ) : null}
        </div>
      ) : null}
      {items.map((item, at) =>
        item.kind === "group" ? (
          <GroupBox
            key={at}
            root={item}
            depth={depth + 1}
            event={event}
            ofPeople={ofPeople}
            onChange={(changed) => onChange(changeAt(root, [at], changed))}
            onRemove={() => onChange(changeAt(root, [at], null))}
          />
        ) : (
          <div key={at} onKeyDown={at === items.length - 1 ? next : undefined}>
            <RuleCard
              rule={item}
              event={event}
              ofPeople={ofPeople}
              fresh={fresh === at}
              onChange={(changed) => {
                setFresh(null);
                onChange(changeAt(root, [at], changed));
              }}
            />
          </div>
        ),
      )}
      <div className={cx(layout.row, layout.wrap)}>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<Icon name="plus" size={13} />}
          disabled={items.some((item) => item.kind === "rule" && isEmpty(item))}
          onClick={addRule}
        >
          {t("Add a rule")}
        </Button>
        {depth < DEEPEST ? (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<Icon name="plus" size={13} />}
            onClick={() => {
              setFresh(null);
              put([...items, group(join === "any" ? "all" : "any", rule(BLANKS.field))]);
            }}
          >
            {t("Add a group of rules")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
