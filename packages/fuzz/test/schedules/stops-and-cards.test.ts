import { testSchedules } from "./schedules.ts";

testSchedules("stops", 250);
testSchedules("cards", 250);
