/** Fields that would leave a blank, or hold the mail back, where they are not known: each asks for its words. */
import { Button, TextInput } from "@mantine/core";
import { useState, type JSX } from "react";
import { Note } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { fieldText, useFieldNames } from "./InsertField";
import { bareFields, withFallback } from "./source/whole";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

export function BareFields({
  source,
  onChange,
}: {
  source: string;
  onChange: (source: string) => void;
}): JSX.Element | null {
  const bare = bareFields(source, useFieldNames());
  if (bare.length === 0) return null;
  return (
    <Note tone="warn">
      <div className={layout.stack}>
        {bare.map((name) => (
          <Words
            key={name}
            name={name}
            onPut={(words) => onChange(withFallback(source, name, fieldText(name, words)))}
          />
        ))}
      </div>
    </Note>
  );
}

function Words({ name, onPut }: { name: string; onPut: (words: string) => void }): JSX.Element {
  const [words, setWords] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (words.trim()) onPut(words.trim());
      }}
    >
      {rich`Of whom ${(<code>{name}</code>)} is not known gets nothing. What stands there instead?`}
      <div className={layout.row}>
        <TextInput
          size="xs"
          aria-label={t`Words where ${name} is not known`}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" type="submit" disabled={!words.trim()}>
          {t("Use these words")}
        </Button>
      </div>
    </form>
  );
}
