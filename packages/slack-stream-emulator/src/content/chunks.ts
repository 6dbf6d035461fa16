/** One piece of a stream call's content. */
export type Chunk =
  | { type: "markdown_text"; text: string }
  | {
      type: "task_update";
      id: string;
      title: string;
      status: TaskStatus;
      details?: string | undefined;
      output?: string | undefined;
      sources?: UrlSource[] | undefined;
    }
  | { type: "plan_update"; title: string }
  | { type: "blocks"; blocks: Block[] };

/** The states of a task card. */
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** A link on a task card. */
export interface UrlSource {
  /** Always `url`. */
  type: "url";
  /** The text of the link. */
  text: string;
  /** The address. */
  url: string;
}

/** A block of Block Kit, unchanged. */
export interface Block {
  /** The kind of block, such as `section`, `actions` or `markdown`. */
  type: string;
  [field: string]: unknown;
}

/** S28: `completed` is refused. */
const TASK_STATUSES = ["pending", "in_progress", "complete", "error"] as const;

export function isChunk(value: unknown): value is Chunk {
  if (!isRecord(value) || typeof value.type !== "string") return false;
  return Object.hasOwn(CHUNK_SHAPES, value.type) && CHUNK_SHAPES[value.type]?.(value) === true;
}

export function isTaskStatus(value: unknown): value is TaskStatus {
  return TASK_STATUSES.some((status) => status === value);
}

function isBlock(value: unknown): value is Block {
  return isRecord(value) && typeof value.type === "string" && value.type !== "";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** S31 */
const MAX_BLOCKS_PER_CHUNK = 50;

// No limit on the length of titles and ids: the documented 256 characters are not enforced (S35).
const CHUNK_SHAPES: Readonly<Record<string, (chunk: Record<string, unknown>) => boolean>> = {
  markdown_text: (chunk) => typeof chunk.text === "string",
  task_update: (chunk) =>
    isFilled(chunk.id) &&
    isFilled(chunk.title) &&
    isTaskStatus(chunk.status) &&
    isTextOrAbsent(chunk.details) &&
    isTextOrAbsent(chunk.output) &&
    (chunk.sources === undefined || (Array.isArray(chunk.sources) && chunk.sources.every(isUrlSource))),
  plan_update: (chunk) => isFilled(chunk.title),
  blocks: (chunk) =>
    Array.isArray(chunk.blocks) &&
    chunk.blocks.length >= 1 &&
    chunk.blocks.length <= MAX_BLOCKS_PER_CHUNK &&
    chunk.blocks.every(isBlock),
};

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isUrlSource(value: unknown): value is UrlSource {
  return (
    isRecord(value) && value.type === "url" && typeof value.text === "string" && typeof value.url === "string"
  );
}
