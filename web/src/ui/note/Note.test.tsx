// @vitest-environment jsdom
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Note } from "./Note";

test("what a sentence of the server puts in backticks is something to type", () => {
  render(<Note>Set a percentage at `holdout` of the workspace.</Note>);
  expect(screen.getByText("holdout").tagName).toBe("CODE");
  expect(document.body.textContent).toBe("Set a percentage at holdout of the workspace.");
});
