import { testSchedules } from "./schedules.ts";

testSchedules("common", 500);
testSchedules("plain", 500);
testSchedules("odd", 500);
