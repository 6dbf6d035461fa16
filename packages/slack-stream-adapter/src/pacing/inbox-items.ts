import type { CardChunk } from "../source/part-reader.ts";

/** An item that waits to be sent: committed text, or a card. */
export type InboxItem =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "chunk"; readonly chunk: CardChunk; readonly step: number }
  /** Ends the text before it. The text after it is a new text. */
  | { readonly type: "text-over" }
  /** The source takes back all text since the step began. Of the items before this one only those stay that `keepSaid` keeps. */
  | { readonly type: "take-back"; readonly to: number; readonly step: number };

/** White space at the end waits for the text after it, and half a character waits for its other half. A card that comes in between goes before them. */
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

/** A piece is longer than any call needs. Longer text waits in several pieces, because a single string would be copied for each call. */
const pieceCharacters = 32_768;

/** Joins adjacent texts up to the length of a piece, so white space between two parts of a sentence is not at an end. */
export function append(items: InboxItem[], item: InboxItem): void {
  const last = items.at(-1);
  const isOne = item.type === "text" && last?.type === "text" && !isPiece(last.text, item.text);
  if (isOne) items[items.length - 1] = { type: "text", text: last.text + item.text };
  else items.push(item);
}

function isPiece(text: string, follows: string): boolean {
  return text.length >= pieceCharacters && /^\S/.test(follows);
}

/** Removes the first `count` characters of the text at `index`, and returns the removed ones. */
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

/** Returns the items that are left when the source takes back all text after `to` and the cards of the step. The items begin at `offset`. */
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
