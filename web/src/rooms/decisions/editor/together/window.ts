/** The name of this window: by it the server tells who is where, and a save whose answer was lost is known again. */
export const WINDOW = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;
