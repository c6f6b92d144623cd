/** What is offered while a source is written: fields with their fallback, blocks, elements and their attributes. */
import {
  snippetCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { MailElement } from "@/api/wire";
import { t } from "@/language/t";

/** The names that the server knows. */
export interface Known {
  fields: readonly string[];
  blocks: readonly string[];
  elements: readonly MailElement[];
}

const FIELD = /\{\{[\w.# >]*$/;
const ATTRIBUTE = /<(mj-[\w-]+)(?:\s[^<>]*)?\s([\w-]*)$/;
const ELEMENT = /<\/?[\w-]*$/;
const LINE = 2_000;

function ofTemplate({ fields, blocks }: Known): Completion[] {
  return [
    ...fields.map((name) =>
      snippetCompletion(`{{fallback ${name} "\${there}"}}`, {
        label: `{{${name}`,
        displayLabel: name,
        type: "variable",
        detail: t("with words where it is not known"),
      }),
    ),
    ...blocks.map((name) => ({
      label: `{{> ${name}}}`,
      displayLabel: `> ${name}`,
      type: "class",
      detail: t("a saved block"),
    })),
    snippetCompletion("{{#if ${name}}}\n  ${}\n{{/if}}", {
      label: "{{#if",
      displayLabel: "#if",
      type: "keyword",
    }),
    snippetCompletion("{{#each ${event.items}}}\n  ${}\n{{/each}}", {
      label: "{{#each",
      displayLabel: "#each",
      type: "keyword",
    }),
    { label: "{{unsubscribe_url}}", displayLabel: "unsubscribe_url", type: "variable" },
  ];
}

const ofElements = ({ elements }: Known): Completion[] =>
  elements.map(({ name }) => ({ label: `<${name}`, displayLabel: name, type: "type" }));

/** The names that fit where the cursor stands. */
export const completions =
  (known: () => Known) =>
  (context: CompletionContext): CompletionResult | null => {
    const field = context.matchBefore(FIELD);
    if (field) return { from: field.from, options: ofTemplate(known()), filter: true };
    const before = context.state.sliceDoc(Math.max(0, context.pos - LINE), context.pos);
    const attribute = ATTRIBUTE.exec(before);
    if (attribute) {
      const element = known().elements.find(({ name }) => name === attribute[1]);
      const options = (element?.attributes ?? []).map((name) =>
        snippetCompletion(`${name}="\${}"`, { label: name, type: "property" }),
      );
      return { from: context.pos - (attribute[2] ?? "").length, options };
    }
    const element = context.matchBefore(ELEMENT);
    return element ? { from: element.from, options: ofElements(known()) } : null;
  };
