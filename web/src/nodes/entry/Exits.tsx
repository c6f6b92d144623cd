/** The exit rules: who leaves before the end. */
import { Button } from "@mantine/core";
import { useContext, type JSX } from "react";
import type { ExitRule } from "@/canvas/document";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { BoxesOf } from "../fields/boxes";
import { ExitRuleFields } from "./ExitRuleFields";
import type { JourneyFormProps } from "./Form";
import { t } from "@/language/t";

export function Exits({ document, patch }: JourneyFormProps): JSX.Element {
  const boxes = useContext(BoxesOf);
  const rules = document.exits ?? [];
  const set = (all: ExitRule[], merge?: string) =>
    patch({ exits: all.length ? all : undefined }, merge);
  return (
    <>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "People leave at once, also in the middle of a wait. Rules of all journeys stand in the settings of the workspace.",
        )}
      </p>
      {rules.map((rule, at) => (
        <BoxesOf key={at} value={{ ...boxes, root: `exits[${at}]` }}>
          <ExitRuleFields
            rule={rule}
            number={at + 1}
            change={(changed) =>
              set(
                rules.map((one, index) => (index === at ? changed : one)),
                `exit${at}`,
              )
            }
            remove={() => set(rules.filter((_, index) => index !== at))}
          />
        </BoxesOf>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => set([...rules, { on: "" }])}
        >
          {t("Add an exit rule")}
        </Button>
      </div>
    </>
  );
}
