/** The editor: bar, palette, canvas, panel, and the dialogs that they open. */
import "./editor.css";
import { ActionIcon, Select, Tooltip } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useState, type JSX } from "react";
import { post } from "@/api/client";
import { live as liveQuery } from "@/api/queries";
import type { JourneyDetail } from "@/api/schema";
import type { Fault } from "@/canvas/check";
import { ENTRY, type RoadStart } from "@/canvas/commands";
import { diff, type Change } from "@/canvas/diff";
import { freeId, type Journey } from "@/canvas/document";
import { Confirm } from "@/ui/Confirm";
import { Icon, type IconName } from "@/ui/Icon";
import { sayFault } from "@/ui/toast";
import { CanvasView } from "./CanvasView";
import { ConflictDialog } from "./ConflictDialog";
import { DiscardDialog } from "./DiscardDialog";
import { FaultLines } from "./FaultLines";
import { KeysHelp } from "./KeysHelp";
import { KindPicker, type Pick } from "./KindPicker";
import { Palette } from "./Palette";
import { PublishDialog } from "./PublishDialog";
import { SidePanel } from "./SidePanel";
import { TryDrawer } from "./TryDrawer";
import { TextView } from "./TextView";
import { Toolbar, type View } from "./Toolbar";
import { useAutosave } from "./useAutosave";
import { openRoad, useEditor, type Editor } from "./useEditor";
import { useFaults } from "./useFaults";
import { useKeys, type KeyActs } from "./useKeys";
import { useLiveNews } from "./useLiveNews";
import { VersionsDrawer } from "./VersionsDrawer";

type Open = "try" | "publish" | "versions" | "keys" | "faults" | "discard" | "stop" | null;
const NO_CHANGES: Change[] = [];
const NO_FAULTS: Fault[] = [];

