import { beforeEach, expect, test } from "vitest";
import { asCurl, lastCall, noteCall } from "./lastCall";

const ACT = { method: "PUT", path: "/api/segments/pro", body: { name: "It's Pro" } };

beforeEach(() => noteCall(ACT));

test("an act is a call with its body, quoted for a shell", () => {
  expect(asCurl(ACT, "https://l.example")).toBe(
    [
      "curl --fail-with-body -X PUT 'https://l.example/api/segments/pro'",
      '-H "Authorization: Bearer $LOOPLINE_KEY"',
      "-H 'Content-Type: application/json'",
      `--data-binary '{"name":"It'\\''s Pro"}'`,
    ].join(" \\\n  "),
  );
  expect(asCurl({ method: "DELETE", path: "/api/lists/vip", body: undefined }, "")).not.toContain(
    "data",
  );
});

test.each([
  ["GET", "/api/segments"],
  ["POST", "/api/segments/preview"],
  ["POST", "/api/previews/dry-run"],
  ["POST", "/api/check"],
  ["POST", "/api/session"],
  ["PUT", "/api/providers/ses"],
  ["POST", "/api/keys"],
  ["POST", "/api/operators"],
])("%s %s is no act, or holds a secret", (method, path) => {
  noteCall({ method, path, body: { password: "secret" } });
  expect(lastCall()).toEqual(ACT);
});
