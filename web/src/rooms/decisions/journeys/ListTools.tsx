/** Above the list: the state that is looked at, a search, and the order. */
import { NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { JourneyLine } from "@/api/wire";
import { spoken } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { ORDERS, type Filter, type Order } from "./shelf";
import { as, t } from "@/language/t";
import css from "./JourneyList.module.css";

const STATES = ["all", "live", "draft", "paused", "stopped", "archived"];

interface Props {
  all: readonly JourneyLine[];
  filter: Filter;
  onFilter: (part: Partial<Filter>) => void;
  order: Order;
  onOrder: (order: Order) => void;
}

export function ListTools({ all, filter, onFilter, order, onOrder }: Props): JSX.Element {
  const listed = all.filter((one) => !one.archived).length;
  return (
    <div className={css.listTools}>
      <SegmentedControl
        size="xs"
        value={filter.state}
        onChange={(state) => onFilter({ state })}
        data={STATES.map((one) => ({
          value: one,
          label:
            one === "all"
              ? t`All ${listed}`
              : one === "archived"
                ? as("state", "archived")
                : spoken(one),
        }))}
        aria-label={t("State")}
      />
      <TextInput
        size="xs"
        className={css.listSearch}
        leftSection={<Icon name="search" size={14} />}
        placeholder={t("Name, owner or goal")}
        aria-label={t("Search journeys")}
        value={filter.text}
        onChange={(event) => onFilter({ text: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label={t("Sort by")}
        data={[...ORDERS]}
        value={order}
        onChange={(event) => onOrder(event.currentTarget.value as Order)}
      />
    </div>
  );
}
