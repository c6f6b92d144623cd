/** What every end of an experiment asks: which arm, who goes along, and why. */
import { Button, Select, Switch, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type JSX, type ReactNode } from "react";
import type { WinnerBody, WinnerChosen } from "@/api/wire";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { t } from "@/language/t";

interface Props {
  lead: string;
  /** What may be chosen; without it the end is about `arm`. */
  arms?: readonly string[];
  arm?: string;
  /** What speaks against it, once an arm is chosen or before. */
  warning: (arm: string | null) => ReactNode;
  moves: { label: string; description?: string };
  act: string;
  end: (what: WinnerBody) => Promise<WinnerChosen>;
  told: (version: number, arm: string) => string;
  onEnded: () => unknown;
  onClose: () => void;
}

export function EndForm(props: Props): JSX.Element {
  const { arms, warning, moves, onClose } = props;
  const [arm, setArm] = useState<string | null>(props.arm || null);
  const [reason, setReason] = useState("");
  const [move, setMove] = useState(true);
  const end = useMutation({
    mutationFn: () => props.end({ arm: arm ?? "", reason, move }),
    onSuccess: async ({ version }) => {
      say(props.told(version, arm ?? ""));
      await props.onEnded();
      onClose();
    },
  });
  const against = warning(arm);
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        end.mutate();
      }}
    >
      <p className={cx(layout.small, layout.dim)}>{props.lead}</p>
      {arms ? (
        <Select
          label={t("Arm")}
          placeholder={t("Choose one")}
          data={[...arms]}
          value={arm}
          onChange={setArm}
        />
      ) : null}
      {against ? <Note tone="warn">{against}</Note> : null}
      <Switch
        {...moves}
        checked={move}
        onChange={(event) => setMove(event.currentTarget.checked)}
      />
      <Textarea
        label={t("Why?")}
        description={t("Kept with the version, for whoever asks later.")}
        required
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {end.error ? <FaultNote error={end.error} /> : null}
      <div className={cx(layout.row, layout.dialogActs)}>
        <Button variant="default" onClick={onClose}>
          {t("Go on comparing")}
        </Button>
        <Button type="submit" loading={end.isPending} disabled={!arm || !reason.trim()}>
          {props.act}
        </Button>
      </div>
    </form>
  );
}
