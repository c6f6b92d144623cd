/** A row of the builder as the language writes it. */
import { isOtherField, writeLiteral, type Operand, type Row } from "./row";

const operand = (value: Operand) => (isOtherField(value) ? value.field : writeLiteral(value));
const no = (negated: boolean) => (negated ? "not " : "");

/** The arguments behind the first ones, those that say something. */
function rest(said: { within?: string; since?: string; where?: string; channel?: string }): string {
  const { within, since, where, channel } = said;
  return [
    channel ? `, channel=${writeLiteral(channel)}` : "",
    within ? `, within=${writeLiteral(within)}` : "",
    since && !within ? `, since=${since}` : "",
    where?.trim() ? `, where=${where}` : "",
  ].join("");
}

export function writeRow(row: Row): string {
  switch (row.kind) {
    case "field":
      return `${row.field} ${row.op} ${operand(row.value)}`;
    case "one_of":
      return `${row.field} ${no(row.negated)}in [${row.values.map(writeLiteral).join(", ")}]`;
    case "has":
      return `${no(row.negated)}has(${row.field})`;
    case "truth":
      return `${no(row.negated)}${row.field}`;
    case "words":
      return `${no(row.negated)}${row.what}(${row.field}, ${writeLiteral(row.value)})`;
    case "between":
      return `${row.low} <= ${row.field} <= ${row.high}`;
    case "share":
      return `${row.field} / ${row.of} ${row.op} ${row.value}`;
    case "age":
      return `${row.unit}(${row.field}) ${row.op} ${row.value}`;
    case "day":
      return `${row.field} ${row.op} date(${writeLiteral(row.value)})`;
    case "size":
      return `length(${row.field}) ${row.op} ${row.value}`;
    case "count":
      return `count(${writeLiteral(row.event)}${rest(row)}) ${row.op} ${row.value}`;
    case "amount":
      return `${row.what}(${writeLiteral(row.event)}, ${writeLiteral(row.property)}${rest(row)}) ${row.op} ${row.value}`;
    case "each":
      return `${row.what}(${writeLiteral(row.event)}, ${writeLiteral(row.period)}, ${row.times}) ${row.op} ${row.value}`;
    case "since":
      return `${row.unit}(last(${writeLiteral(row.event)})) ${row.op} ${row.value}`;
    case "sequence":
      return `${row.negated ? "not_followed" : "followed"}(${[row.first, row.then, row.property, ...(row.time ? [row.time] : [])].map(writeLiteral).join(", ")})`;
    case "member":
      return `${no(row.negated)}${row.of}(${writeLiteral(row.name)})`;
    case "receipt": {
      const node = writeLiteral(row.node);
      const reacted = `opened(${node}) or clicked(${node})`;
      if (row.what === "reacted") return row.negated ? `not (${reacted})` : reacted;
      return `${no(row.negated)}${row.what}(${node})`;
    }
    case "received":
      return `${no(row.negated)}received(${writeLiteral(row.message)}${rest(row)})`;
    case "may":
      return `${no(row.negated)}consented(${[row.channel, ...(row.topic ? [row.topic] : [])].map(writeLiteral).join(", ")})`;
    case "score":
      return `score(${writeLiteral(row.model)}) ${row.op} ${row.value}`;
    case "text":
      return row.text;
  }
}
