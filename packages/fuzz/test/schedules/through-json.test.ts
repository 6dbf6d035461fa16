import { testSchedules } from "./schedules.ts";

testSchedules("json", 40);
testSchedules("post", 40);
testSchedules("resets", 40);
testSchedules("shared", 40);
