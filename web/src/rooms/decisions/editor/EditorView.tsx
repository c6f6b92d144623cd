/** The editor: bar, palette, canvas, panel, and the dialogs that they open. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useMemo, useState, type JSX } from "react";
import { live as liveQuery } from "@/rooms/decisions/editor/live/api";
import type { JourneyDetail, PresentAuthor } from "@/api/wire";
import type { Fault } from "@/api/faults";
import { ENTRY, type EdgeStart } from "@/canvas/commands";
import { diff, type Change } from "@/canvas/diff";
import type { Journey } from "@/canvas/document";
import { useAskedThread } from "./comments/useAskedThread";
import { CanvasView } from "./canvas/CanvasView";
import { Corner } from "./canvas/Corner";
import { Dialogs } from "./Dialogs";
import { Checks } from "./panel/Checks";
import { FirstStep } from "./canvas/FirstStep";
import { KindPicker } from "./canvas/KindPicker";
import { OutlineView } from "./outline/OutlineView";
import { Palette } from "./canvas/Palette";
import { Period } from "./live/Period";
import { focusBox, placeOf } from "./panel/focusBox";
import { Said } from "./Said";
import { SidePanel } from "./panel/SidePanel";
import { TextView } from "./TextView";
import { Asked } from "./together/Questions";
import { Toolbar } from "./toolbar/Toolbar";
import { useCanvasActs } from "./canvas/useCanvasActs";
import { useAround } from "./useAround";
import { useEditorActs } from "./useEditorActs";
import { openEdge, type Editor } from "./useEditor";
import { useKeys } from "./canvas/useKeys";
import { useLiveNews } from "./live/useLiveNews";
import { useSession, type Opened, type Session } from "./useSession";
import css from "./EditorView.module.css";

const CommentsPane = lazy(() => import("./comments/CommentsPane"));
const TryPane = lazy(() => import("./tryout/TryPane"));

const NO_CHANGES: Change[] = [];
const NO_FAULTS: Fault[] = [];
/** What stands open beside the canvas, whose keys go on. */
const BESIDE: ReadonlySet<Opened> = new Set<Opened>([null, "faults", "comments", "try"]);
const NOBODY: readonly PresentAuthor[] = [];

interface Props {
  detail: JourneyDetail;
  first: Journey;
  onReload: () => Promise<void>;
}

export function EditorView({ detail, first, onReload }: Props): JSX.Element {
  const session = useSession(detail, first, onReload);
  const { editor, view, opened } = session;
  const [panel, setPanel] = useState(() => window.innerWidth > 900);
  const { around, pick, setPick } = useAround(session);
  const acts = useCanvasActs(editor, around);
  useKeys(editor, acts, view === "draw" && BESIDE.has(opened));
  useEditorActs(session, acts);
  const { show } = session;
  const thread = useAskedThread(session);
  const { select } = editor;
  const jump = useCallback(
    (id: string) => {
      if (view !== "outline") show("draw");
      select([id]);
      setPanel(true);
      setTimeout(() => acts.center(id), 30);
    },
    [acts, select, show, view],
  );
  const lead = useCallback(
    (fault: Fault) => {
      if (fault.node !== null) jump(fault.node);
      else {
        if (view !== "outline") show("draw");
        select([]);
        setPanel(true);
      }
      focusBox(fault.at);
    },
    [jump, select, show, view],
  );
  return (
    <div className={css.editor} data-panel={panel || undefined}>
      <Toolbar session={session} />
      <Said editor={editor} checked={session.checked} />
      {view === "text" ? (
        <TextView
          document={editor.document}
          onApply={(next) => editor.act({ kind: "load", document: next })}
        />
      ) : (
        <Stage
          session={session}
          acts={acts}
          jump={jump}
          lead={lead}
          panel={panel}
          onPanel={setPanel}
          thread={thread}
          onPick={around.onPick}
        />
      )}
      <KindPicker
        pick={pick}
        onClose={() => setPick(null)}
        onKind={(kind, after) => {
          editor.grow(kind, { after });
          setPick(null);
        }}
      />
      <Dialogs session={session} />
    </div>
  );
}

