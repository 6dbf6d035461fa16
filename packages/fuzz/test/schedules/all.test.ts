import { testSchedules } from "./schedules.ts";

testSchedules("all", 1_000);
