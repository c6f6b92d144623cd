/** The colours of all kinds, found in their folders; every page that shows a kind needs them. */
import.meta.glob("./*/tone.css", { eager: true });
