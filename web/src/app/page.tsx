/** A page that is loaded when it is first entered. Where the server cannot be reached it says so, and comes once it can. */
import { lazyRouteComponent } from "@tanstack/react-router";
import { useEffect, useState, type ComponentType, type JSX } from "react";
import { noAnswer } from "@/api/client";
import { FaultNote } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";

type Module = Record<string, ComponentType>;

/** Whether the server answers at all; what it says does not matter. */
async function answers(): Promise<boolean> {
  try {
    await fetch("/api/session", { cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

/** Stands for a page whose code did not come; loading the studio anew would leave the browser's own error instead. */
function away(load: () => Promise<Module>, name: string): () => JSX.Element {
  return function Away() {
    const [Page, setPage] = useState<ComponentType | null>(null);
    const again = async () => {
      try {
        const page = (await load())[name];
        setPage(() => page ?? null);
      } catch {
        if (await answers()) window.location.reload();
      }
    };
    useEffect(() => {
      const online = () => void again();
      window.addEventListener("online", online);
      return () => window.removeEventListener("online", online);
    });
    if (Page) return <Page />;
    return (
      <div className={layout.page}>
        <FaultNote error={noAnswer()} onRetry={() => void again()} />
      </div>
    );
  };
}

/** As the router's own, which loads the whole studio anew when code is missing: right after an update, wrong when offline. */
export const lazyPage: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(async () => {
    try {
      return await load();
    } catch (error) {
      if (await answers()) throw error;
      const known = String(name ?? "default");
      return { [known]: away(load as () => Promise<Module>, known) } as never;
    }
  }, name);
