/** New content: a template from one that looks right already, a block, or a brand. */
import { Button, Modal, Radio, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { CHANNELS } from "@/api/generated/channels";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { starters } from "@/nodes/mail/api";
import type { ContentKind } from "./api";
import { keepFresh } from "./fresh";
import { t } from "@/language/t";

const KINDS: { value: ContentKind; label: string }[] = [
  { value: "template", label: t("Template") },
  { value: "block", label: t("Block") },
  { value: "brand", label: t("Brand") },
];

/** "Spring news!" as "spring_news". */
const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 64);

export function NewContent({
  kind: first,
  onClose,
}: {
  kind: ContentKind;
  onClose: () => void;
}): JSX.Element {
  const navigate = useNavigate();
  const { data } = useQuery(starters());
  const [kind, setKind] = useState<ContentKind>(first);
  const [name, setName] = useState(first === "brand" ? t("Brand") : "");
  const [channel, setChannel] = useState("email");
  const [from, setFrom] = useState("");
  const id = idOf(name);
  const begin = () => {
    const starter = data?.starters.find((one) => one.id === from);
    const document =
      kind === "template"
        ? channel === "email" && starter
          ? { ...starter.document, id, name }
          : { kind, id, name, channel, content: {} }
        : kind === "block"
          ? { kind, id, name, source: "" }
          : { kind, id, name };
    keepFresh({ kind, id }, document, starter?.sample ?? {});
    void navigate({ to: "/content/$kind/$id", params: { kind, id } });
  };
  return (
    <Modal opened onClose={onClose} title={t("New content")}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <Select
          label={t("What")}
          data={KINDS}
          value={kind}
          allowDeselect={false}
          onChange={(value) => setKind((value ?? "template") as ContentKind)}
        />
        <TextInput
          label={t("Name")}
          description={
            id
              ? t`Its id will be ${id}.${kind === "brand" ? t(" Templates that name none take the brand called brand.") : ""}`
              : t("Its id is made from it.")
          }
          value={name}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {kind === "template" ? (
          <Select
            label={t("Channel")}
            data={CHANNELS.map((value) => ({ value, label: channelName(value) }))}
            value={channel}
            allowDeselect={false}
            onChange={(value) => setChannel(value ?? "email")}
          />
        ) : null}
        {kind === "template" && channel === "email" ? (
          <Radio.Group label={t("Begin with")} value={from} onChange={setFrom}>
            <div className={cx(layout.stack, layout.tight)}>
              <Radio value="" label={t("An empty mail")} />
              {(data?.starters ?? []).map((one) => (
                <Radio key={one.id} value={one.id} label={one.name} description={one.description} />
              ))}
            </div>
          </Radio.Group>
        ) : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button type="submit" disabled={!id}>
            {t("Begin")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
