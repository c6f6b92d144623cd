// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { announce } from "@/api/stream";
import { Refusal } from "@/testing/server";
import { list, open, pane, PATH, remark, said, select, thread } from "@/testing/comments";

test("a comment about the selected step mentions whom the list offers, and the draft is not saved", async () => {
  const page = await open({ [`GET ${PATH}`]: list(), [`POST ${PATH}`]: thread("t", "pause", []) });
  await select(page.user);
  await page.user.click(screen.getByRole("button", { name: "Comments: 0 open" }));
  await screen.findByRole("complementary", { name: "Comments" });
  const box = within(pane()).getByRole("combobox", { name: "Comment on A pause" });
  await page.user.type(box, "So? @hi");
  expect(within(pane()).getByRole("option", { name: /Jon Hill/ })).toBeDefined();
  await page.user.keyboard("{Enter}");
  await page.user.keyboard("ok?");
  expect(box).toHaveProperty("value", "So? @Jon Hill ok?");
  await page.user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(said(page)).toHaveLength(1));
  expect(said(page)[0]).toMatchObject({
    body: {
      step: "pause",
      text: "So? @Jon Hill ok?",
      mentions: ["jon@x.test"],
    },
  });
  await waitFor(() => expect(box).toHaveProperty("value", ""));
  expect(said(page, "/api/journeys/mine/draft")).toEqual([]);
});

test("what was begun stays about its step, and is there when the comments are opened again", async () => {
  const page = await open({ [`GET ${PATH}`]: list() });
  await select(page.user);
  await page.user.click(screen.getByRole("button", { name: "Comments: 0 open" }));
  await screen.findByRole("complementary", { name: "Comments" });
  await page.user.type(screen.getByRole("combobox", { name: "Comment on A pause" }), "Half a");
  await page.user.click(screen.getByRole("button", { name: "Close the comments" }));
  await page.user.click(screen.getByRole("button", { name: "Comments: 0 open" }));
  await screen.findByRole("complementary", { name: "Comments" });
  const box = screen.getByRole("combobox", { name: "Comment on A pause" });
  expect(box).toHaveProperty("value", "Half a");
  await page.user.clear(box);
});

test("a refusal keeps what was typed, and says why", async () => {
  const refused = new Refusal(409, "comments_full", "This journey has 500 threads.");
  const page = await open({ [`GET ${PATH}`]: list(), [`POST ${PATH}`]: refused });
  await page.user.click(await screen.findByRole("button", { name: "Comments: 0 open" }));
  await screen.findByRole("complementary", { name: "Comments" });
  const box = within(pane()).getByRole("combobox", { name: "Comment on the journey" });
  await page.user.type(box, "Hello");
  await page.user.click(within(pane()).getByRole("button", { name: "Comment" }));
  expect(await screen.findByText(/500 threads/)).toBeDefined();
  expect(box).toHaveProperty("value", "Hello");
  await page.user.clear(box);
});

test("a thread is answered, resolved, and found again among the resolved", async () => {
  let settled = false;
  const found = () =>
    list(
      thread("t", "pause", [remark(1, "Jon Hill", "Why?")], {
        resolved_at: settled ? 5 : null,
        resolved_by: settled ? "Mara" : "",
      }),
    );
  const page = await open({
    [`GET ${PATH}`]: found,
    [`POST ${PATH}/t/resolve`]: () => {
      settled = true;
      return found().threads[0];
    },
  });
  await page.user.click(await screen.findByRole("button", { name: "Comments: 1 open" }));
  await screen.findByRole("complementary", { name: "Comments" });
  const talk = within(pane()).getByRole("article", { name: "Comments on A pause" });
  await page.user.click(within(talk).getByRole("button", { name: "Answer" }));
  await page.user.type(within(talk).getByRole("combobox"), "It was asked for.");
  await page.user.click(within(talk).getByRole("button", { name: "Answer" }));
  await waitFor(() => expect(said(page)).toHaveLength(1));
  expect(said(page)[0]).toMatchObject({ body: { thread: "t", text: "It was asked for." } });
  await page.user.click(await within(pane()).findByRole("button", { name: "Resolve" }));
  await waitFor(() => expect(within(pane()).queryByRole("article")).toBeNull());
  await page.user.click(within(pane()).getByRole("radio", { name: "Resolved 1" }));
  expect(within(pane()).getByText(/Resolved by Mara/)).toBeDefined();
});

