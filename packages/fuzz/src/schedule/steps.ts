import type { CardStep, Step } from "./schedule.ts";

/** How a source gives a text: in tokens of these lengths, repeated, with pauses and cards between them. */
export interface Telling {
  readonly cuts: readonly number[];
  /** The pause between two tokens. */
  readonly paceMs: number;
  /** Each silence is at a place from 0 to 1 of the text. */
  readonly silences: readonly { readonly place: number; readonly ms: number }[];
  readonly cards: readonly { readonly place: number; readonly card: CardStep }[];
  /** Slack shows the texts before and after a card separately. A card between two rows would split the table in the source itself. */
  readonly cardsAt: "anywhere" | "paragraph end";
}

/** The steps of a source that gives `text`. Tokens may end anywhere, also within a surrogate pair. */
export function toSteps(text: string, telling: Telling): readonly Step[] {
  const tokens = toTokens(text, telling.cuts).flatMap((token) =>
    telling.cardsAt === "anywhere" ? [token] : token.split(/(?<=\n)/),
  );
  const steps: Step[] = [];
  for (let index = 0; index <= tokens.length; index += 1) {
    for (const { place, ms } of telling.silences)
      if (toIndex(place, tokens) === index) steps.push({ type: "silence", ms });
    for (const { place, card } of telling.cards)
      if (toCardIndex(place, tokens, telling) === index) steps.push(card);
    const token = tokens[index];
    if (token === undefined) continue;
    if (index > 0 && telling.paceMs > 0) steps.push({ type: "silence", ms: telling.paceMs });
    steps.push({ type: "text", text: token });
  }
  return steps;
}

function toTokens(text: string, cuts: readonly number[]): readonly string[] {
  const tokens: string[] = [];
  let index = 0;
  for (let at = 0; at < text.length; index += 1) {
    const length = cuts[index % cuts.length] ?? text.length;
    tokens.push(text.slice(at, at + length));
    at += length;
  }
  return tokens;
}

function toCardIndex(place: number, tokens: readonly string[], { cardsAt }: Telling): number {
  const index = toIndex(place, tokens);
  if (cardsAt === "anywhere" || index === 0) return index;
  const line = tokens.findIndex(
    (token, at) => at >= index - 1 && (tokens[at - 1] ?? "").endsWith("\n") && token === "\n",
  );
  return line === -1 ? tokens.length : line + 1;
}

function toIndex(place: number, tokens: readonly string[]): number {
  return Math.round(place * tokens.length);
}
