/** Wrong usage of the command, in one sentence. */
export class UsageError extends Error {}
