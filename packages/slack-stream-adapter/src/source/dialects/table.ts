import { ai } from "./ai.ts";
import type { Dialect, Emit, Item } from "./dialect.ts";
import { slack } from "./slack.ts";

/** Every dialect that is known. Where two could read an item the first one does. */
const dialects: readonly Dialect[] = [ai, slack];

/** Reads items of any dialect, in any mixture. False for an item that is of none. */
export function createDialectReader(emit: Emit): (item: Item) => boolean {
  const readers = new Map<Dialect, (item: Item, emit: Emit) => void>();

  const readerOf = (dialect: Dialect) => {
    const reader = readers.get(dialect) ?? dialect.create();
    readers.set(dialect, reader);
    return reader;
  };

  return (item) => {
    const dialect = dialects.find((one) => one.reads(item));
    if (dialect === undefined) return false;
    readerOf(dialect)(item, emit);
    return true;
  };
}
