import { schedules } from "./schedules.mjs";

schedules("webkit");
