/**
 * Shows foreign HTML safely: a sandboxed frame without scripts, whose styles are set through the CSS object model.
 * A srcdoc frame inherits the page's Content-Security-Policy, which refuses inline styles written as text.
 */
import { useEffect, useRef, type JSX } from "react";

const STYLE_BLOCK = /<style[^>]*>([\s\S]*?)<\/style\s*>/gi;
const KEPT = "data-kept-style";

/** Style attributes under another name, so that reading the text does not even try to apply them. */
function disarmed(html: string): string {
  return html.replace(STYLE_BLOCK, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ` ${KEPT}=`));
}

function adopt(frame: HTMLIFrameElement, html: string): void {
  const inner = frame.contentDocument;
  const view = frame.contentWindow as (Window & { CSSStyleSheet: typeof CSSStyleSheet }) | null;
  if (!inner || !view) return;
  const sheets = [...html.matchAll(STYLE_BLOCK)].map(([, text = ""]) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(text.replace(/@import[^;]*;/g, ""));
    return sheet;
  });
  const parsed = new DOMParser().parseFromString(disarmed(html), "text/html");
  parsed.querySelectorAll("script, style, link, meta, base, iframe, object, embed, form").forEach((one) => one.remove());
  parsed.querySelectorAll("a").forEach((link) => link.setAttribute("target", "_blank"));
  inner.replaceChild(inner.adoptNode(parsed.documentElement), inner.documentElement);
  for (const element of inner.querySelectorAll<HTMLElement>(`[${KEPT}]`)) element.style.cssText = element.getAttribute(KEPT) ?? "";
  inner.adoptedStyleSheets = sheets;
}

export function MailFrame({ html, width, height = 560, title }: { html: string; width: number | string; height?: number; title: string }): JSX.Element {
  const ref = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const frame = ref.current;
    if (!frame) return;
    const draw = () => adopt(frame, html);
    draw();
    frame.addEventListener("load", draw);
    return () => frame.removeEventListener("load", draw);
  }, [html]);
  return <iframe ref={ref} title={title} sandbox="allow-same-origin" className="mail-frame" style={{ width, height }} />;
}
