/** The queue of streams whose text waits for one limit. Each has the time at which it should ask again. */
export type Turns = Map<string, number>;

export interface TurnRequest {
  readonly stream: string;
  readonly nowMs: number;
  readonly waitMs: number;
  /**
   * The longest wait that gets a place in the queue. After a longer one the stream takes another way, or asks again.
   */
  readonly promisedMs: number;
}

/** Keeps the stream's place in the queue, or adds it at the end. Returns whether it has a place. */
export function giveTurn(turns: Turns, { nowMs, promisedMs, stream, waitMs }: TurnRequest): boolean {
  const isGiven = waitMs <= promisedMs && (turns.has(stream) || turns.size < mostTurns);
  if (isGiven) turns.set(stream, nowMs + waitMs);
  else turns.delete(stream);
  return isGiven;
}

/** How many other streams are before this one. */
export function countBefore(turns: Turns, stream: string): number {
  return turns.has(stream) ? [...turns.keys()].indexOf(stream) : turns.size;
}

/** Removes streams that did not ask again in time, because they have ended. */
export function dropMissed(turns: Turns, nowMs: number): void {
  for (const [stream, atMs] of turns) if (atMs <= nowMs - missedAfterMs) turns.delete(stream);
}

const missedAfterMs = 2_000;
const mostTurns = 1_000;
