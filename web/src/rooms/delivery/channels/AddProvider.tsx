/** Sets a provider up: the service, what it knows one by, a name. Its secrets are sealed by the server. */
import { Button, Modal, NumberInput, PasswordInput, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { Channel } from "@/api/generated/channels";
import type { ProviderKindLine } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { Fold } from "@/nodes/fields/Fold";
import layout from "@/ui/layout/layout.module.css";
import { addProvider, providerKinds } from "./api";
import { missing, shapeOf, urlOf, type UrlBox } from "./providerUrl";
import { t } from "@/language/t";

interface Props {
  channel: Channel;
  onClose: () => void;
}

export function AddProvider({ channel, onClose }: Props): JSX.Element {
  const query = useQuery(providerKinds());
  return (
    <Modal opened onClose={onClose} title={t`Add a provider of ${channelName(channel)}`} size="lg">
      <Await query={query} bare>
        {({ kinds }) => (
          <ProviderForm
            channel={channel}
            kinds={kinds.filter((one) => one.channels.includes(channel))}
            onClose={onClose}
          />
        )}
      </Await>
    </Modal>
  );
}

function ProviderForm({
  channel,
  kinds,
  onClose,
}: Props & { kinds: ProviderKindLine[] }): JSX.Element {
  const queries = useQueryClient();
  const [kind, setKind] = useState(kinds.length === 1 ? (kinds[0]?.kind ?? null) : null);
  const [name, setName] = useState("");
  const [rate, setRate] = useState<number | string>("");
  const [filled, setFilled] = useState<Record<string, string>>({});
  const chosen = kinds.find((one) => one.kind === kind);
  const shape = chosen ? shapeOf(chosen.example) : null;
  const add = useMutation({
    mutationFn: () =>
      addProvider({
        name: name.trim() || (kind ?? ""),
        channel,
        url: shape ? urlOf(shape, filled) : "",
        a_second: Number(rate) || 0,
      }),
    onSuccess: () => {
      say(t("The provider is there. Send a test to see that it carries."));
      void queries.invalidateQueries({ queryKey: ["providers"] });
      onClose();
    },
  });
  const lacking = shape ? missing(shape, filled) : [];
  const box = (one: UrlBox) => (
    <Box
      key={`${kind} ${one.at}`}
      box={one}
      value={filled[one.at] ?? ""}
      onChange={(value) => setFilled({ ...filled, [one.at]: value })}
    />
  );
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Select
        label={t("Service")}
        placeholder={t("Choose the service")}
        data={kinds.map((one) => one.kind)}
        value={kind}
        allowDeselect={false}
        onChange={(value) => {
          setKind(value);
          setFilled({});
        }}
      />
      {shape ? (
        <>
          {shape.boxes.filter((one) => isMain(one)).map(box)}
          <TextInput
            label={t("Name here")}
            description={t("How messages, reports and alarms name it.")}
            placeholder={kind ?? ""}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Fold title={t("More")}>
            <div className={layout.stack}>
              {shape.boxes.filter((one) => !isMain(one)).map(box)}
              <NumberInput
                label={t("At most so many messages a second")}
                placeholder={t("no limit")}
                min={0}
                value={rate}
                onChange={setRate}
              />
            </div>
          </Fold>
          <Note>{t("Secrets are sealed on the server and never shown again.")}</Note>
        </>
      ) : null}
      {add.error ? <FaultNote error={add.error} /> : null}
      <div className={cx(layout.row, layout.dialogActs)}>
        <Button variant="default" onClick={onClose}>
          {t("Cancel")}
        </Button>
        <Button type="submit" loading={add.isPending} disabled={!shape || lacking.length > 0}>
          {t("Add the provider")}
        </Button>
      </div>
    </form>
  );
}

const MAIN = ["login", "password", "path", "from", "sender", "number", "contact", "file"];
const isMain = (one: UrlBox): boolean => one.needed || MAIN.includes(one.at);

function Box({
  box,
  value,
  onChange,
}: {
  box: UrlBox;
  value: string;
  onChange: (value: string) => void;
}): JSX.Element {
  const Input = box.secret ? PasswordInput : TextInput;
  const shown = box.example.replace(/\+(?=[A-Z<])/g, " ");
  return (
    <Input
      label={box.label}
      placeholder={box.secret ? "" : shown}
      required={box.needed}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
