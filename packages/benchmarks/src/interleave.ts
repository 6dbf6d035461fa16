export interface Lane<Result> {
  readonly name: string;
  measure(): Promise<Result>;
  /** Takes part in so many rounds only; for who is too slow for all of them. */
  readonly rounds?: number | undefined;
}

/** Lets all take turns, A B C A B C, so that what disturbs the machine disturbs everybody. The first round is a warm-up. */
export async function interleave<Result>(
  lanes: readonly Lane<Result>[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly Result[]>> {
  const results = new Map<string, Result[]>(lanes.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const lane of lanes) {
      if (round > (lane.rounds ?? rounds)) continue;
      const result = await lane.measure();
      if (round > 0) results.get(lane.name)?.push(result);
    }
  }
  return results;
}