export function EditorView({
  detail,
  first,
  onReload,
}: {
  detail: JourneyDetail;
  first: Journey;
  onReload: () => Promise<void>;
}): JSX.Element {
  const editor = useEditor(first);
  const { document, act, select } = editor;
  const save = useAutosave(detail.id, document, detail.draft?.revision ?? 0, first);
  const faults = useFaults(document);
  const flow = useReactFlow();
  const queries = useQueryClient();
  const [view, setView] = useState<View>("draw");
  const [days, setDays] = useState("7");
  const [open, setOpen] = useState<Open>(null);
  const [pick, setPick] = useState<Pick | null>(null);
  const [later, setLater] = useState(false);
  const drafted = detail.draft !== null || editor.history.past.length > 0;
  useEffect(() => {
    if (save.state !== "conflict") setLater(false);
  }, [save.state]);
  const [panel, setPanel] = useState(() => window.innerWidth > 900);
  const { data: live } = useQuery({
    ...liveQuery(detail.id, Number(days)),
    enabled: view === "live",
    refetchInterval: 15_000,
  });
  useLiveNews(detail.id, view === "live");
  const shownLive = view === "live" ? (live ?? null) : null;
  const liveDocument = detail.live?.document;
  const changes = useMemo(
    () => (liveDocument && view === "draw" ? diff(liveDocument, document) : NO_CHANGES),
    [liveDocument, document, view],
  );

  const watched = useMemo(
    (): Editor =>
      shownLive && liveDocument
        ? {
            ...editor,
            document: liveDocument,
            act: () => {},
            grow: () => {},
            removeSelected: () => {},
          }
        : editor,
    [editor, shownLive, liveDocument],
  );

  const acts = useMemo((): KeyActs => {
    const selectedEdges = () => flow.getEdges().filter((edge) => edge.selected);
    return {
      fit: () => void flow.fitView({ padding: 0.16, maxZoom: 1, duration: 200 }),
      help: () => setOpen("keys"),
      center: (id) => {
        const node = flow.getNode(id);
        if (node)
          void flow.setCenter(node.position.x + 132, node.position.y + 50, {
            zoom: flow.getZoom(),
            duration: 180,
          });
      },
      comment: () => {
        const spot = flow.screenToFlowPosition({
          x: window.innerWidth / 2,
          y: window.innerHeight / 2,
        });
        const taken = Object.fromEntries(
          (document.canvas?.comments ?? []).map((one) => [one.id, one]),
        );
        act({
          kind: "comment",
          comment: {
            id: freeId("comment", taken),
            text: "",
            x: Math.round(spot.x),
            y: Math.round(spot.y),
          },
        });
      },
      removeRoad: () => {
        const roads = selectedEdges();
        for (const edge of roads)
          act({
            kind: "disconnect",
            from: { node: edge.source, handle: edge.sourceHandle ?? "then" },
          });
        return roads.length > 0 && editor.selection.length === 0;
      },
    };
  }, [flow, act, document.canvas?.comments, editor.selection.length]);
  useKeys(editor, acts, view === "draw" && (open === null || open === "faults"));

  const jump = useCallback(
    (id: string) => {
      setView("draw");
      select([id]);
      setPanel(true);
      setTimeout(() => acts.center(id), 30);
    },
    [acts, select],
  );
  const onPick = useCallback(
    (after: RoadStart, screen: { x: number; y: number }) => setPick({ after, ...screen }),
    [],
  );
  const changeState = (word: "pause" | "resume" | "stop") => {
    post(`/api/journeys/${encodeURIComponent(detail.id)}/${word}`)
      .then(() => queries.invalidateQueries({ queryKey: ["journey", detail.id] }))
      .catch(sayFault);
  };
  const close = () => setOpen(null);
  return (
    <div className={`editor ${panel ? "with-panel" : ""}`}>
      <Toolbar
        editor={editor}
        state={detail.state}
        save={save}
        faults={faults}
        view={view}
        onView={setView}
        onFaults={() => setOpen(open === "faults" ? null : "faults")}
        onTry={() => setOpen("try")}
        onPublish={() => setOpen("publish")}
        onHistory={() => setOpen("versions")}
        onState={(word) => (word === "stop" ? setOpen("stop") : changeState(word))}
        drafted={drafted}
        onDiscard={() => setOpen("discard")}
        onSave={() => (save.state === "conflict" ? setLater(false) : void save.flush())}
        onHelp={() => setOpen("keys")}
      />
      {view === "text" ? (
        <TextView document={document} onApply={(next) => act({ kind: "load", document: next })} />
      ) : (
        <div className="stage">
          {view === "draw" ? (
            <Palette
              onAdd={(kind) => editor.grow(kind, { after: openRoad(document, editor.focus) })}
            />
          ) : null}
          <div className="canvas" data-testid="canvas">
            <CanvasView
              editor={watched}
              watching={view === "live"}
              faults={view === "draw" ? faults : NO_FAULTS}
              changes={changes}
              live={shownLive}
              onPick={onPick}
            />
            {view === "live" ? <Period days={days} onDays={setDays} none={!detail.live} /> : null}
            <Corner
              acts={acts}
              watching={view === "live"}
              onTidy={() => act({ kind: "tidy" })}
              panel={panel}
              onPanel={() => setPanel(!panel)}
            />
            {Object.keys(document.nodes).length === 0 ? (
              <FirstStep document={document} onEntry={() => select([ENTRY])} />
            ) : null}
          </div>
          {open === "faults" ? (
            <section className="fault-drawer" aria-label="Checks">
              {faults.length ? (
                <FaultLines faults={faults} onJump={jump} />
              ) : (
                <p className="dim">No fault found. Try it on one person, then publish.</p>
              )}
            </section>
          ) : null}
          {panel ? (
            <SidePanel
              editor={watched}
              faults={view === "draw" ? faults : NO_FAULTS}
              live={shownLive}
              onEdit={() => setView("draw")}
              onClose={() => setPanel(false)}
            />
          ) : null}
        </div>
      )}
      <KindPicker
        pick={pick}
        onClose={() => setPick(null)}
        onKind={(kind, after) => {
          editor.grow(kind, { after });
          setPick(null);
        }}
      />
      {save.state === "conflict" && !later ? (
        <ConflictDialog
          save={save}
          mine={document}
          onTake={(theirs) => act({ kind: "load", document: theirs })}
          onReload={() => void save.discard().then(onReload).catch(sayFault)}
          onLater={() => setLater(true)}
        />
      ) : null}
      {open === "discard" ? (
        <DiscardDialog
          detail={detail}
          document={document}
          discard={save.discard}
          onDiscarded={onReload}
          onClose={close}
        />
      ) : null}
      {open === "stop" ? (
        <Confirm
          title="Stop this journey for good?"
          act="Stop it"
          danger
          onClose={close}
          onAct={() => {
            close();
            changeState("stop");
          }}
        >
          Everybody in it leaves now, nothing more is sent, and nobody enters again. To hold it for
          a while, pause it instead.
        </Confirm>
      ) : null}
      {open === "try" ? <TryDrawer document={document} onClose={close} onNode={jump} /> : null}
      {open === "publish" ? (
        <PublishDialog
          detail={detail}
          document={document}
          faults={faults}
          flush={save.flush}
          onClose={close}
        />
      ) : null}
      {open === "versions" ? (
        <VersionsDrawer
          detail={detail}
          onClose={close}
          onOpen={(next) => act({ kind: "load", document: next })}
          drafted={drafted}
          onDiscard={() => setOpen("discard")}
        />
      ) : null}
      {open === "keys" ? <KeysHelp onClose={close} /> : null}
    </div>
  );
}

