import type { EmulatorClock } from "slack-stream-emulator";

/** The tokens of a source, and their times. */
export interface Said {
  readonly text: string;
  readonly at: number;
}

/** A model that gives its tokens one after the other, `everyMs` apart. */
export function speak(
  tokens: readonly string[],
  { clock, everyMs }: { clock: EmulatorClock; everyMs: number },
): { source: AsyncIterable<string>; said: readonly Said[] } {
  const said: Said[] = [];
  async function* source() {
    for (const text of tokens) {
      await new Promise<void>((resolve) => void clock.setTimer(everyMs, resolve));
      said.push({ text, at: clock.now() });
      yield text;
    }
  }
  return { source: source(), said };
}
