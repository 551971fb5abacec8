import { schedules } from "./schedules.mjs";

schedules("chromium");
