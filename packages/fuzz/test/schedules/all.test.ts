import { testSchedules } from "./schedules.ts";

testSchedules("all", 500);
