/** Customers as a whole: what they will bring, and how long they take. */
import { Tabs } from "@mantine/core";
import type { JSX } from "react";
import { PageHead } from "@/ui/page/PageHead";
import layout from "@/ui/layout/layout.module.css";
import { TimeTo } from "./TimeTo";
import { Value } from "./Value";
import { t } from "@/language/t";

export function CustomersPage(): JSX.Element {
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Customers")}
        text={t(
          "What they will bring, and how long they take: of everybody, whatever journey they are in.",
        )}
      />
      <Tabs defaultValue="value" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="value">{t("What they will bring")}</Tabs.Tab>
          <Tabs.Tab value="time">{t("How long they take")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="value" pt="md" className={layout.stack}>
          <Value />
        </Tabs.Panel>
        <Tabs.Panel value="time" pt="md" className={layout.stack}>
          <TimeTo />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
