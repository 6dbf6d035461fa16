import type { TaskStatus, TaskUpdateChunk } from "../types/index.ts";
import { type AgentUpdate, noUpdates } from "./agent-update.ts";
import { cutText, toRunning } from "./short-text.ts";
import { cardCharacters } from "./task-look.ts";

export interface TaskChange {
  readonly title?: string | undefined;
  readonly status?: TaskStatus | undefined;
  /** The whole text, as for `output`. */
  readonly details?: string | undefined;
  /** The whole text. If it does not continue the text that was sent, it begins on a new line. */
  readonly output?: string | undefined;
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

/** A card with the fields that were sent so far. Only additions are sent, because Slack appends `details` and `output` (S30). */
export class TaskCard {
  readonly id: string;
  title = "";
  status: TaskStatus = "pending";
  #details = "";
  #output = "";

  constructor(id: string) {
    this.id = id;
  }

  /** Returns the update for Slack, or none if nothing is new. */
  change(change: TaskChange): readonly AgentUpdate[] {
    const { title = this.title, status = this.status } = change;
    const details = toAddition(this.#details, withoutHeading(change.details));
    const output = toAddition(this.#output, withoutHeading(change.output));
    const isNews = title !== this.title || status !== this.status || details !== "" || output !== "";
    if (!isNews) return noUpdates;
    this.title = title;
    this.status = status;
    this.#details += details;
    this.#output += output;
    const chunk: TaskUpdateChunk = {
      type: "task_update",
      id: this.id,
      title,
      status,
      ...(details === "" ? {} : { details }),
      ...(output === "" ? {} : { output }),
    };
    return [chunk];
  }
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
