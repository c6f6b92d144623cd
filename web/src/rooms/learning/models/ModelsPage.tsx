/** Models that score people: what each is worth, by people whom it had not seen. */
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { Await } from "@/ui/await/Await";
import { Empty } from "@/ui/empty/Empty";
import layout from "@/ui/layout/layout.module.css";
import { PageHead } from "@/ui/page/PageHead";
import { models } from "./api";
import { ModelCard } from "./ModelCard";
import { t } from "@/language/t";

export function ModelsPage(): JSX.Element {
  const query = useQuery(models());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Models")}
        text={t(
          "What people are likely to do, learned from what others did. Conditions ask for it as score(“churn”).",
        )}
      />
      <Await query={query} lines={8}>
        {(data) =>
          data.models.length ? (
            <div className={layout.stack}>
              {data.models.map((one) => (
                <ModelCard key={one.id} model={one} />
              ))}
            </div>
          ) : (
            <div className={layout.card}>
              <Empty icon="results" title={t("No model is published yet")}>
                {t(
                  "Write a document of the kind model, with what it foretells and whom it is about, and push it: loopline push churn.yaml --publish.",
                )}
              </Empty>
            </div>
          )
        }
      </Await>
    </div>
  );
}
