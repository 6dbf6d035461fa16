import type { Outcome } from "./run-scene.ts";
import type { Scene } from "./script.ts";

export interface Pair {
  readonly scene: Scene;
  readonly published: Outcome;
  readonly ours: Outcome;
}

/** The section of the page: a table a scene, and what each thread shows. */
export function toSideBySide(pairs: readonly Pair[], versions: { readonly published: string }): string {
  return [intro(versions.published), ...pairs.map(toScene)].join("\n");
}

function intro(published: string): string {
  return `The same replies through \`@chat-adapter/slack\` ${published} as it is published, and through ours: the same lines at the same times
into the same [emulated Slack](../packages/slack-stream-emulator), on a clock that is moved. Slack's client keeps its ten retries, without
their waits. Where nothing is said, everything is at its default. Written by \`pnpm side-by-side\`.
`;
}

function toScene({ scene, published, ours }: Pair): string {
  const rows = measures.map(({ name, of }) => `| ${name} | ${of(published)} | ${of(ours)} |`);
  return `### ${scene.title}

${scene.story}

| | as published | ours |
| --- | --- | --- |
${rows.join("\n")}

${toThread("What the published adapter leaves", published)}

${toThread("What ours leaves", ours)}
`;
}

export const measures: readonly { readonly name: string; readonly of: (outcome: Outcome) => string }[] = [
  { name: "messages", of: ({ messages }) => String(messages.length) },
  { name: "characters shown, of those said", of: ({ said, shown }) => toShare(shown, said) },
  {
    name: "messages that end as errored",
    of: ({ messages }) => String(messages.filter(({ errored }) => errored).length),
  },
  {
    name: "cards left open",
    of: ({ messages }) => String(messages.flatMap(({ cardsLeftOpen }) => cardsLeftOpen).length),
  },
  { name: "the handler meets", of: ({ error }) => (error === undefined ? "a message" : `\`${error}\``) },
];

function toShare(shown: number, said: number): string {
  return `${Math.round((100 * shown) / said)} %`;
}

function toThread(title: string, { thread }: Outcome): string {
  return `**${title}**\n\n~~~text\n${shorten(thread)}\n~~~`;
}

const mostLineCharacters = 110;
const mostLines = 24;

export function shorten(thread: string): string {
  const lines = thread
    .split("\n")
    .map((line) => (line.length > mostLineCharacters ? `${line.slice(0, mostLineCharacters)}…` : line));
  if (lines.length <= mostLines) return lines.join("\n");
  const half = mostLines / 2;
  return [...lines.slice(0, half), `… ${lines.length - mostLines} lines …`, ...lines.slice(-half)].join("\n");
}
