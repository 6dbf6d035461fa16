export interface Lane<Result> {
  readonly name: string;
  measure(): Promise<Result>;
  /** How many rounds it takes part in, for a contestant that is too slow for all. */
  readonly rounds?: number | undefined;
}

/**
 * Lets all contestants take turns, A B C A B C, so that other work on the machine affects all. The first round is a
 * warm-up.
 */
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
