/** Writes the studio's types from what the server publishes of itself: `npm run generate`.
 *
 * `docs/reference/schema/` holds both sources: the schema of documents, and the OpenAPI document that
 * `python -m docs.generate` writes. What is made here is never edited; a test says when it is old.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";
import prettier from "prettier";

const SCHEMAS = fileURLToPath(new URL("../../docs/reference/schema/", import.meta.url));
const OUT = fileURLToPath(new URL("../src/api/generated/", import.meta.url));
const BANNER = "/* Made by `npm run generate` from docs/reference/schema; it is not edited. */";
const JSON_TYPES = `
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Row = Record<string, Json>;
`;

/** What the schemas leave open and the studio knows: comments are kept as they come, and no number is sent as null. */
const OPEN = {
  "Canvas.comments": "{ id: string; text: string; x: number; y: number }[]",
  ...Object.fromEntries(
    ["estimate", "low", "high"].map((figure) => [`DayPoint.${figure}`, "number | null"]),
  ),
};

/** Fields that hold a document of ours, which OpenAPI calls an object. */
const DOCUMENTS = { WorkspaceBody: "Workspace", OfferLine: "Offer", ApproveBody: "Offer" };

const isBare = (schema) =>
  typeof schema === "object" &&
  !schema.anyOf &&
  !schema.$ref &&
  !schema.enum &&
  !("const" in schema) &&
  (schema.type === undefined ||
    (schema.type === "object" && !schema.properties && schema.additionalProperties === undefined));

/** Words that the schema offers and does not demand, as a draft may hold another: completed, and a text all the same. */
const isOffer = (schema) => typeof schema === "object" && schema.type === "string" && schema.enum;
const offered = (words) =>
  `(${words.map((word) => JSON.stringify(word)).join(" | ")} | (string & {}))`;

/** A schema with a name for whatever it leaves open, and with tuples as the compiler reads them. */
function named(schema, path) {
  if (Array.isArray(schema)) return schema.map((one) => named(one, path));
  if (typeof schema !== "object" || schema === null) return schema;
  if (OPEN[path]) return { ...schema, tsType: OPEN[path] };
  if (isOffer(schema)) return { ...schema, tsType: offered(schema.enum) };
  if (isBare(schema)) {
    const [kind, field] = path.split(".");
    if (field === "document") return { tsType: DOCUMENTS[kind] ?? "Journey" };
    return { ...schema, tsType: schema.type === "object" ? "Row" : "Json" };
  }
  const { prefixItems, ...rest } = schema;
  const tuple = prefixItems ? { items: named(prefixItems, path), additionalItems: false } : {};
  const parts = Object.entries({ ...rest, ...tuple }).map(([key, part]) => {
    if (key === "items" && !prefixItems) return [key, named(part, path)];
    if (key === "anyOf" || key === "additionalProperties") return [key, named(part, path)];
    return [key, part];
  });
  return Object.fromEntries(parts);
}

const mapped = (things, change) =>
  Object.fromEntries(Object.entries(things ?? {}).map(([key, thing]) => [key, change(thing, key)]));

function definitions(all) {
  const text = JSON.stringify(all).replaceAll("#/components/schemas/", "#/$defs/");
  return mapped(JSON.parse(text), (schema, kind) => ({
    ...schema,
    title: kind,
    description: schema.description?.replace(/\n +/g, "\n"),
    additionalProperties: false,
    properties: mapped(schema.properties, (one, field) => named(one, `${kind}.${field}`)),
  }));
}

async function typesOf(all) {
  const properties = Object.fromEntries(
    Object.keys(all).map((kind) => [kind, { $ref: `#/$defs/${kind}` }]),
  );
  const everything = {
    type: "object",
    additionalProperties: false,
    properties,
    $defs: definitions(all),
  };
  const options = { bannerComment: "", format: false, ignoreMinAndMaxItems: false };
  const made = await compile(everything, "Everything", options);
  return made.replace(/export interface Everything \{[^}]*\}/, "");
}

const read = (name) => JSON.parse(readFileSync(SCHEMAS + name, "utf8"));

/** The kinds of node, as the schema of a journey tells them apart. */
const kindsOf = (schema) =>
  Object.keys(schema.$defs.Journey.properties.nodes.additionalProperties.discriminator.mapping);

async function documentTypes() {
  const schema = read("document.schema.json");
  const kinds = `
/** Every kind of node that the server knows. */
export const NODE_KINDS = ${JSON.stringify(kindsOf(schema))} as const;
export type NodeKind = (typeof NODE_KINDS)[number];
export type JourneyNode = Journey["nodes"][string];
`;
  return [BANNER, JSON_TYPES, kinds, await typesOf(schema.$defs)].join("\n");
}

/** What each channel asks for, so that the form of a message has a box for all that the server reads and no other. */
function channelTable() {
  const { channels } = read("channels.json");
  const parts = mapped(Object.fromEntries(channels.map((one) => [one.name, one])), (one) => ({
    required: one.parts_required,
    allowed: one.parts_allowed,
  }));
  return [
    BANNER,
    'import type { Content } from "./document";',
    "/** Every channel that the server knows. */",
    `export const CHANNELS = ${JSON.stringify(channels.map((one) => one.name))} as const;`,
    "export type Channel = (typeof CHANNELS)[number];",
    "/** A part of a message's content. */",
    "export type Part = keyof Content;",
    "/** The parts of each channel: of each group in `required` one is enough. */",
    `export const PARTS: Record<Channel, { required: readonly (readonly Part[])[]; allowed: readonly Part[] }> = ${JSON.stringify(parts)};`,
  ].join("\n");
}

/** Without the shapes of the dialects: what other senders speak is nothing to the studio. */
async function wireTypes() {
  const { components } = read("openapi.json");
  const used = 'import type { Journey, Json, Offer, Row, Workspace } from "./document";';
  const own = Object.entries(components.schemas).filter(([, schema]) => !schema["x-dialect"]);
  return [BANNER, used, await typesOf(Object.fromEntries(own))].join("\n");
}

/** The files that there should be, by name, in our format. */
export async function generate() {
  const files = {
    "document.ts": await documentTypes(),
    "channels.ts": channelTable(),
    "wire.ts": await wireTypes(),
  };
  const options = { ...(await prettier.resolveConfig(OUT)), parser: "typescript" };
  for (const [name, text] of Object.entries(files))
    files[name] = await prettier.format(text, options);
  return files;
}

/** Where a made file stands. */
export const placeOf = (name) => OUT + name;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(await generate())) writeFileSync(placeOf(name), text);
}
