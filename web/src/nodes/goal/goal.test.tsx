// @vitest-environment jsdom
import { expect, test } from "vitest";
import { draw } from "../testing";
import { definition } from "./definition";

test("says which event counts as a conversion", () => {
  const { getByText } = draw(definition.create());
  expect(getByText(/plan_upgraded within 14d/)).toBeTruthy();
});
