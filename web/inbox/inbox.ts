/** The script of a site: `<script defer src="https://loopline.example.com/inbox.js" data-token="..."></script>`.
 *
 * It shows a person's in-app messages as dialogs and banners, and their list in `#loopline-inbox`, where the page has
 * that. It has to stay below 6 KB, and to work under a strict Content-Security-Policy.
 */
import { h, pageOf, rootOf } from "./dom";
import { connect, type Message } from "./wire";

type Popup = "modal" | "banner";

const { currentScript } = document;
const { src, dataset } = currentScript as HTMLScriptElement;
const word = (name: string, usual: string): string => dataset[name] || usual;
const name = word("title", "Messages");
const closeWord = word("close", "Close");

const messages = new Map<string, Message>();
const early = new Set<string>();
const open: Partial<Record<Popup, string>> = {};
let hasList = false;
let drawn = "";

const root = rootOf(document.body.appendChild(h("div", {})));
const live = root.appendChild(h("div", { "aria-live": "polite" }));

const isOver = ({ expires_at }: Message): boolean => !!expires_at && expires_at < Date.now();
const weight = { high: 0, normal: 1, low: 2 };
const isListed = (one: Message): boolean =>
  !isOver(one) && (one.display === "inbox" || (!!one.shown_at && open[one.display] !== one.key));

const tell = connect({
  api: new URL("api/inbox", src).href,
  token: word("token", ""),
  tokenUrl: word("tokenUrl", ""),
  take(found, isList) {
    const before = new Map(messages);
    if (isList) messages.clear();
    for (const one of found) {
      const known = before.get(one.key);
      if (early.has(one.trigger) || known?.trigger === "") one.trigger = "";
      if (known) {
        one.shown_at ||= known.shown_at;
        one.read_at ||= known.read_at;
      }
      if (one.dismissed_at || known?.expires_at === 1) one.expires_at = 1;
      messages.set(one.key, Object.assign(known ?? one, one)); // lines of the list hold it
      if (!known) document.dispatchEvent(new CustomEvent("loopline:message", { detail: one }));
    }
    if (isList) early.clear();
    hasList ||= isList;
    look();
  },
});

/** What is due is shown: one dialog and one banner at a time, the most urgent first, then the oldest. */
function look(): void {
  const due = [...messages.values()]
    .filter((one) => !one.trigger && !one.shown_at && !isOver(one))
    .sort((a, b) => weight[a.priority] - weight[b.priority] || a.number - b.number);
  for (const kind of ["modal", "banner"] as const) {
    const next = due.find((one) => one.display === kind);
    if (next && !open[kind]) show(next, kind);
  }
  list();
}

function putAway(one: Message): void {
  one.expires_at = 1; // over, also for a list that was read before the server knew
  tell(one.key, "dismissed");
}

/** The words of a message, its link, and a button that puts it away. */
function parts(one: Message, close: HTMLElement, followed = () => {}): HTMLElement[] {
  const href = pageOf(one.url);
  const link = h("a", { href }, word("open", "Open"));
  link.onclick = () => {
    tell(one.key, "clicked");
    one.read_at = Date.now();
    followed();
  };
  const found: HTMLElement[] = [h("p", {}, one.body), close];
  if (href) found.splice(1, 0, link);
  if (one.title) found.unshift(h("h2", {}, one.title));
  return found;
}

function show(one: Message, kind: Popup): void {
  const isModal = kind === "modal";
  const before = document.activeElement as HTMLElement | null;
  const button = h("button", {}, closeWord);
  const box = h(isModal ? "dialog" : "section", {
    class: "box",
    "aria-label": one.title || one.body,
  });
  const end = () => {
    const hasFocus = isModal || box.contains(root.activeElement);
    box.remove();
    delete open[kind];
    if (hasFocus) before?.focus();
    look();
  };
  const close = () => {
    if (!box.isConnected) return;
    putAway(one);
    end();
  };
  box.append(...parts(one, button, end));
  button.onclick = box.oncancel = close;
  box.onkeydown = (event) => {
    const isTab = isModal && event.key === "Tab";
    if (!isTab && event.key !== "Escape") return;
    event.preventDefault(); // the same Escape would close the next dialog too
    if (!isTab) return close();
    const all = [...box.querySelectorAll<HTMLElement>("a,button")];
    const at = all.indexOf(root.activeElement as HTMLElement) + (event.shiftKey ? -1 : 1);
    all.at(at % all.length)!.focus();
  };
  open[kind] = one.key;
  one.shown_at = Date.now();
  (isModal ? root : live).append(box);
  if (isModal) (box as HTMLDialogElement).showModal();
  tell(one.key, "shown");
}

const place = document.getElementById("loopline-inbox");
const panel = h("div", { class: "box", hidden: "" });
const bell = h("button", { "aria-expanded": "false" });
const closing = h("button", {}, closeWord);
const count = h("span", { "aria-live": "polite" });

function toggle(isOpen: boolean): void {
  panel.hidden = !isOpen;
  bell.setAttribute("aria-expanded", `${isOpen}`);
  if (!isOpen) return list();
  for (const one of messages.values())
    if (isListed(one) && !one.read_at) {
      one.read_at = one.shown_at = Date.now();
      tell(one.key, "read");
    }
  count.textContent = "";
}

/** The list and the count of what is unread; a list that is open is left open. */
function list(): void {
  if (!place) return;
  const shown = [...messages.values()].filter(isListed).sort((a, b) => b.number - a.number);
  const unread = shown.filter((one) => !one.read_at).length;
  const figure = unread ? ` (${unread})` : "";
  if (count.textContent !== figure) count.textContent = figure;
  const lines = shown.map((one) => {
    const verb = word("remove", "Remove");
    const button = h("button", { "aria-label": `${verb}: ${one.title || one.body}` }, verb);
    button.onclick = () => {
      putAway(one);
      list();
      (panel.querySelector("button") ?? bell).focus();
    };
    return h("li", one.read_at ? {} : { class: "new" }, ...parts(one, button));
  });
  const words = lines.length ? h("ul", {}, ...lines) : h("p", {}, word("empty", "No messages"));
  const keys = shown.map(({ key }) => key).join();
  if (panel.hidden || keys !== drawn) panel.replaceChildren(words, closing); // the focus stays otherwise
  drawn = keys;
  if (!panel.hidden && unread) toggle(true);
}

if (place) {
  bell.append(name, count);
  bell.onclick = () => toggle(!!panel.hidden);
  const box = h("nav", { "aria-label": name }, bell, panel);
  const close = () => {
    toggle(false);
    bell.focus();
  };
  closing.onclick = close;
  box.onkeydown = ({ key }) => {
    if (key === "Escape" && !panel.hidden) close();
  };
  rootOf(place).append(box);
  list();
}

/** The page tracks an event: what waits for it is due. */
function track(event: string): void {
  if (!hasList) early.add(event);
  for (const one of messages.values()) if (one.trigger === event) one.trigger = "";
  look();
}

interface Site {
  loopline?: object;
  analytics?: { on?: (what: "track", then: (event: string) => void) => void };
}
const site = window as unknown as Site;
site.loopline = { ...site.loopline, track };
site.analytics?.on?.("track", track);
