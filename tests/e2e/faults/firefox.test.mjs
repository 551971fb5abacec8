import { schedules } from "./schedules.mjs";

schedules("firefox");
