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

/** The current emoji on messages, one for each name and user. */
export class Reactions {
  readonly #list: Reaction[] = [];
  readonly #byMessage = new Map<string, Reaction[]>();

  get list(): readonly Reaction[] {
    return this.#list;
  }

  /** The emoji on one message, in the form of the reading methods. */
  on(message: { channel: string; ts: string }): { name: string; users: string[]; count: number }[] {
    const byName = new Map<string, string[]>();
    for (const { name, userId } of this.#of(message)) byName.set(name, [...(byName.get(name) ?? []), userId]);
    return [...byName].map(([name, users]) => ({ name, users, count: users.length }));
  }

  add(reaction: Reaction): boolean {
    if (this.#find(reaction) !== undefined) return false;
    this.#list.push(reaction);
    this.#byMessage.set(toMessageKey(reaction), [...this.#of(reaction), reaction]);
    return true;
  }

  remove(reaction: Reaction): boolean {
    const found = this.#find(reaction);
    if (found === undefined) return false;
    this.#list.splice(this.#list.indexOf(found), 1);
    const left = this.#of(found).filter((one) => one !== found);
    this.#byMessage.set(toMessageKey(found), left);
    return true;
  }

  clear(): void {
    this.#list.length = 0;
    this.#byMessage.clear();
  }

  #of(message: { channel: string; ts: string }): readonly Reaction[] {
    return this.#byMessage.get(toMessageKey(message)) ?? [];
  }

  #find(wanted: Reaction): Reaction | undefined {
    return this.#of(wanted).find(({ name, userId }) => name === wanted.name && userId === wanted.userId);
  }
}

function toMessageKey({ channel, ts }: { channel: string; ts: string }): string {
  return `${channel} ${ts}`;
}
