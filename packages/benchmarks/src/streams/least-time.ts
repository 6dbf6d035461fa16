/** What a workspace is allowed of one method: a token bucket that is full at first. */
export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

export interface Load {
  readonly streams: number;
  /** How long each source speaks. */
  readonly spokenMs: number;
  readonly roundTripMs: number;
  readonly start: Rate;
  readonly stop: Rate;
  /** Of the one channel that all are in. */
  readonly post: Rate;
}

/**
 * No way of answering is faster than this: an answer needs a start, and a stop when its source is over, or a post. Edits
 * are left out: who posts when the source is over needs none.
 */
export function toLeastMs({ streams, spokenMs, roundTripMs, start, stop, post }: Load): number {
  let ms = spokenMs;
  const streamed = () => Math.min(allow(start, ms), allow(stop, ms - spokenMs));
  while (streamed() + allow(post, ms) < streams) ms += 100;
  return ms + roundTripMs;
}

function allow({ perMinute, burst }: Rate, ms: number): number {
  return Math.floor(burst + (perMinute * ms) / 60_000);
}
