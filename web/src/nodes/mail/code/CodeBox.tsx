/** The source editor, loaded when it is first opened, with the names that the server knows. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, type JSX } from "react";
import { elements, published, savedBlocks } from "../api";
import { useFieldNames } from "../InsertField";
import type { LineFault } from "./CodeEditor";

const CodeEditor = lazy(() => import("./CodeEditor"));
const NONE: readonly LineFault[] = [];

export function CodeBox({
  label,
  value,
  onChange,
  faults = NONE,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  faults?: readonly LineFault[];
}): JSX.Element {
  const { data: known } = useQuery(elements());
  const { data: content } = useQuery(published());
  const names = useFieldNames();
  const offered = useMemo(
    () => ({
      fields: names,
      elements: known?.elements ?? [],
      blocks: savedBlocks(known, content).map((one) => one.id),
    }),
    [names, known, content],
  );
  return (
    <Suspense fallback={<Skeleton height={320} />}>
      <CodeEditor label={label} value={value} onChange={onChange} faults={faults} known={offered} />
    </Suspense>
  );
}
