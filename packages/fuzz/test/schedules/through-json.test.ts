import { testSchedules } from "./schedules.ts";

testSchedules("json", 300);
testSchedules("post", 300);
testSchedules("resets", 300);
testSchedules("shared", 300);
