import { type Block, type Chunk, isRecord, isTaskStatus, type TaskStatus, type UrlSource } from "./chunks.ts";

/** A task card of a message, with everything that was sent to it so far. */
export interface Card {
  /** As the app chose it. */
  id: string;
  /** Its title. */
  title: string;
  /** Its state. */
  status: TaskStatus;
  /** What it says below its title. */
  details: string;
  /** What came of the task. */
  output: string;
  /** Links that it names. */
  sources: UrlSource[];
  /** Rich text as a `task_card` block brought it. */
  sent?: { readonly details?: unknown; readonly output?: unknown } | undefined;
}

type TaskUpdate = Extract<Chunk, { type: "task_update" }>;

/** Title and status replace what the card holds; details, output and sources are added to it (S29, S30). */
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

/** A card written whole by `chat.update`; undefined when the block has not the shape of one (S123). */
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
