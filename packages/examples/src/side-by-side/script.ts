import type { StreamChunk } from "chat";
import type { ManualClock, SlackEmulator } from "slack-stream-emulator";

/** One line of a script: an item of the source, or a fault. */
export type Line = string | StreamChunk | { readonly silenceMs: number } | { readonly fault: Fault } | Error;

type Fault = (slack: SlackEmulator) => void;

export interface Scene {
  readonly title: string;
  /** What happens, in a sentence. */
  readonly story: string;
  readonly lines: readonly Line[];
}

const minutes = (count: number) => ({ silenceMs: count * 60_000 });

/** Each scene is one reply. Both adapters get the same lines at the same times. */
export const scenes: readonly Scene[] = [
  {
    title: "A long silence",
    story: "The model says a line, its tool works for seven minutes, and the answer follows.",
    lines: [
      { type: "task_update", id: "search", title: "Searching the archive", status: "in_progress" },
      "I am looking through the archive.\n\n",
      minutes(7),
      { type: "task_update", id: "search", title: "Searching the archive", status: "complete" },
      "Found it: the contract was signed in **May**.",
    ],
  },
  {
    title: "A fault",
    story: "Slack takes a piece of the answer, and its answer to that call is lost on the way.",
    lines: [
      `${"These are the numbers of the year, one after another. ".repeat(6)}\n\n`,
      { silenceMs: 5_000 },
      { fault: (slack) => slack.failNext("chat.appendStream", { type: "reset-after" }) },
      `${"The sum of all invoices is 4,120 euros, taxes included. ".repeat(6)}\n\n`,
      { silenceMs: 5_000 },
      "Two of them are overdue.",
    ],
  },
  {
    title: "A message that ends early",
    story: "Slack ends the message after a minute, long before its five are over.",
    lines: [
      `${"The first half of the answer is here. ".repeat(8)}\n\n`,
      { silenceMs: 60_000 },
      { fault: endOpenMessages },
      `${"The second half of the answer follows here. ".repeat(8)}\n\n`,
      "And its end.",
    ],
  },
  {
    title: "A long answer",
    story: "The answer has 24,000 characters; a message holds about 12,000.",
    lines: Array.from(
      { length: 80 },
      (_, index) => `**${index + 1}.** ${"A sentence of the report. ".repeat(11)}\n\n`,
    ),
  },
  {
    title: "A model that fails",
    story: "Half of the answer is there when the provider breaks off.",
    lines: [
      { type: "task_update", id: "draft", title: "Drafting", status: "in_progress" },
      "Here is the first half of the answer.\n\n",
      { silenceMs: 3_000 },
      new Error("provider overloaded"),
    ],
  },
];

function endOpenMessages(slack: SlackEmulator): void {
  for (const { state, ts } of slack.messages) if (state === "open") slack.expire(ts);
}

/** Plays the lines as a source. */
export async function* play(
  lines: readonly Line[],
  { clock, slack }: { clock: ManualClock; slack: SlackEmulator },
): AsyncGenerator<string | StreamChunk> {
  for (const line of lines) {
    if (line instanceof Error) throw line;
    if (typeof line === "string") yield line;
    else if ("silenceMs" in line)
      await new Promise<void>((resolve) => void clock.setTimer(line.silenceMs, resolve));
    else if ("fault" in line) line.fault(slack);
    else yield line;
  }
}
