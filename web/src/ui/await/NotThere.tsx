/** What a page says of a name that nothing has. */
import { createContext, useContext, type JSX, type ReactNode } from "react";
import { Empty } from "../empty/Empty";
import { Words } from "../format/Words";
import { t } from "@/language/t";
import layout from "../layout/layout.module.css";

/** The way to the list in which one chooses what there is: the frame knows it. */
export const WayBack = createContext<ReactNode>(null);

/** What the server said of it, and the way back; asking once more would help nobody. */
export function NotThere({ text, code }: { text: string; code: string }): JSX.Element {
  return (
    <div className={layout.card} role="alert">
      <Empty icon="search" title={t("Nothing has this name")} actions={useContext(WayBack)}>
        <Words text={text} /> <code className={layout.small}>{code}</code>
      </Empty>
    </div>
  );
}