test("only one's own comment is changed or taken back", async () => {
  const page = await open({
    [`GET ${PATH}`]: list(
      thread("t", "", [remark(1, "Jon Hill", "Theirs"), remark(2, "Mara", "Mien")]),
    ),
  });
  await page.user.click(await screen.findByRole("button", { name: "Comments: 1 open" }));
  await screen.findByRole("complementary", { name: "Comments" });
  expect(within(pane()).getAllByRole("button", { name: "Change" })).toHaveLength(1);
  await page.user.click(within(pane()).getByRole("button", { name: "Change" }));
  const box = within(pane()).getByRole("combobox", { name: "Change the comment" });
  await page.user.clear(box);
  await page.user.type(box, "Mine");
  await page.user.click(within(pane()).getByRole("button", { name: "Change it" }));
  await waitFor(() =>
    expect(said(page, `${PATH}/t/2`)[0]).toMatchObject({ body: { text: "Mine" } }),
  );
});

test("a comment whose step went away stays readable, by the name it had", async () => {
  const page = await open({
    [`GET ${PATH}`]: list(
      thread("t", "old", [remark(1, "Jon Hill", "Why this?")], {
        step_name: "An old step",
        gone: true,
      }),
    ),
  });
  await page.user.click(await screen.findByRole("button", { name: "Comments: 1 open" }));
  await screen.findByRole("complementary", { name: "Comments" });
  const talk = within(pane()).getByRole("article", { name: "Comments on An old step" });
  expect(within(talk).getByText("Why this?")).toBeDefined();
  expect(within(talk).getByText(/not in the journey any more/)).toBeDefined();
});

test("a note leads to its thread, and what was new is marked as read", async () => {
  const news = {
    ...list(thread("t", "pause", [remark(7, "Jon Hill", "@Mara?")], { unread: true })),
    unread: 1,
  };
  const page = await open({ [`GET ${PATH}`]: news }, "/journeys/mine?thread=t");
  const talk = await screen.findByRole("article", { name: "Comments on A pause" });
  await waitFor(() => expect(document.activeElement).toBe(talk));
  await waitFor(() => expect(said(page, `${PATH}/read`)).toHaveLength(1));
  expect(said(page, `${PATH}/read`)[0]).toMatchObject({ body: { until: 7000 } });
  await screen.findByRole("button", { name: "Comments: 1 open" });
  await page.user.click(screen.getByRole("button", { name: "Close the comments" }));
  await waitFor(() => expect(page.address()).toBe("/journeys/mine"));
});

test("somebody else's comment comes by the stream, and is counted on its step", async () => {
  let there = list();
  await open({ [`GET ${PATH}`]: () => there });
  await screen.findByRole("button", { name: "Comments: 0 open" });
  there = {
    ...list(thread("t", "pause", [remark(1, "Jon Hill", "Hm")], { unread: true })),
    unread: 1,
  };
  announce("comments", { id: "other" });
  announce("comments", { id: "mine" });
  expect(await screen.findByRole("button", { name: "Comments: 1 open, 1 new" })).toBeDefined();
  expect(await screen.findByTitle("Comments open here: 1")).toBeDefined();
});

test("c opens the comments about what is selected", async () => {
  const page = await open({ [`GET ${PATH}`]: list() });
  await select(page.user);
  await page.user.keyboard("c");
  const box = within(pane()).getByRole("combobox", { name: "Comment on A pause" });
  await waitFor(() => expect(document.activeElement).toBe(box));
  expect(box).toHaveProperty("value", "");
});
