import type { TaskStatus, TaskUpdateChunk } from "../types/index.ts";
import type { AgentUpdate } from "./agent-update.ts";
import { cutText, toRunning } from "./short-text.ts";
import { cardCharacters } from "./task-look.ts";

/** The fields that were sent for a card so far. Only additions are sent, because Slack appends `details` and `output` (S30). */
export interface TaskCard {
  readonly id: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly details: string;
  readonly output: string;
}

export interface TaskChange {
  readonly title?: string | undefined;
  readonly status?: TaskStatus | undefined;
  /** The whole text, as for `output`. */
  readonly details?: string | undefined;
  /** The whole text. If it does not continue the text that was sent, it begins on a new line. */
  readonly output?: string | undefined;
}

export interface ChangedCard {
  readonly card: TaskCard;
  readonly updates: readonly AgentUpdate[];
}

/** The output of a failed call that a later call made good. */
export const triedAgain = "Failed, tried again";

/** A card as a line, where Slack shows no cards. Each outcome is told once: the title may tell it already, and the output why a call has none. */
export function toCardLine({
  title = "",
  status,
  output = "",
}: Omit<TaskUpdateChunk, "type" | "id">): string {
  if (/^(Declined|Withdrawn|\d+ more steps): |\((dropped|not done)\)$/.test(title)) return title;
  if (status === "complete")
    return `${title}: ${output.endsWith(triedAgain) ? triedAgain.toLowerCase() : "done"}`;
  if (status !== "error") return toRunning(title);
  return `${title}: ${/^(Not run|No result|Stopped)$/.test(output) ? output.toLowerCase() : "failed"}`;
}

export function newCard(id: string): TaskCard {
  return { id, title: "", status: "pending", details: "", output: "" };
}

/** The card after a change, and the update for Slack, or none if nothing is new. */
export function changeCard(card: TaskCard, change: TaskChange): ChangedCard {
  const details = toAddition(card.details, withoutHeading(change.details));
  const output = toAddition(card.output, withoutHeading(change.output));
  const changed = {
    ...card,
    title: change.title ?? card.title,
    status: change.status ?? card.status,
    details: card.details + details,
    output: card.output + output,
  };
  const isNews =
    changed.title !== card.title || changed.status !== card.status || details !== "" || output !== "";
  if (!isNews) return { card, updates: [] };
  const chunk: TaskUpdateChunk = {
    type: "task_update",
    id: card.id,
    title: changed.title,
    status: changed.status,
    ...(details === "" ? {} : { details }),
    ...(output === "" ? {} : { output }),
  };
  return { card: changed, updates: [chunk] };
}

function toAddition(sent: string, whole: string): string {
  const room = cardCharacters - sent.length;
  const isCut = sent.endsWith("…") && !whole.startsWith(sent);
  if (isCut || room < 2 || whole === "" || whole === sent) return "";
  if (whole.startsWith(sent)) return cutText(whole.slice(sent.length), room);
  return cutText(`\n${whole}`, room);
}

/** Slack may show nothing if a text begins with a heading. */
function withoutHeading(text = ""): string {
  return text.replace(/^\s*#{0,6}(\s+|$)/, "");
}
