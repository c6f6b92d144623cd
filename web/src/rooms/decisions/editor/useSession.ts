/** One journey being edited: the document, its saving and its checks, what is shown of it, and what stands open over it. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { JourneyDetail, PresentAuthor } from "@/api/wire";
import type { Journey } from "@/canvas/document";
import { sayFault } from "@/ui/toast/toast";
import { tellState, type StateWord } from "./api";
import { useComments, type Comments } from "./comments/useComments";
import { usePresence } from "./together/usePresence";
import { useTogether, type Together } from "./together/useTogether";
import { useTrials, type Trials } from "./tryout/useTrials";
import { useAutosave, type Autosave } from "./versions/useAutosave";
import { useEditor, type Editor } from "./useEditor";
import { useFaults, useWhileTyping, type Checked } from "./useFaults";

export type View = "draw" | "outline" | "live" | "text";

/** On a phone a journey opens as a list. */
const PHONE = 760;

/** What stands open over the canvas. */
export type Opened =
  | "try"
  | "publish"
  | "versions"
  | "keys"
  | "faults"
  | "discard"
  | "stop"
  | "paths"
  | "texts"
  | "comments"
  | "join"
  | null;

export interface Session {
  detail: JourneyDetail;
  editor: Editor;
  save: Autosave;
  checked: Checked;
  /** In which box of the form somebody types; "" for none. */
  typeAt: (at: string) => void;
  together: Together;
  /** Other windows in which the journey is open. */
  others: readonly PresentAuthor[];
  comments: Comments;
  trials: Trials;
  view: View;
  show: (view: View) => void;
  /** Of how many days the live canvas tells. */
  days: string;
  setDays: (days: string) => void;
  opened: Opened;
  open: (what: Opened) => void;
  /** There is something that is not published. */
  drafted: boolean;
  /** Somebody discarded the draft, and whether it stays waits for its answer; it was not put off. */
  asked: boolean;
  putOff: () => void;
  /** Mends what stopped the saving: asks again whether the draft stays, or tries again. */
  mendSaving: () => void;
  changeState: (word: StateWord) => void;
  /** Begins again with what the server has. */
  reload: () => Promise<void>;
}

export function useSession(
  detail: JourneyDetail,
  first: Journey,
  reload: () => Promise<void>,
): Session {
  const editor = useEditor(first);
  const together = useTogether(editor);
  const { id, draft } = detail;
  const save = useAutosave({ id, document: editor.document, first, draft, together });
  const others = usePresence(id, editor.focus ?? "");
  const comments = useComments(id);
  const trials = useTrials(editor.document);
  const [checked, typeAt] = useWhileTyping(useFaults(editor.document));
  const queries = useQueryClient();
  const [view, show] = useState<View>(() => (window.innerWidth <= PHONE ? "outline" : "draw"));
  const [days, setDays] = useState("7");
  const [opened, setOpened] = useState<Opened>(null);
  const open = useCallback((what: Opened) => {
    // Try stands beside the drawing
    if (what === "try") show((now) => (now === "outline" ? now : "draw"));
    setOpened(what);
  }, []);
  const [later, setLater] = useState(false);
  useEffect(() => {
    if (save.state !== "discarded") setLater(false);
  }, [save.state]);
  const putOff = useCallback(() => setLater(true), []);
  const { flush, state } = save;
  const mendSaving = useCallback(() => {
    if (state === "discarded") setLater(false);
    else void flush();
  }, [state, flush]);
  const changeState = useCallback(
    (word: StateWord) => {
      tellState(detail.id, word)
        .then(() => queries.invalidateQueries({ queryKey: ["journey", detail.id] }))
        .catch(sayFault);
    },
    [detail.id, queries],
  );
  return useMemo(
    () => ({
      detail,
      editor,
      save,
      checked,
      typeAt,
      together,
      others,
      comments,
      trials,
      view,
      show,
      days,
      setDays,
      opened,
      open,
      drafted: detail.draft !== null || editor.history.past.length > 0,
      asked: save.state === "discarded" && !later,
      putOff,
      mendSaving,
      changeState,
      reload,
    }),
    [
      detail,
      editor,
      save,
      checked,
      typeAt,
      together,
      others,
      comments,
      trials,
      view,
      days,
      opened,
      open,
      later,
      putOff,
      mendSaving,
      changeState,
      reload,
    ],
  );
}
