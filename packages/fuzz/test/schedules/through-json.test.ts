import { testSchedules } from "./schedules.ts";

testSchedules("json", 300);
testSchedules("resets", 300);
