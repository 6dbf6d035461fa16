import type { Contract } from "../contract.ts";
import { CONTENT } from "./content.ts";
import { EDITS } from "./edits.ts";
import { REQUESTS } from "./requests.ts";
import { SESSIONS } from "./sessions.ts";
import { STATES } from "./states.ts";

export const CONTRACTS: readonly Contract[] = [...REQUESTS, ...STATES, ...CONTENT, ...EDITS, ...SESSIONS];
