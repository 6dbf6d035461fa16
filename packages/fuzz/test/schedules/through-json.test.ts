import { testSchedules } from "./schedules.ts";

testSchedules("json", 100);
testSchedules("post", 100);
testSchedules("resets", 100);
testSchedules("shared", 100);
