/**
 * Shows foreign HTML safely: a sandboxed frame without scripts, whose styles are set through the CSS object model.
 * A srcdoc frame inherits the page's Content-Security-Policy, which refuses inline styles written as text.
 */
import { useEffect, useRef, type JSX } from "react";

function adopt(frame: HTMLIFrameElement, html: string): void {
  const inner = frame.contentDocument;
  const view = frame.contentWindow as (Window & { CSSStyleSheet: typeof CSSStyleSheet }) | null;
  if (!inner || !view) return;
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const sheets = [...parsed.querySelectorAll("style")].map((style) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(style.textContent.replace(/@import[^;]*;/g, ""));
    return sheet;
  });
  parsed.querySelectorAll("script, style, link, meta, base, iframe, object, embed, form").forEach((one) => one.remove());
  const styled = [...parsed.querySelectorAll("[style]"), parsed.body].map((one) => [one, one.getAttribute("style") ?? ""] as const);
  styled.forEach(([one]) => one.removeAttribute("style"));
  parsed.querySelectorAll("a").forEach((link) => link.setAttribute("target", "_blank"));
  inner.replaceChild(inner.adoptNode(parsed.documentElement), inner.documentElement);
  for (const [element, text] of styled) if ("style" in element) (element as HTMLElement).style.cssText = text;
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