interface StageProps {
  session: Session;
  acts: ReturnType<typeof useCanvasActs>;
  jump: (id: string) => void;
  /** Leads to the very box of a fault. */
  lead: (fault: Fault) => void;
  thread: string;
  panel: boolean;
  onPanel: (open: boolean) => void;
  onPick: (after: EdgeStart, screen: { x: number; y: number }) => void;
}

function Stage(props: StageProps): JSX.Element {
  const { session, acts, jump, lead, thread, panel, onPanel, onPick } = props;
  const { detail, editor, view, opened } = session;
  const { document } = editor;
  const watching = view === "live";
  const { data } = useQuery({
    ...liveQuery(detail.id, Number(session.days)),
    enabled: watching,
    refetchInterval: 15_000,
  });
  useLiveNews(detail.id, watching);
  const live = watching ? (data ?? null) : null;
  const published = detail.live?.document;
  const changes = useMemo(
    () => (published && !watching ? diff(published, document) : NO_CHANGES),
    [published, document, watching],
  );
  const watched = useMemo(
    (): Editor =>
      live && published
        ? {
            ...editor,
            document: published,
            act: () => {},
            grow: () => {},
            removeSelected: () => {},
          }
        : editor,
    [editor, live, published],
  );
  const about = editor.focus !== null && editor.focus in document.nodes ? editor.focus : null;
  const asked = watching ? null : { ...session.together, node: about };
  const faults = watching ? NO_FAULTS : session.checked.faults;
  return (
    <div
      className={css.stage}
      onFocus={(event) => session.typeAt(placeOf(event.target))}
      onBlur={(event) => {
        const to = placeOf(event.relatedTarget);
        if (!to || to !== placeOf(event.target)) session.typeAt("");
      }}
    >
      {watching ? null : (
        <Palette onAdd={(kind) => editor.grow(kind, { after: openEdge(document, editor.focus) })} />
      )}
      {view === "outline" ? (
        <OutlineView
          editor={editor}
          acts={acts}
          faults={faults}
          others={session.others}
          talk={session.comments.open}
          active={BESIDE.has(opened)}
          onPick={onPick}
          onOpen={() => onPanel(true)}
        />
      ) : (
        <div className={css.canvas} data-testid="canvas">
          <CanvasView
            editor={watched}
            watching={watching}
            faults={faults}
            changes={changes}
            live={live}
            others={watching ? NOBODY : session.others}
            fresh={session.together.fresh}
            talk={session.comments.open}
            trail={!watching && opened === "try" ? session.trials.trail : null}
            onPick={onPick}
          />
          {watching ? (
            <Period days={session.days} onDays={session.setDays} none={!detail.live} />
          ) : null}
          <Corner
            acts={acts}
            watching={watching}
            onTidy={() => editor.act({ kind: "tidy" })}
            panel={panel}
            onPanel={() => onPanel(!panel)}
          />
          {Object.keys(document.nodes).length === 0 ? (
            <FirstStep document={document} onEntry={() => editor.select([ENTRY])} />
          ) : null}
        </div>
      )}
      {opened === "faults" ? <Checks checked={session.checked} onJump={lead} /> : null}
      {opened === "comments" ? (
        <Suspense fallback={null}>
          <CommentsPane
            document={watched.document}
            comments={session.comments}
            focus={editor.focus}
            wanted={thread}
            onNode={jump}
            onClose={() => session.open(null)}
          />
        </Suspense>
      ) : opened === "try" ? (
        <Suspense fallback={null}>
          <TryPane
            document={document}
            trials={session.trials}
            onNode={jump}
            onClose={() => session.open(null)}
          />
        </Suspense>
      ) : panel ? (
        <Asked value={asked}>
          <SidePanel
            editor={watched}
            faults={faults}
            live={live}
            onEdit={() => session.show("draw")}
            onPaths={() => session.open("paths")}
            onClose={() => onPanel(false)}
          />
        </Asked>
      ) : null}
    </div>
  );
}
