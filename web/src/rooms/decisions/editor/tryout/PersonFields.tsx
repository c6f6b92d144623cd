/** Who is tried: traits by hand, or those of a real person. */
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useState, type JSX } from "react";
import { PathField } from "@/nodes/fields/NameFields";
import { Icon } from "@/ui/icon/Icon";
import { t } from "@/language/t";
import tries from "./tryout.module.css";
import layout from "@/ui/layout/layout.module.css";

interface PersonProps {
  traits: [string, string][];
  onTraits: (traits: [string, string][]) => void;
  zone: string;
  onZone: (zone: string) => void;
  onTake: (id: string) => void;
}

export function PersonFields({ traits, onTraits, zone, onZone, onTake }: PersonProps): JSX.Element {
  const [id, setId] = useState("");
  const set = (at: number, pair: [string, string]) =>
    onTraits(traits.map((one, index) => (index === at ? pair : one)));
  return (
    <section className={tries.trial}>
      <h3>{t("Who")}</h3>
      <form
        className={layout.row}
        onSubmit={(event) => {
          event.preventDefault();
          if (id) onTake(id);
        }}
      >
        <TextInput
          className={layout.grow}
          aria-label={t("Id of a person")}
          placeholder={t("Take the traits of a real person: id")}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!id}>
          {t("Take")}
        </Button>
      </form>
      {traits.map(([key, value], at) => (
        <div className={layout.row} key={at}>
          <PathField
            className={layout.grow}
            label={t`Trait ${at + 1}`}
            hideLabel
            value={key}
            onChange={(next) => set(at, [next, value])}
          />
          <TextInput
            className={layout.grow}
            aria-label={t`Value of ${key}`}
            placeholder={t("not known")}
            value={value}
            onChange={(event) => set(at, [key, event.currentTarget.value])}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t`Without ${key}`}
            onClick={() => onTraits(traits.filter((_, index) => index !== at))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      ))}
      <div className={layout.spread}>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<Icon name="plus" size={13} />}
          onClick={() => onTraits([...traits, ["", ""]])}
        >
          {t("Add a trait")}
        </Button>
        <TextInput
          size="xs"
          aria-label={t("Time zone")}
          value={zone}
          onChange={(event) => onZone(event.currentTarget.value)}
        />
      </div>
    </section>
  );
}
