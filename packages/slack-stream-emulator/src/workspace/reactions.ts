/** An emoji that somebody put on a message. */
export interface Reaction {
  /** Id of the channel. */
  channel: string;
  /** Id of the message. */
  ts: string;
  /** Without colons. */
  name: string;
  /** Id of who put it there. */
  userId: string;
}

/** The emoji that are on messages now, one per name and user. */
export interface Reactions {
  readonly list: readonly Reaction[];
  add(reaction: Reaction): boolean;
  remove(reaction: Reaction): boolean;
  clear(): void;
}

export function createReactions(): Reactions {
  const list: Reaction[] = [];
  const find = (wanted: Reaction) =>
    list.findIndex(
      (one) =>
        one.channel === wanted.channel &&
        one.ts === wanted.ts &&
        one.name === wanted.name &&
        one.userId === wanted.userId,
    );
  return {
    list,
    add(reaction) {
      if (find(reaction) >= 0) return false;
      list.push(reaction);
      return true;
    },
    remove(reaction) {
      const index = find(reaction);
      if (index < 0) return false;
      list.splice(index, 1);
      return true;
    },
    clear() {
      list.length = 0;
    },
  };
}

/** The emoji on one message, as reading methods show them. */
export function toReactions(
  list: readonly Reaction[],
  { channel, ts }: { channel: string; ts: string },
): { name: string; users: string[]; count: number }[] {
  const byName = new Map<string, string[]>();
  for (const one of list) {
    if (one.channel === channel && one.ts === ts)
      byName.set(one.name, [...(byName.get(one.name) ?? []), one.userId]);
  }
  return [...byName].map(([name, users]) => ({ name, users, count: users.length }));
}
