// @vitest-environment jsdom
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/testing/server";
import { visit } from "@/testing/visit";

test.each([
  ["/people/nobody", "GET /api/people/nobody", "People", "/people"],
  ["/segments/none", "GET /api/segments/none", "Segments", "/segments"],
  ["/content/template/none", "GET /api/content/template/none", "Library", "/content"],
])("a name that nothing has leads back to the list: %s", async (address, asked, list, to) => {
  visit(address, { [asked]: new Refusal(404, "name_unknown", "Nothing is called so.") });
  const told = await screen.findByRole("alert");
  expect(told.textContent).toContain("Nothing is called so. name_unknown");
  expect(screen.queryByText("Try again")).toBeNull();
  const back = screen.getByRole("link", { name: `All of: ${list}` });
  expect(back.getAttribute("href")).toBe(to);
});
