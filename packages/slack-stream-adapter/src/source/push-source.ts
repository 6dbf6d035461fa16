import type { SlackChunk } from "../types/index.ts";
import { PartReader } from "./part-reader.ts";
import type { OpenSource } from "./read-source.ts";

/**
 * A source that other code fills, without back-pressure. A push reaches the stream in the same turn. So the order is kept for calls that are not
 * awaited, and everything that was pushed before an abort arrives before it.
 */
export interface PushSource {
  readonly open: OpenSource;
  push(item: string | SlackChunk): void;
  end(): void;
}

export function createPushSource(): PushSource {
  // Items that are pushed before it is opened, while a store answers, wait in order.
  const early: (() => void)[] = [];
  let read = (item: unknown): void => void early.push(() => read(item));
  let end = (): void => void early.push(() => end());
  return {
    open(_control, sink, room) {
      const reader = new PartReader(sink);
      read = (item) => {
        try {
          sink.heard?.();
          reader.read(item);
          // The code that pushes can't be paused.
          if (room?.isFull) sink.failed(room.error);
        } catch (error) {
          sink.failed(error);
        }
      };
      end = () => reader.end();
      for (const later of early.splice(0)) later();
      return { letGo() {} };
    },
    push: (item) => read(item),
    end: () => end(),
  };
}
