import type { SlackChunk, StreamItem } from "../types.ts";

/** A source that is filled from outside, without back-pressure: order is kept for calls that nobody awaits. */
export interface PushSource extends AsyncIterable<StreamItem> {
  push(item: string | SlackChunk): void;
  end(): void;
  fail(error: unknown): void;
}

export function createPushSource(): PushSource {
  const items: StreamItem[] = [];
  let ending: { readonly error?: unknown } | undefined;
  let failed = false;
  let wake: (() => void) | undefined;

  const notify = () => {
    wake?.();
    wake = undefined;
  };

  async function* read(): AsyncGenerator<StreamItem> {
    for (;;) {
      for (const item of items.splice(0)) yield item;
      if (items.length > 0) continue;
      if (failed) throw ending?.error;
      if (ending !== undefined) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    push(item) {
      items.push(item);
      notify();
    },
    end() {
      ending ??= {};
      notify();
    },
    fail(error) {
      ending ??= { error };
      failed = true;
      notify();
    },
    [Symbol.asyncIterator]: read,
  };
}
