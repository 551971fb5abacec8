/** `tsampa`: importing it in a browser defines the elements; on a server it does nothing. */
import { boot } from "./main.js";

export * from "./pure.js";

// A failure has been told on the console, and the page's own fallback stays.
if (typeof document !== "undefined") boot().catch(() => {});
