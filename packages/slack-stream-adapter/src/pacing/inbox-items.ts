import type { CardChunk } from "../source/part-reader.ts";

/** What waits to be sent: a run of committed text, or a card. */
export type InboxItem =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "chunk"; readonly chunk: CardChunk }
  /** The text before it is over: what comes behind it is another one. */
  | { readonly type: "text-over" };

/** White space at the end waits for the text that it separates: a card that comes between goes before it. */
export function insertBeforeSpace(items: InboxItem[], item: InboxItem): void {
  const last = items.at(-1);
  const text = last?.type === "text" ? last.text : "";
  const end = text.trimEnd().length;
  if (end === text.length) return void items.push(item);
  items.pop();
  if (end > 0) items.push({ type: "text", text: text.slice(0, end) });
  items.push(item, { type: "text", text: text.slice(end) });
}

/** Texts that meet become one: white space between two pieces of a sentence is not at its end. */
export function append(items: InboxItem[], item: InboxItem): void {
  const last = items.at(-1);
  if (item.type === "text" && last?.type === "text")
    items[items.length - 1] = { type: "text", text: last.text + item.text };
  else items.push(item);
}
