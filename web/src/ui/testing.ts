/** What the tests need before they start: nothing yet. */
export {};
