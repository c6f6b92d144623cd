// @vitest-environment jsdom
/** No field goes into a mail before it is said what stands where it is not known. */
import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { show } from "@/testing/visit";
import { fieldText, InsertField } from "./InsertField";

test("a field is put in with its words, and not without", async () => {
  const put = vi.fn();
  const { user } = show(<InsertField label="Subject" onInsert={put} />);
  await user.click(screen.getByRole("button", { name: "Insert a field into Subject" }));
  await user.click(await screen.findByRole("menuitem", { name: "first_name" }));
  const button = await screen.findByRole("button", { name: "Put it in" });
  expect((button as HTMLButtonElement).disabled).toBe(true);
  await user.type(screen.getByLabelText("Where first_name is not known"), 'my "friend"');
  await user.click(button);
  expect(put).toHaveBeenCalledWith("{{fallback first_name \"my 'friend'\"}}");
});

test("words cannot end the tag that they stand in", () => {
  expect(fieldText("a", '"}} {{b')).toBe('{{fallback a "\' b"}}');
});
