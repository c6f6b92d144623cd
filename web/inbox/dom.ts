/** Elements whose words are always text, a root that the page's styles do not reach, and links that lead to pages. */
const STYLE = [
  ":host{all:initial}",
  "*{box-sizing:border-box;font:1rem/1.45 system-ui;overflow-wrap:anywhere}",
  ".box,a,button{background:Canvas;color:CanvasText;border:1px solid #8888}",
  ".box{color-scheme:light dark;border-radius:12px;padding:1.25rem;box-shadow:0 8px 32px #0004;width:min(26rem,calc(100vw - 2rem));max-height:70vh;overflow:auto;z-index:99999999}",
  "::backdrop{background:#0008}",
  "section,nav .box{position:fixed;right:1rem;animation:in .25s}",
  "section{bottom:1rem}",
  "nav .box{top:4rem}",
  "@keyframes in{from{opacity:0}}",
  "@media(prefers-reduced-motion:reduce){.box{animation:none!important}}",
  "h2,ul{margin:0}",
  "h2{font-weight:600}",
  "p{margin:0 0 .75rem;white-space:pre-line}",
  "ul{list-style:none;padding:0}",
  "li{border-bottom:1px solid #8888;margin:0 0 .75rem;padding:0 0 .75rem}",
  ".new{border-left:4px solid #1f5fd6;padding-left:.75rem}",
  "a,button{cursor:pointer;display:inline-block;padding:.35rem .75rem;border-radius:8px;text-decoration:none;margin-right:.5rem}",
  "a{background:var(--loopline-accent,#1f5fd6);color:#fff}",
  ":focus-visible{outline:3px solid #1f5fd6;outline-offset:2px}",
].join("");

/** An element with attributes and children; a child that is a text stays one, whatever stands in it. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]!);
  made.append(...children);
  return made;
}

/** A root of our own below an element. Its style is no inline style, so a strict policy of the page allows it. */
export function rootOf(host: HTMLElement): ShadowRoot {
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  return root;
}

/** The whole address that a link leads to; "" when that is no page. */
export function pageOf(url: string): string {
  try {
    const { href, protocol } = new URL(url, location.href);
    return url && /^https?:$/.test(protocol) ? href : "";
  } catch {
    return "";
  }
}
