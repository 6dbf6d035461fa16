/** An emoji that somebody put on a message. */
export interface Reaction {
  /** Id of the channel. */
  channel: string;
  /** Id of the message. */
  ts: string;
  /** Without colons. */
  name: string;
  /** ID of the person or bot user that added it. */
  userId: string;
}

/** The emoji that are on messages now, one per name and user. */
export interface Reactions {
  readonly list: readonly Reaction[];
  /** The emoji on one message, as reading methods show them. */
  on(message: { channel: string; ts: string }): { name: string; users: string[]; count: number }[];
  add(reaction: Reaction): boolean;
  remove(reaction: Reaction): boolean;
  clear(): void;
}

export function createReactions(): Reactions {
  const list: Reaction[] = [];
  const byMessage = new Map<string, Reaction[]>();

  function of({ channel, ts }: { channel: string; ts: string }): readonly Reaction[] {
    return byMessage.get(`${channel} ${ts}`) ?? [];
  }

  function find(wanted: Reaction): Reaction | undefined {
    return of(wanted).find(({ name, userId }) => name === wanted.name && userId === wanted.userId);
  }

  return {
    list,
    on(message) {
      const byName = new Map<string, string[]>();
      for (const { name, userId } of of(message)) byName.set(name, [...(byName.get(name) ?? []), userId]);
      return [...byName].map(([name, users]) => ({ name, users, count: users.length }));
    },
    add(reaction) {
      if (find(reaction) !== undefined) return false;
      list.push(reaction);
      byMessage.set(`${reaction.channel} ${reaction.ts}`, [...of(reaction), reaction]);
      return true;
    },
    remove(reaction) {
      const found = find(reaction);
      if (found === undefined) return false;
      list.splice(list.indexOf(found), 1);
      byMessage.set(
        `${found.channel} ${found.ts}`,
        of(found).filter((one) => one !== found),
      );
      return true;
    },
    clear() {
      list.length = 0;
      byMessage.clear();
    },
  };
}
