/** What component tests need before they start: patience for a busy machine, and the browser's ways that jsdom lacks. */
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach } from "vitest";

// The editor is loaded when it is first opened: on a busy machine its modules take a quarter of a minute and more.
configure({ asyncUtilTimeout: 60_000 });

/** A canvas that takes all that is drawn and shows nothing: jsdom has none, and what charts draw is not what is asked here. */
function blank(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const paint = () => ({ addColorStop() {} });
  const own: Record<PropertyKey, unknown> = {
    canvas,
    measureText: (text: string) => ({ width: text.length * 7 }),
    getImageData: (_x: number, _y: number, width: number, height: number) => ({
      data: new Uint8ClampedArray(width * height * 4),
    }),
  };
  return new Proxy(own, {
    get: (known, name) => (name in known ? known[name] : paint),
  }) as unknown as CanvasRenderingContext2D;
}

/** How often React's scheduler may put off work by one more turn once a page is gone. */
const TURNS = 5;

if (typeof window !== "undefined") {
  // The last page of a file is taken down while there is still a window: what React had put off would look for one.
  afterEach(cleanup);
  afterAll(async () => {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((next) => setTimeout(next, 0));
  });
  window.scrollTo = () => {};
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement) {
    return blank(this);
  } as unknown as typeof HTMLCanvasElement.prototype.getContext;
  window.matchMedia = (media: string) =>
    ({
      matches: false,
      media,
      onchange: null,
      addEventListener() {},
      removeEventListener() {},
      addListener() {},
      removeListener() {},
      dispatchEvent: () => false,
    }) as MediaQueryList;
  class Watch {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  window.ResizeObserver = Watch;
  Element.prototype.scrollIntoView = () => {};
  Object.defineProperty(document, "fonts", { value: new EventTarget() });
}
