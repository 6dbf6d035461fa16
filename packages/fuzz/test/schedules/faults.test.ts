import { testSchedules } from "./schedules.ts";

testSchedules("common", 250);
testSchedules("plain", 250);
testSchedules("odd", 250);
