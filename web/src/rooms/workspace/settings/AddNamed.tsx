/** A new row of the rules by its name, which none of the others may have. */
import { Button, TextInput } from "@mantine/core";
import { useState, type JSX } from "react";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";

interface Props {
  label: string;
  placeholder: string;
  /** The word on the button: what is done. */
  act: string;
  /** The rows that are there, by their names. */
  taken: object;
  onAdd: (name: string) => void;
}

export function AddNamed({ label, placeholder, act, taken, onAdd }: Props): JSX.Element {
  const [name, setName] = useState("");
  const wanted = name.trim();
  return (
    <div className={cx(layout.row, layout.wrap)}>
      <TextInput
        aria-label={label}
        placeholder={placeholder}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        variant="default"
        size="xs"
        leftSection={<Icon name="plus" size={14} />}
        disabled={!wanted || wanted in taken}
        onClick={() => {
          onAdd(wanted);
          setName("");
        }}
      >
        {act}
      </Button>
    </div>
  );
}
