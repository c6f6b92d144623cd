/** What component tests need before they start: the browser's ways that jsdom does not know. */
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
}
