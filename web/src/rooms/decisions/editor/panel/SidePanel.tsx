/** The panel at the right: the form of what is selected, or of the journey. */
import { ActionIcon, Button, TextInput, Textarea, Tooltip } from "@mantine/core";
import type { JSX } from "react";
import type { Live } from "@/api/wire";
import type { Fault } from "@/api/faults";
import { ENTRY } from "@/canvas/commands";
import { nodeName, type JourneyNode } from "@/canvas/document";
import { definitionOf, summaryOf } from "@/canvas/kinds";
import { EntryForm, type JourneyPatch } from "@/nodes/entry/Form";
import { atWay } from "@/nodes/entry/ways/WaysIn";
import { JourneyForm } from "@/nodes/entry/JourneyForm";
import { BoxesOf } from "@/nodes/fields/boxes";
import { Fold } from "@/nodes/fields/Fold";
import { WhereAsked } from "@/nodes/fields/WhereAsked";
import { facesOf } from "@/nodes/registry";
import { Icon } from "@/ui/icon/Icon";
import { KindChip } from "@/ui/chip/KindChip";
import { FaultLines } from "./FaultLines";
import { Frame } from "./Frame";
import { focusBox } from "./focusBox";
import { focusCard } from "../canvas/focusCard";
import { IdField } from "./IdField";
import { LiveOverview } from "../live/LiveOverview";
import { NextSteps } from "./NextSteps";
import { StandingPeople } from "../live/StandingPeople";
import { SamePath } from "../paths/SamePath";
import type { Editor } from "../useEditor";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

interface Props {
  editor: Editor;
  faults: readonly Fault[];
  live: Live | null;
  onEdit: () => void;
  /** Asks onto which branches the selected path is copied. */
  onPaths: () => void;
  onClose: () => void;
}

function StepPanel({
  id,
  node,
  editor,
  faults,
  onClose,
  onPaths,
}: Props & { id: string; node: JourneyNode }): JSX.Element {
  const { act, document } = editor;
  const definition = definitionOf(node.kind);
  const { Form } = facesOf(node.kind);
  const own = faults.filter((one) => one.node === id);
  const change = (next: JourneyNode, merge?: string) =>
    act({ kind: "replace", id, node: next }, merge ?? "");
  const head = (
    <>
      <KindChip kind={node.kind} icon={definition.icon} size={15} />
      <div className={layout.grow}>
        <div className={cx(layout.small, layout.dim)}>{definition.name}</div>
        <h2 className={layout.clip}>{nodeName(id, node)}</h2>
      </div>
      <Tooltip label={t("Remove this step (Delete)")}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("Remove this step")}
          onClick={editor.removeSelected}
        >
          <Icon name="trash" />
        </ActionIcon>
      </Tooltip>
    </>
  );
  return (
    <Frame
      key={id}
      head={head}
      onClose={onClose}
      fresh={editor.fresh === id}
      onDone={() => focusCard(id)}
    >
      <FaultLines faults={own} onJump={(fault) => focusBox(fault.at)} />
      <TextInput
        label={t("Name")}
        id="step-name"
        placeholder={nodeName(id, undefined)}
        value={node.name ?? ""}
        onChange={(event) =>
          act({ kind: "rename", id, name: event.currentTarget.value }, `${id}.name`)
        }
      />
      <WhereAsked value={{ document, node: id }}>
        <BoxesOf value={{ root: `nodes.${id}`, faults: own }}>
          <Form key={id} id={id} node={node} document={document} change={change} />
        </BoxesOf>
      </WhereAsked>
      <NextSteps id={id} node={node} document={document} act={act} />
      <SamePath id={id} document={document} onOpen={onPaths} />
      <Fold title={t("Note and id")} open={Boolean(node.note)}>
        <Textarea
          label={t("Note for colleagues")}
          autosize
          minRows={2}
          value={node.note ?? ""}
          onChange={(event) =>
            change({ ...node, note: event.currentTarget.value || undefined }, `${id}.note`)
          }
        />
        <IdField
          key={id}
          id={id}
          onRename={(to) => {
            act({ kind: "rename_id", id, to });
            editor.select([]);
          }}
        />
      </Fold>
    </Frame>
  );
}

