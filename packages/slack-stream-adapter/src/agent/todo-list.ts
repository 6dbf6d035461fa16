import { readString } from "../slack/read-property.ts";
import type { PlanReader, TaskStatus } from "../types/index.ts";
import { type AgentUpdate, noUpdates } from "./agent-update.ts";
import { toLine } from "./short-text.ts";
import { TaskCard } from "./task-card.ts";
import { cutTitle, safely } from "./task-look.ts";

const mostTasks = 20;

/** The model's to-do list as cards, one card for each place in the list. */
export class TodoList {
  readonly #readers: Readonly<Record<string, PlanReader>>;
  readonly #cards: TaskCard[] = [];

  constructor(readers: Readonly<Record<string, PlanReader>> = {}) {
    this.#readers = readers;
  }

  /** The model wrote its list again. */
  write(toolName: string, input: unknown): readonly AgentUpdate[] {
    const read = Object.hasOwn(this.#readers, toolName) ? this.#readers[toolName] : undefined;
    const tasks = read && readTasks(read, input);
    return tasks === undefined ? noUpdates : this.#show(arrange(this.#cards, tasks));
  }

  /** The answer is over. */
  end(how: "done" | "failed" | "aborted"): readonly AgentUpdate[] {
    const toEnd = ({ title, status }: Task): Task => {
      if (status === "in_progress") return { title, status: how === "done" ? "complete" : "error" };
      return status === "pending"
        ? { title: cutTitle(title, " (not done)"), status: "error" }
        : { title, status };
    };
    return this.#show(this.#cards.map(toEnd));
  }

  #show(tasks: readonly Task[]): readonly AgentUpdate[] {
    return tasks.flatMap((task, index) => {
      this.#cards[index] ??= new TaskCard(`plan-${index + 1}`);
      return this.#cards[index].change(task);
    });
  }
}

interface Task {
  readonly title: string;
  readonly status: TaskStatus;
}

/**
 * Returns the tasks in the order of their cards. A new task replaces a task that the list does not name any more. A task that the model
 * dropped was not done, and its card can't be removed.
 */
function arrange(cards: readonly TaskCard[], tasks: readonly Task[]): readonly Task[] {
  const left = [...tasks];
  const named = cards.map(({ title }) => {
    const at = left.findIndex((task) => task.title === title);
    return at === -1 ? undefined : left.splice(at, 1)[0];
  });
  const placed = cards.map(({ title, status }, index): Task => {
    const isOver = status === "complete" || status === "error";
    const task = named[index] ?? (isOver ? undefined : left.shift());
    if (task !== undefined) return task;
    return isOver ? { title, status } : { title: cutTitle(title, " (dropped)"), status: "error" };
  });
  return [...placed, ...left];
}

/** Undefined where the caller's function fails, or gives no list. */
function readTasks(read: PlanReader, input: unknown): readonly Task[] | undefined {
  const list: unknown = safely(() => read(input));
  if (!Array.isArray(list)) return undefined;
  return list.slice(0, mostTasks).flatMap((task: unknown) => {
    const given = typeof task === "string" ? task : readString(task, "title");
    const title = cutTitle(toLine(given ?? ""));
    return title === "" ? [] : [{ title, status: toStatus(readString(task, "status")) }];
  });
}

/** Agents have many words for the same. */
function toStatus(status = ""): TaskStatus {
  if (/^(completed?|done)$/.test(status)) return "complete";
  if (/^(in[_-]progress|active)$/.test(status)) return "in_progress";
  return /^(error|failed)$/.test(status) ? "error" : "pending";
}
