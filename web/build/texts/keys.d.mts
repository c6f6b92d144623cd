import type ts from "typescript";

export function keysOf(file: ts.SourceFile): string[];
export function faultsOf(
  keys: readonly string[],
  catalogue: Record<string, string>,
): { missing: string[]; orphaned: string[]; gaps: string[]; spaces: string[] };
