import { runsOfAnswers } from "./runs-of-answers.ts";
import { runsOfTools } from "./runs-of-tools.ts";
import { runsWithPeople } from "./runs-with-people.ts";
import type { Run } from "./stage.ts";

export const runs: readonly Run[] = [...runsOfTools, ...runsWithPeople, ...runsOfAnswers];