export function SidePanel(props: Props): JSX.Element | null {
  const { editor, faults, onClose } = props;
  const { document, focus, selection, act } = editor;
  const patch = (part: JourneyPatch, merge?: string) =>
    act({ kind: "journey", patch: part }, merge ?? "");
  const node = focus === null ? undefined : document.nodes[focus];
  const ofJourney = faults.filter((one) => one.node === null);
  if (props.live && focus !== null && node) {
    return (
      <Frame
        onClose={onClose}
        head={
          <>
            <KindChip kind={node.kind} icon={definitionOf(node.kind).icon} size={15} />
            <h2 className={cx(layout.grow, layout.clip)}>{nodeName(focus, node)}</h2>
          </>
        }
      >
        <p className={layout.dim}>{summaryOf(node)}</p>
        <StandingPeople journey={document.id} node={focus} />
        <div>
          <Button variant="default" size="xs" onClick={props.onEdit}>
            {t("Edit this step")}
          </Button>
        </div>
      </Frame>
    );
  }
  if (props.live) {
    return (
      <Frame
        onClose={onClose}
        head={
          <>
            <KindChip kind="entry" icon="journeys" size={15} />
            <h2 className={layout.grow}>{t("Now")}</h2>
          </>
        }
      >
        <LiveOverview document={document} live={props.live} onNode={(id) => editor.select([id])} />
      </Frame>
    );
  }
  if (focus !== null && node) return <StepPanel {...props} id={focus} node={node} />;
  if (focus === ENTRY) {
    return (
      <Frame
        onClose={onClose}
        fresh={editor.fresh === ENTRY}
        onDone={() => focusCard(ENTRY)}
        head={
          <>
            <KindChip kind="entry" icon="entry" size={15} />
            <h2 className={layout.grow}>{t("Entry")}</h2>
          </>
        }
      >
        <FaultLines
          faults={faults.filter((one) => one.node === ENTRY && !atWay(one))}
          onJump={(fault) => focusBox(fault.at)}
        />
        <WhereAsked value={{ document, node: null }}>
          <BoxesOf value={{ root: "", faults: faults.filter((one) => !atWay(one)) }}>
            <EntryForm document={document} patch={patch} faults={faults.filter(atWay)} />
          </BoxesOf>
        </WhereAsked>
      </Frame>
    );
  }
  if (selection.length > 1) {
    return (
      <Frame
        onClose={onClose}
        head={<h2 className={layout.grow}>{t`${selection.length} steps selected`}</h2>}
      >
        <p className={layout.dim}>
          {t(
            "Drag to move them together. Copy with Ctrl C, paste with Ctrl V, also into another journey.",
          )}
        </p>
        <div className={layout.row}>
          <Button variant="default" leftSection={<Icon name="copy" />} onClick={editor.copy}>
            {t("Copy")}
          </Button>
          <Button
            variant="default"
            leftSection={<Icon name="trash" />}
            onClick={editor.removeSelected}
          >
            {t("Remove")}
          </Button>
        </div>
      </Frame>
    );
  }
  return (
    <Frame
      onClose={onClose}
      head={
        <>
          <KindChip kind="entry" icon="journeys" size={15} />
          <h2 className={layout.grow}>{t("The journey")}</h2>
        </>
      }
    >
      <FaultLines faults={ofJourney} onJump={(fault) => focusBox(fault.at)} />
      <WhereAsked value={{ document, node: null }}>
        <BoxesOf value={{ root: "", faults: ofJourney }}>
          <JourneyForm document={document} patch={patch} />
        </BoxesOf>
      </WhereAsked>
    </Frame>
  );
}
