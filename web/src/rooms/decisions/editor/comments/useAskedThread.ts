/** The thread that the address asks for, as a note about a mention does: the comments open with it. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Session } from "../useSession";

/** Its id, "" for none. Closing the comments takes it out of the address, so that it can be asked for again. */
export function useAskedThread({ opened, open }: Pick<Session, "opened" | "open">): string {
  const { thread = "" } = useSearch({ from: "/inside/journeys/$id" });
  const navigate = useNavigate();
  const shown = useRef("");
  useEffect(() => {
    if (thread) open("comments");
  }, [thread, open]);
  useEffect(() => {
    if (opened === "comments") shown.current = thread;
    else if (thread && shown.current === thread) {
      shown.current = "";
      void navigate({ to: ".", search: {}, replace: true });
    }
  }, [opened, thread, navigate]);
  return thread;
}
