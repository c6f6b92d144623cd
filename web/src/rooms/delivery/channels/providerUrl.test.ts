import { expect, test } from "vitest";
import { missing, shapeOf, urlOf } from "./providerUrl";

const TWILIO =
  "twilio://ACCOUNT_SID:AUTH_TOKEN@api.twilio.com?from=+15005550006&connections=10&timeout=15";
const MAILGUN = "mailgun://:API_KEY@api.mailgun.net/mg.example.com?signing_key=WEBHOOK_SIGNING_KEY";
const SMTP = "smtp://login:password@host:587?starttls=auto, or smtps://login:password@host:465";

const shape = (example: string) => shapeOf(example)!;

test("an example becomes boxes: what it writes in capitals is needed, what is secret is hidden", () => {
  const boxes = shape(TWILIO).boxes;
  expect(boxes.map((one) => [one.at, one.label, one.needed, one.secret])).toEqual([
    ["login", "Account SID", true, false],
    ["password", "Auth token", true, true],
    ["host", "Host", false, false],
    ["from", "Sender number", false, false],
    ["connections", "Connections", false, false],
    ["timeout", "Timeout", false, false],
  ]);
  expect(missing(shape(TWILIO), { login: "AC1" })).toEqual(["Auth token"]);
});

test("what is filled in is written so that it reads back", () => {
  const url = urlOf(shape(TWILIO), { login: "AC1", password: "p@ss/word?&", from: "+49 30" });
  expect(url).toBe("twilio://AC1:p%40ss%2Fword%3F%26@api.twilio.com?from=%2B49%2030");
  const read = new URL(url.replace("twilio:", "https:"));
  expect(decodeURIComponent(read.password)).toBe("p@ss/word?&");
  expect(read.searchParams.get("from")).toBe("+49 30");
});

test("a path, and no login", () => {
  expect(urlOf(shape(MAILGUN), { password: "k", path: "mg.shop.example" })).toBe(
    "mailgun://:k@api.mailgun.net/mg.shop.example",
  );
  expect(missing(shape(MAILGUN), { password: "k" })).toEqual(["Domain"]);
});

test("a mail server has a host of its own, and may ask for no login", () => {
  expect(missing(shape(SMTP), {})).toEqual(["Host"]);
  expect(urlOf(shape(SMTP), { host: "mail.example.com:587" })).toBe("smtp://mail.example.com:587");
});

test("what is no URL has no boxes", () => {
  expect(shapeOf("ask your operator")).toBeNull();
});
