/** What component tests need before they start: patience for a busy machine, and the browser's ways that jsdom lacks. */
import { configure } from "@testing-library/react";

configure({ asyncUtilTimeout: 5000 });

if (typeof window !== "undefined") {
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
