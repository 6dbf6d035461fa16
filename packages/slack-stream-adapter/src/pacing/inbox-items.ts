import type { CardChunk } from "../source/part-reader.ts";

/** What waits to be sent: a run of committed text, or a card. */
export type InboxItem =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "chunk"; readonly chunk: CardChunk; readonly step: number }
  /** Ends the text before it. The text behind it is a new one. */
  | { readonly type: "text-over" }
  /** The source takes back all text since the step began. Of the items before this one only those stay that `keepSaid` keeps. */
  | { readonly type: "take-back"; readonly to: number; readonly step: number };

/** White space at the end waits for the text that it separates, and half a character for its other half: a card that comes between goes before it. */
export function insertBeforeSpace(items: InboxItem[], item: InboxItem): void {
  const last = items.at(-1);
  const text = last?.type === "text" ? last.text : "";
  const isHalf = /[\uD800-\uDBFF]$/.test(text);
  const end = isHalf ? text.length - 1 : text.trimEnd().length;
  if (end === text.length) return void items.push(item);
  items.pop();
  if (end > 0) items.push({ type: "text", text: text.slice(0, end) });
  items.push(item, { type: "text", text: text.slice(end) });
}

/** A piece is longer than any call needs. Longer text waits in several pieces, because one string would be copied whole for each call. */
const pieceCharacters = 32_768;

/** Texts that meet become one, up to a piece: white space between two pieces of a sentence is not at its end. */
export function append(items: InboxItem[], item: InboxItem): void {
  const last = items.at(-1);
  const isOne = item.type === "text" && last?.type === "text" && !isPiece(last.text, item.text);
  if (isOne) items[items.length - 1] = { type: "text", text: last.text + item.text };
  else items.push(item);
}

function isPiece(text: string, follows: string): boolean {
  return text.length >= pieceCharacters && /^\S/.test(follows);
}

/** Removes the first `count` characters of the text at `index`, and hands back those that were there. */
export function takeCharacters(items: InboxItem[], index: number, count: number): string {
  const [item, next] = items.slice(index, index + 2);
  const text = item?.type === "text" ? item.text : "";
  const rest = text.slice(count);
  if (rest === "") items.splice(index, 1);
  else if (next?.type === "text" && !isPiece(rest, next.text))
    items.splice(index, 2, { type: "text", text: rest + next.text });
  else items[index] = { type: "text", text: rest };
  return text.slice(0, count);
}

/** Of items that begin at `offset` in the source's text those that are left when it takes back all behind `to`, and the cards of the step. */
export function keepSaid(
  items: readonly InboxItem[],
  { offset, to, step }: { readonly offset: number; readonly to: number; readonly step: number },
): readonly InboxItem[] {
  let left = to - offset;
  return items.flatMap((item): readonly InboxItem[] => {
    if (item.type === "chunk") return item.step === step ? [] : [item];
    if (item.type === "text-over") return [item];
    if (item.type === "take-back" || left <= 0) return [];
    const text = item.text.slice(0, left);
    left -= text.length;
    return [{ type: "text", text }];
  });
}
