// @vitest-environment jsdom
import { fireEvent, screen } from "@testing-library/react";
import { useState, type JSX } from "react";
import { expect, test } from "vitest";
import type { Json } from "@/canvas/document";
import { show } from "@/testing/visit";
import { StatedLines } from "./StatedLines";

let held: Record<string, Json> | undefined;

function Two(): JSX.Element {
  const [stated, setStated] = useState<Record<string, Json> | undefined>({ plan: "pro", b: 1 });
  held = stated;
  return <StatedLines title="Values" noun="Value" add="Add" stated={stated} onChange={setStated} />;
}

const box = (name: string) => screen.getByRole("combobox", { name }) as HTMLInputElement;

test("a name that is another line's on its way to a longer one costs neither line its value", () => {
  show(<Two />);
  for (const name of ["p", "pl", "pla", "plan"])
    fireEvent.change(box("Value 2"), { target: { value: name } });
  expect(box("Value 2").value).toBe("plan");
  expect(screen.getByText("Another line has this name.")).toBeDefined();
  expect(held).toEqual({ plan: "pro", pla: 1 });
  fireEvent.change(box("Value 2"), { target: { value: "plan_2" } });
  expect(held).toEqual({ plan: "pro", plan_2: 1 });
  expect(screen.queryByText("Another line has this name.")).toBeNull();
});
