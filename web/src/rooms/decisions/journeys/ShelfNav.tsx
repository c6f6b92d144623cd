/** Folders and tags beside the list; a press narrows it, another one widens it again. */
import type { JSX } from "react";
import type { JourneyLine } from "@/api/wire";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { foldersOf, tagsOf, type Counted, type Filter } from "./shelf";
import { t } from "@/language/t";
import css from "./shelf.module.css";

interface Props {
  /** The journeys of the state that is looked at. */
  lines: readonly JourneyLine[];
  filter: Filter;
  onFilter: (part: Partial<Filter>) => void;
}

export function ShelfNav({ lines, filter, onFilter }: Props): JSX.Element | null {
  const folders = foldersOf(lines);
  const tags = tagsOf(lines);
  const filed = folders.some(({ name }) => name !== "") || filter.folder !== null;
  if (!filed && tags.length === 0 && filter.tag === null) return null;
  return (
    <nav className={css.nav} aria-label={t("Folders and tags")}>
      {filed ? (
        <Group
          title={t("Folders")}
          all={folders}
          chosen={filter.folder}
          onChoose={(folder) => onFilter({ folder })}
        />
      ) : null}
      {tags.length || filter.tag !== null ? (
        <Group
          title={t("Tags")}
          all={tags}
          chosen={filter.tag}
          onChoose={(tag) => onFilter({ tag })}
        />
      ) : null}
    </nav>
  );
}

interface GroupProps {
  title: string;
  all: readonly Counted[];
  chosen: string | null;
  onChoose: (name: string | null) => void;
}

function Group({ title, all, chosen, onChoose }: GroupProps): JSX.Element {
  const gone = chosen !== null && !all.some(({ name }) => name === chosen);
  const shown = gone ? [...all, { name: chosen, count: 0 }] : all;
  return (
    <div>
      <h2 className={cx(layout.small, layout.dim)}>{title}</h2>
      <ul className={css.names}>
        {shown.map(({ name, count }) => (
          <li key={name}>
            <button
              type="button"
              className={css.name}
              aria-pressed={chosen === name}
              onClick={() => onChoose(chosen === name ? null : name)}
            >
              <span className={layout.clip}>{name || t("In no folder")}</span>{" "}
              <span className={cx(layout.dim, layout.num)}>{count}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
