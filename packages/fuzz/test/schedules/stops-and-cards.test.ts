import { testSchedules } from "./schedules.ts";

testSchedules("stops", 100);
testSchedules("cards", 100);
