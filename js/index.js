import { boot } from "./main.js";
export * from "./pure.js";

// `tsampa`: importing it in a browser defines the elements. A failure was told on the console, and the fallback stays.
if (typeof document !== "undefined") boot().catch(() => {});