function Corner({
  acts,
  onTidy,
  panel,
  onPanel,
  watching,
}: {
  acts: KeyActs;
  watching: boolean;
  onTidy: () => void;
  panel: boolean;
  onPanel: () => void;
}): JSX.Element {
  const items: [string, IconName, () => void][] = [
    ["Lay out anew (L)", "layout", onTidy],
    ["Fit into the window (0)", "fit", acts.fit],
    ["Comment (C)", "comment", acts.comment],
    [panel ? "Hide the panel" : "Show the panel", panel ? "right" : "left", onPanel],
  ];
  return (
    <div className="corner" role="toolbar" aria-label="Canvas">
      {items
        .filter(([label]) => !watching || !/^(Lay|Comment)/.test(label))
        .map(([label, icon, onClick]) => (
          <Tooltip key={label} label={label} position="left">
            <ActionIcon variant="default" size="lg" aria-label={label} onClick={onClick}>
              <Icon name={icon} />
            </ActionIcon>
          </Tooltip>
        ))}
    </div>
  );
}

function Period({
  days,
  onDays,
  none,
}: {
  days: string;
  onDays: (days: string) => void;
  none: boolean;
}): JSX.Element {
  return (
    <div className="period">
      {none ? (
        <span className="dim">Nothing is live yet: publish first.</span>
      ) : (
        <Select
          size="xs"
          w={148}
          aria-label="Period"
          data={[
            { value: "1", label: "Last day" },
            { value: "7", label: "Last 7 days" },
            { value: "30", label: "Last 30 days" },
          ]}
          value={days}
          onChange={(value) => onDays(value ?? "7")}
        />
      )}
    </div>
  );
}

function FirstStep({ document, onEntry }: { document: Journey; onEntry: () => void }): JSX.Element {
  return (
    <div className="first-step">
      {document.entry.on.length === 0 ? (
        <p>
          First say{" "}
          <button type="button" className="link-button" onClick={onEntry}>
            who enters
          </button>
          , then drag a step onto the canvas.
        </p>
      ) : (
        <p>
          Drag the first step onto the canvas, or press <kbd>m</kbd> for a message.
        </p>
      )}
    </div>
  );
}
