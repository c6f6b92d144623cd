/** What the address asks of the mock: `?empty`, `?many`, `?setup`, `?out`; kept for the session. */
export const flag = (name: string) =>
  new URLSearchParams(location.search).has(name) || sessionStorage.getItem(name) !== null;
