import { testSchedules } from "./schedules.ts";

testSchedules("common", 100);
testSchedules("plain", 100);
testSchedules("odd", 100);
