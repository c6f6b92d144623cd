/** Segments to begin with, made of what was really received. */
import { fieldWords } from "./rules/words";
import { writeLiteral, type Literal } from "./rules/row";
import { t } from "@/language/t";

export interface Idea {
  name: string;
  when: string;
  why: string;
}

interface Seen {
  events: readonly { name: string; count: number }[];
  traits: Readonly<Record<string, { type: string; examples: readonly unknown[] }>>;
}

/** Fields that tell people apart one by one; a segment of one person is none. */
const PERSONAL =
  /(^|[._])(id|name|email|phone|address|token|url|key|avatar|first|last)([._]|$)|_at$/i;
const PLANS = /(^|[._])(plan|tier|status|stage|segment|type|country)([._]|$)/i;
const MOST = 3;

const spaced = (event: string) => fieldWords(event.replace(/\./g, " "));
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const isGroup = (value: unknown): value is Literal =>
  typeof value === "string" && value.length > 0 && value.length <= 24;

/** At most three, the most telling first; none when nothing was received yet. */
export function segmentIdeas(seen: Seen | undefined): Idea[] {
  if (!seen) return [];
  const ideas: Idea[] = [];
  const fields = Object.entries(seen.traits).filter(
    ([name, { type, examples }]) =>
      type === "string" && !PERSONAL.test(name) && isGroup(examples[0]),
  );
  const field = fields.find(([name]) => PLANS.test(name)) ?? fields[0];
  const example = field?.[1].examples[0];
  if (field && isGroup(example))
    ideas.push({
      name: `${capital(fieldWords(field[0]))}: ${String(example)}`,
      when: `${field[0]} == ${writeLiteral(example)}`,
      why: t("A field that tells people apart"),
    });
  const event = [...seen.events].sort((one, other) => other.count - one.count)[0]?.name;
  if (event) {
    ideas.push({
      name: t("Quiet for two weeks"),
      when: `days_since(last(${writeLiteral(event)})) >= 14`,
      why: t`No ${spaced(event)} for 14 days: who may be slipping away`,
    });
    ideas.push({
      name: t("Active this month"),
      when: `count(${writeLiteral(event)}, within="30d") >= 3`,
      why: t`${capital(spaced(event))}, three times or more`,
    });
  }
  return ideas.slice(0, MOST);
}
