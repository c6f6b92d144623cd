/** Contrast, computed from the tokens in both schemes: text at least 4.5, the border of an input at least 3. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const CSS = readFileSync("src/ui/theme/tokens.css", "utf8");
const MANTINE = readFileSync("src/ui/theme/mantine.css", "utf8");

/** The colours that a rule of the file names. */
function coloursOf(selector: string): Record<string, string> {
  const begin = CSS.indexOf(`${selector} {`);
  const rule = CSS.slice(begin, CSS.indexOf("\n}", begin));
  return Object.fromEntries(
    [...rule.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour]),
  );
}

const LIGHT = coloursOf(":root");
const SCHEMES = {
  light: LIGHT,
  dark: { ...LIGHT, ...coloursOf(':root[data-mantine-color-scheme="dark"]') },
};

/** The relative luminance of WCAG 2.2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["surface", "paper", "sunken", "hover"];
const TEXT: [ink: string, ground: string][] = [
  ...["ink", "ink-2", "ink-3"].flatMap((ink): [string, string][] =>
    GROUNDS.map((ground) => [ink, ground]),
  ),
  ...["accent", "good", "warn", "bad", "info"].flatMap((ink): [string, string][] => [
    [ink, "surface"],
    [ink, "paper"],
    [ink, `${ink}-soft`],
    ["ink", `${ink}-soft`],
  ]),
  ["on-accent", "accent"],
  ["on-accent", "accent-2"],
];

test("the formula is that of WCAG", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

test.each(Object.entries(SCHEMES))("text can be read in the %s scheme", (_, colours) => {
  const pale = TEXT.map(([ink, ground]) => {
    const [one, other] = [colours[ink], colours[ground]];
    if (!one || !other) throw new Error(`no colour ${ink} or ${ground}`);
    return [`${ink} on ${ground}`, contrast(one, other)] as const;
  }).filter(([, found]) => found < 4.5);
  expect(pale).toEqual([]);
});

test.each(Object.entries(SCHEMES))("an input is seen in the %s scheme", (_, colours) => {
  for (const ground of ["surface", "paper", "sunken"])
    expect(contrast(colours["field"] ?? "", colours[ground] ?? ""), ground).toBeGreaterThanOrEqual(
      3,
    );
});

test("inputs, boxes to tick and ports have that border", () => {
  for (const part of ["Input-wrapper", "Checkbox-input", "Radio-radio", "Switch-track"])
    expect(MANTINE).toMatch(new RegExp(`\\.mantine-${part}[^}]*var\\(--field\\)`));
});
