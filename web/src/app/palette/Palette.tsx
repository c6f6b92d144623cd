/** Ctrl K: one search for pages, journeys, people, the steps of this journey and everything that can be done here. */
import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState, type JSX, type KeyboardEvent } from "react";
import { journeys } from "@/api/queries";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { actsHere, closePalette, openPalette, usePaletteAsked } from "@/ui/palette/acts";
import { peopleNamed } from "../api";
import { SECTIONS, SETTINGS } from "../sections";
import { found, meant, type Kind, type Thing } from "./found";
import { t } from "@/language/t";
import css from "./Palette.module.css";

const KINDS: Record<Kind, string> = {
  act: t("Do"),
  step: t("Step"),
  page: t("Page"),
  journey: t("Journey"),
  person: t("Person"),
};
const SHORTEST_NAME = 2;

export function Palette(): JSX.Element | null {
  const asked = usePaletteAsked();
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      openPalette();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  return asked === null ? null : <Search first={asked} />;
}

/** Everything that has a name, what this page offers first. */
function useThings(typed: string): Thing[] {
  const navigate = useNavigate();
  const here = useMemo(actsHere, []);
  const lines = useQuery(journeys()).data?.journeys;
  const [settled] = useDebouncedValue(meant(typed), 200);
  const named = settled.only === null || settled.only === "person";
  const { data: people } = useQuery({
    ...peopleNamed(settled.text),
    enabled: named && settled.text.length >= SHORTEST_NAME,
  });
  return useMemo(() => {
    const pages = [...SECTIONS, SETTINGS].flatMap((section) =>
      section.pages.map((page): Thing => ({
        id: page.to,
        kind: "page",
        name: page.name,
        words: section.name,
        ...(page.name === section.name ? {} : { note: section.name }),
        run: () => void navigate({ to: page.to }),
      })),
    );
    const drawn = (lines ?? []).map((one): Thing => ({
      id: `journey ${one.id}`,
      kind: "journey",
      name: one.name || one.id,
      words: `${one.id} ${one.owner} ${one.goal}`,
      note: one.state,
      run: () => void navigate({ to: "/journeys/$id", params: { id: one.id } }),
    }));
    const known = (people ?? []).map((one): Thing => ({
      id: `person ${one.person}`,
      kind: "person",
      name: one.name || one.person,
      words: `${one.person} ${one.email ?? ""} ${settled.text}`,
      note: one.email || one.person,
      run: () => void navigate({ to: "/people/$id", params: { id: one.person } }),
    }));
    return [...here, ...pages, ...drawn, ...known];
  }, [here, lines, navigate, people, settled.text]);
}

function Search({ first }: { first: string }): JSX.Element {
  const [typed, setTyped] = useState(first);
  const [at, setAt] = useState(0);
  const results = found(useThings(typed), typed);
  const chosen = Math.min(at, results.length - 1);
  const take = (thing: Thing | undefined) => {
    if (!thing) return;
    closePalette();
    // a turn later: the dialog gives the cursor back first
    setTimeout(thing.run);
  };
  const move = (event: KeyboardEvent) => {
    if (event.key === "Enter") take(results[chosen]);
    else if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, results.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened onClose={closePalette} title={t("Search")} size="lg" yOffset="12vh">
      <TextInput
        aria-label={t("Search for anything")}
        placeholder={t("A page, journey, person, step or act. > acts, # steps, @ people")}
        leftSection={<Icon name="search" size={15} />}
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls="palette-found"
        aria-activedescendant={chosen >= 0 ? `palette-${chosen}` : undefined}
        value={typed}
        onKeyDown={move}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
      />
      <ul id="palette-found" role="listbox" aria-label={t("Found")} className={css.found}>
        {results.map((thing, index) => (
          <li
            key={thing.id}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={css.thing}
            onMouseMove={() => setAt(index)}
            onClick={() => take(thing)}
          >
            <span className={cx(layout.small, layout.dim, css.kind)}>{KINDS[thing.kind]}</span>
            <span className={cx(layout.grow, layout.clip)}>{thing.name}</span>
            {thing.note ? (
              <span className={cx(layout.small, layout.dim, layout.clip)}>{thing.note}</span>
            ) : null}
            {thing.key ? <kbd>{thing.key}</kbd> : null}
          </li>
        ))}
      </ul>
      {results.length === 0 ? (
        <p className={layout.dim} role="status">
          {t("Nothing is called that here.")}
        </p>
      ) : null}
    </Modal>
  );
}
