/** The streams whose text waits for one limit, in turn, each with the moment that it was told to come back. */
export type Turns = Map<string, number>;

export interface TurnRequest {
  readonly stream: string;
  readonly nowMs: number;
  readonly waitMs: number;
  /** A longer wait gets no turn: the stream takes another way, or asks again. */
  readonly promisedMs: number;
}

/** Whether the stream keeps its turn, or gets one behind all others. */
export function giveTurn(turns: Turns, { nowMs, promisedMs, stream, waitMs }: TurnRequest): boolean {
  const isGiven = waitMs <= promisedMs && (turns.has(stream) || turns.size < mostTurns);
  if (isGiven) turns.set(stream, nowMs + waitMs);
  else turns.delete(stream);
  return isGiven;
}

/** How many others are before the stream. */
export function countBefore(turns: Turns, stream: string): number {
  return turns.has(stream) ? [...turns.keys()].indexOf(stream) : turns.size;
}

/** A stream that does not come back in time has no more use for its turn: it has ended. */
export function dropMissed(turns: Turns, nowMs: number): void {
  for (const [stream, atMs] of turns) if (atMs <= nowMs - missedAfterMs) turns.delete(stream);
}

const missedAfterMs = 2_000;
const mostTurns = 1_000;
