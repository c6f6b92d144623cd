import type ts from "typescript";

export function rewritten(
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  exempt?: (text: string) => boolean,
): { text: string; found: { node: ts.Node; text: string }[] };
export function jsxText(raw: string): string;
