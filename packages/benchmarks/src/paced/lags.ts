import type { Call, SlackEmulator } from "slack-stream-emulator";
import type { Answer } from "./play.ts";
import type { Said } from "./speak.ts";

/** For each token, the time until the call that shows it reached Slack. Infinity if it was never shown. */
export function toLags(slack: SlackEmulator, { threadTs, said }: Answer): readonly number[] {
  const growth = toGrowth(slack, threadTs);
  let characters = 0;
  let next = 0;
  return said.map(({ text, at }: Said) => {
    characters += countInk(text);
    while (next < growth.length && (growth[next]?.characters ?? 0) < characters) next += 1;
    return (growth[next]?.at ?? Number.POSITIVE_INFINITY) - at;
  });
}

interface Growth {
  readonly at: number;
  /** The number of characters in all messages of the thread, without white space. */
  readonly characters: number;
}

/** How much text the thread showed after each applied call. */
export function toGrowth(slack: SlackEmulator, threadTs: string): readonly Growth[] {
  const byMessage = new Map<string, number>();
  let most = 0;
  return callsOf(slack, threadTs)
    .filter((call) => call.applied && call.method in textOf)
    .map((call) => {
      const { text, replaces } = readText(call);
      const ts = call.ts ?? "";
      const before = replaces ? 0 : (byMessage.get(ts) ?? 0);
      if (text !== "") byMessage.set(ts, before + countInk(text));
      const characters = [...byMessage.values()].reduce((sum, one) => sum + one, 0);
      most = Math.max(most, characters);
      return { at: call.at, characters: most };
    });
}

/** The calls that show something in a thread, including refused ones. */
export function callsOf(slack: SlackEmulator, threadTs: string): readonly Call[] {
  const own = new Set(slack.messages.filter((one) => one.threadTs === threadTs).map((one) => one.ts));
  return slack.calls.filter(
    (call) => call.args.thread_ts === threadTs || (call.ts !== undefined && own.has(call.ts)),
  );
}

const textOf: Readonly<Record<string, "adds" | "replaces">> = {
  "chat.startStream": "adds",
  "chat.appendStream": "adds",
  "chat.stopStream": "adds",
  "chat.postMessage": "replaces",
  "chat.update": "replaces",
};

function readText({ method, args }: Call): { text: string; replaces: boolean } {
  const { chunks, markdown_text, text } = args;
  const pieces = Array.isArray(chunks) ? chunks.map((chunk: { text?: unknown }) => chunk.text ?? "") : [];
  const whole = [...pieces, markdown_text ?? text ?? ""].join("");
  return { text: whole, replaces: textOf[method] === "replaces" };
}

function countInk(text: string): number {
  return text.replace(/\s/g, "").length;
}
