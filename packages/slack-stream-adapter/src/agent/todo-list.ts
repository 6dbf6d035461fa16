import { readProperty, readString } from "../slack/read-property.ts";
import type { PlanReader, TaskStatus } from "../types/index.ts";
import { type AgentUpdate, noUpdates } from "./agent-update.ts";
import { cutText } from "./short-text.ts";
import { changeCard, newCard, type TaskCard } from "./task-card.ts";
import { call, cardText } from "./task-look.ts";

/** The list of what a model means to do, as cards: one for each place in the list. */
export interface TodoList {
  /** The model wrote its list anew. */
  write(toolName: string, input: unknown): readonly AgentUpdate[];
  /** The answer is over. */
  end(how: "done" | "failed" | "aborted"): readonly AgentUpdate[];
}

const mostTasks = 20;

export function createTodoList(readers: Readonly<Record<string, PlanReader>> = {}): TodoList {
  let cards: readonly TaskCard[] = [];

  const show = (tasks: readonly Task[]) => {
    const changed = tasks.map((task, index) =>
      changeCard(cards[index] ?? newCard(`plan-${index + 1}`), task),
    );
    cards = changed.map(({ card }) => card);
    return changed.flatMap(({ updates }) => updates);
  };

  return {
    write(toolName, input) {
      const read = Object.hasOwn(readers, toolName) ? readers[toolName] : undefined;
      const tasks = read && readTasks(read, input);
      if (tasks === undefined) return noUpdates;
      return show(arrange(cards, tasks));
    },
    end(how) {
      return show(
        cards.map(({ title, status }) => {
          if (status === "in_progress") return { title, status: how === "done" ? "complete" : "error" };
          return status === "pending"
            ? { title: mark(title, "not done"), status: "error" }
            : { title, status };
        }),
      );
    },
  };
}

interface Task {
  readonly title: string;
  readonly status: TaskStatus;
}

/**
 * The tasks in the places of their cards. One that is new takes the place of one that the list does not name any more; what
 * the model has dropped was not done, and its card can't be taken away.
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
    return isOver ? { title, status } : { title: mark(title, "dropped"), status: "error" };
  });
  return [...placed, ...left];
}

function mark(title: string, words: string): string {
  return `${cutText(title, cardText.titleCharacters - words.length - 3)} (${words})`;
}

/** Undefined where the caller's function fails, or gives no list. */
function readTasks(read: PlanReader, input: unknown) {
  let list: unknown;
  call(() => {
    list = read(input);
    return undefined;
  });
  if (!Array.isArray(list)) return undefined;
  return list.slice(0, mostTasks).flatMap((task: unknown) => {
    const given = typeof task === "string" ? task : readString(task, "title");
    const title = given?.replaceAll(/\s+/g, " ").trim() ?? "";
    const status = toStatus(readProperty(task, "status"));
    return title === "" ? [] : [{ title: cutText(title, cardText.titleCharacters), status }];
  });
}

/** Agents have many words for the same. */
function toStatus(status: unknown): TaskStatus {
  switch (status) {
    case "complete":
    case "completed":
    case "done":
      return "complete";
    case "in_progress":
    case "in-progress":
    case "active":
      return "in_progress";
    case "error":
    case "failed":
      return "error";
    default:
      return "pending";
  }
}
