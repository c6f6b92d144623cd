// @vitest-environment jsdom
import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { show } from "@/testing/visit";
import { DurationField } from "./DurationField";

test("a default is a placeholder, and is written only when somebody chooses", () => {
  const change = vi.fn();
  show(<DurationField label="Within" value="" fallback="14d" onChange={change} />);
  const box = screen.getByLabelText("Within");
  expect([(box as HTMLInputElement).value, box.getAttribute("placeholder")]).toEqual([
    "",
    "14 (default)",
  ]);
  expect(change).not.toHaveBeenCalled();
  fireEvent.change(box, { target: { value: "3" } });
  expect(change).toHaveBeenLastCalledWith("3d");
});

test("what the document holds stands as a value", () => {
  show(<DurationField label="Within" value="2h" fallback="14d" onChange={() => undefined} />);
  expect((screen.getByLabelText("Within") as HTMLInputElement).value).toBe("2");
});
