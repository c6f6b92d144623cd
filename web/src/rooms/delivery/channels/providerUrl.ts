/** The URL of a provider as boxes: read from the example that its kind brings, and written from what was filled in. */
import { t } from "@/language/t";

export interface UrlBox {
  /** Where it stands in the URL: `login`, `password`, `host`, `path`, or the name of an option. */
  at: string;
  label: string;
  /** What the example has there. */
  example: string;
  /** It has to be filled in; else the example's value is the default, or it may be empty. */
  needed: boolean;
  secret: boolean;
}

export interface UrlShape {
  scheme: string;
  boxes: readonly UrlBox[];
}

interface Parts {
  scheme: string;
  login: string;
  password: string;
  host: string;
  path: string;
  options: [string, string][];
}

const FORM = /^([a-z][a-z0-9+.-]*):\/\/(?:([^@/?]*)@)?([^/?]*)(\/[^?]*)?(?:\?(.*))?$/i;
/** What an example writes in capitals is the reader's to fill in. */
const YOURS = /^(?:whsec_)?[A-Z][A-Z0-9_]{2,}/;
const SECRET = /password|token|secret|key|signature|verify|webhook/i;
const WORDS: Record<string, string> = {
  login: t("Login"),
  password: t("Password"),
  host: t("Host"),
  path: "Domain",
  from: "Sender number",
  sender: t("Sender"),
};

function partsOf(example: string): Parts | null {
  const found = FORM.exec(example.split(", or ")[0]?.trim() ?? "");
  if (!found) return null;
  const [, scheme = "", who = "", host = "", path = "", options = ""] = found;
  const colon = who.indexOf(":");
  return {
    scheme,
    login: colon < 0 ? who : who.slice(0, colon),
    password: colon < 0 ? "" : who.slice(colon + 1),
    host,
    path: path.slice(1),
    options: options
      .split("&")
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  };
}

const spoken = (text: string): string => {
  const words = text.replace(/_/g, " ").toLowerCase();
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(/\b(id|sid|api|url)\b/gi, (one) =>
    one.toUpperCase(),
  );
};

function box(at: string, example: string, needed: boolean): UrlBox {
  const isYours = YOURS.test(example);
  const label = isYours && at !== "webhook" ? spoken(example) : (WORDS[at] ?? spoken(at));
  return {
    at,
    label: label.startsWith("Whsec") ? spoken(at) : label,
    example,
    needed,
    secret: at === "password" || (SECRET.test(at) && isYours),
  };
}

/** The boxes of a kind, in the order of its example; null where the example is no URL. */
export function shapeOf(example: string): UrlShape | null {
  const parts = partsOf(example);
  if (!parts) return null;
  const boxes: UrlBox[] = [];
  if (parts.login) boxes.push(box("login", parts.login, YOURS.test(parts.login)));
  if (parts.password) boxes.push(box("password", parts.password, YOURS.test(parts.password)));
  if (parts.host) boxes.push(box("host", parts.host, parts.host.startsWith("host")));
  if (parts.path) boxes.push(box("path", parts.path, true));
  for (const [name, value] of parts.options) boxes.push(box(name, value, false));
  return { scheme: parts.scheme, boxes };
}

/** What a box holds where nothing is written: services have one host, and nobody has our example's number. */
const standing = (one: UrlBox): string => (one.at === "host" && !one.needed ? one.example : "");

/** The URL of what was filled in, by the places of the boxes. What is empty is left out. */
export function urlOf(shape: UrlShape, filled: Readonly<Record<string, string>>): string {
  const of = (at: string) => {
    const found = shape.boxes.find((one) => one.at === at);
    return found ? filled[at]?.trim() || standing(found) : "";
  };
  const login = encodeURIComponent(of("login"));
  const password = encodeURIComponent(of("password"));
  const who = password ? `${login}:${password}@` : login ? `${login}@` : "";
  const path = of("path") ? `/${of("path").split("/").map(encodeURIComponent).join("/")}` : "";
  const options = shape.boxes
    .filter((one) => !["login", "password", "host", "path"].includes(one.at) && of(one.at))
    .map((one) => `${one.at}=${encodeURIComponent(of(one.at))}`);
  const rest = options.length ? `?${options.join("&")}` : "";
  return `${shape.scheme}://${who}${of("host")}${path}${rest}`;
}

/** The labels of what is needed and empty. */
export const missing = (shape: UrlShape, filled: Readonly<Record<string, string>>): string[] =>
  shape.boxes.filter((one) => one.needed && !filled[one.at]?.trim()).map((one) => one.label);
