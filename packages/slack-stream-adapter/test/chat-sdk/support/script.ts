import type { StreamChunk } from "chat";
import type { ManualClock } from "slack-stream-emulator";

/** One line of a script: what the source yields, a silence, something that happens, or the failure that ends it. */
export type Line = string | StreamChunk | Silence | Happening | Error;

interface Silence {
  readonly silence: number;
}

interface Happening {
  readonly happen: () => unknown;
}

export const silence = (ms: number): Silence => ({ silence: ms });
export const happen = (what: () => unknown): Happening => ({ happen: what });

/** Plays a script on the clock. */
export async function* play(
  lines: readonly Line[],
  clock: ManualClock,
): AsyncGenerator<string | StreamChunk> {
  for (const line of lines) {
    if (line instanceof Error) throw line;
    if (typeof line === "string") yield line;
    else if ("silence" in line)
      await new Promise<void>((resolve) => void clock.setTimer(line.silence, resolve));
    else if ("happen" in line) await line.happen();
    else yield line;
  }
}

export const task = (id: string, status: "in_progress" | "complete", title = id): StreamChunk => ({
  type: "task_update",
  id,
  title,
  status,
});
