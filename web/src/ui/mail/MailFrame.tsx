/**
 * Shows foreign HTML safely: a sandboxed frame without scripts, whose styles are set through the CSS object model.
 * A srcdoc frame inherits the page's Content-Security-Policy, which refuses inline styles written as text.
 * Pictures are not loaded: a look from the studio must not count as an open, and asks nothing of other hosts.
 */
import { useEffect, useRef, type JSX } from "react";
import css from "./MailFrame.module.css";

const STYLE_BLOCK = /<style[^>]*>([\s\S]*?)<\/style\s*>/gi;
const KEPT = "data-kept-style";
const OUTSIDE = /url\(\s*["']?(?!data:)[^)]*\)/gi;
const PICTURE_PLACES =
  "img:not([src]) { outline: 1px dashed #b9b6ad; min-height: 1.5em; color: #6b6a64; font: 13px sans-serif; }";

/** Takes away whatever would be fetched; a picture leaves its place and its words, the open pixel nothing. */
function unfetched(parsed: Document): void {
  for (const image of parsed.querySelectorAll("img")) {
    const small =
      Number(image.getAttribute("width") ?? 9) <= 1 ||
      Number(image.getAttribute("height") ?? 9) <= 1;
    if (small) image.remove();
    else if (!image.getAttribute("src")?.startsWith("data:")) image.removeAttribute("src");
    image.removeAttribute("srcset");
  }
  parsed.querySelectorAll("[background]").forEach((one) => one.removeAttribute("background"));
  parsed.querySelectorAll("picture source, video, audio, svg image").forEach((one) => one.remove());
}

/** Style attributes under another name, so that reading the text does not even try to apply them. */
function disarmed(html: string): string {
  return html
    .replace(STYLE_BLOCK, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ` ${KEPT}=`));
}

export type Scheme = "light" | "dark";
const DARK = /\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi;

/** The sheets of a mail as a program of this scheme reads them, whatever the reader's own machine prefers. */
const asSeen = (text: string, scheme: Scheme | undefined): string =>
  scheme
    ? text.replace(DARK, (_, asked: string) =>
        asked.toLowerCase() === scheme ? "(min-width: 0)" : "(max-width: 0)",
      )
    : text;

function adopt(frame: HTMLIFrameElement, html: string, scheme: Scheme | undefined): void {
  const inner = frame.contentDocument;
  const view = frame.contentWindow as (Window & { CSSStyleSheet: typeof CSSStyleSheet }) | null;
  if (!inner || !view) return;
  const ground = scheme ? `:root { color-scheme: ${scheme} !important; }` : "";
  const sheets = [["", PICTURE_PLACES], ["", ground], ...html.matchAll(STYLE_BLOCK)].map(
    ([, text = ""]) => {
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync(
        asSeen(text, scheme)
          .replace(/@import[^;]*;/g, "")
          .replace(OUTSIDE, "none"),
      );
      return sheet;
    },
  );
  const parsed = new DOMParser().parseFromString(disarmed(html), "text/html");
  parsed
    .querySelectorAll("script, style, link, meta, base, iframe, object, embed, form")
    .forEach((one) => one.remove());
  unfetched(parsed);
  parsed.querySelectorAll("a").forEach((link) => link.setAttribute("target", "_blank"));
  inner.replaceChild(inner.adoptNode(parsed.documentElement), inner.documentElement);
  for (const element of inner.querySelectorAll<HTMLElement>(`[${KEPT}]`))
    element.style.cssText = (element.getAttribute(KEPT) ?? "").replace(OUTSIDE, "none");
  inner.adoptedStyleSheets = sheets;
}

export function MailFrame({
  html,
  width,
  height = 560,
  title,
  scheme,
}: {
  html: string;
  width: number | string;
  height?: number;
  title: string;
  /** Light or dark, as the mail's own sheets say; without it as the reader's machine prefers. */
  scheme?: Scheme | undefined;
}): JSX.Element {
  const ref = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const frame = ref.current;
    if (!frame) return;
    const draw = () => adopt(frame, html, scheme);
    draw();
    frame.addEventListener("load", draw);
    return () => frame.removeEventListener("load", draw);
  }, [html, scheme]);
  return (
    <iframe
      ref={ref}
      title={title}
      sandbox="allow-same-origin"
      className={css.mailFrame}
      style={{ width, height }}
    />
  );
}
