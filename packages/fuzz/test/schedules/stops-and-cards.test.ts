import { testSchedules } from "./schedules.ts";

testSchedules("stops", 500);
testSchedules("cards", 500);
