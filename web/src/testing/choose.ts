/** Takes an option of a list that opens below its box. */
import { waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";

export async function choose(user: UserEvent, box: HTMLElement, option: string): Promise<void> {
  await user.click(box);
  // jsdom lays nothing out, so the list counts as hidden
  const found = await waitFor(() => {
    const list = document.getElementById(box.getAttribute("aria-controls") ?? "");
    if (!list) throw new Error("no list opened");
    return within(list).getByRole("option", { name: option, hidden: true });
  });
  await user.click(found);
}
