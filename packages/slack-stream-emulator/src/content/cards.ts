import { type Block, type Chunk, isRecord, isTaskStatus, type TaskStatus, type UrlSource } from "./chunks.ts";

/** A task card of a message, with all content so far. */
export interface Card {
  /** The ID that the app chose. */
  id: string;
  /** Its title. */
  title: string;
  /** Its state. */
  status: TaskStatus;
  /** The text below its title. */
  details: string;
  /** The result of the task. */
  output: string;
  /** Its links. */
  sources: UrlSource[];
  /** Rich text from a `task_card` block, unchanged. */
  sent?: { readonly details?: unknown; readonly output?: unknown } | undefined;
}

type TaskUpdate = Extract<Chunk, { type: "task_update" }>;

/** Title and status replace earlier ones. Details, output and sources are added (S29, S30). */
export function mergeCard(card: Card | undefined, update: TaskUpdate): Card {
  return {
    id: update.id,
    title: update.title,
    status: update.status,
    details: (card?.details ?? "") + (update.details ?? ""),
    output: (card?.output ?? "") + (update.output ?? ""),
    sources: [...(card?.sources ?? []), ...(update.sources ?? [])],
  };
}

export function isOpenCard(card: Card): boolean {
  return card.status === "pending" || card.status === "in_progress";
}

/** A card that is written whole by `chat.update`. Undefined if the block is not a card (S123). */
export function toCard(block: Block): Card | undefined {
  const { task_id: id, title, status, details, output, sources } = block;
  if (typeof id !== "string" || id === "" || typeof title !== "string" || !isTaskStatus(status))
    return undefined;
  if (!isRichTextOrAbsent(details) || !isRichTextOrAbsent(output)) return undefined;
  return {
    id,
    title,
    status,
    details: toRichTextContent(details),
    output: toRichTextContent(output),
    sources: Array.isArray(sources) ? (sources as UrlSource[]) : [],
    sent: { details, output },
  };
}

function isRichTextOrAbsent(value: unknown): boolean {
  return (
    value === undefined || (isRecord(value) && value.type === "rich_text" && Array.isArray(value.elements))
  );
}

/** The plain text inside a rich_text tree, in order. */
export function toRichTextContent(node: unknown): string {
  if (Array.isArray(node)) return node.map(toRichTextContent).join("");
  if (!isRecord(node)) return "";
  if (typeof node.text === "string") return node.text;
  if (typeof node.url === "string") return node.url;
  return toRichTextContent(node.elements);
}
