import type { TaskStatus } from "../types/index.ts";
import { toTitle, toToolTitle } from "./task-look.ts";
import { isOver, type ToolCall } from "./tool-calls.ts";

interface Face {
  readonly title: string;
  readonly status: TaskStatus;
}

/** The last card of an answer with many calls. It shows what runs now, and at the end how many calls there were. */
export function toFace(calls: readonly ToolCall[]): Face {
  const running = calls.filter((call) => !isOver(call));
  const [only] = calls;
  const latest = running.at(-1) ?? (calls.length === 1 ? only : undefined);
  const title = latest && toTitle(latest);
  if (running.length > 0)
    return {
      title: running.length === 1 ? `${title}` : `${title} (and ${running.length - 1} more)`,
      status: "in_progress",
    };
  const bad = calls.filter(({ card }) => card.status === "error").length;
  const status = bad > 0 && bad === calls.length ? "error" : "complete";
  if (title !== undefined) return { title, status };
  const failures = bad === 0 ? "" : `, ${bad} failed`;
  return { title: `${calls.length} more steps: ${toSummary(calls)}${failures}`, status };
}

const mostKinds = 4;

/** "10 × Web search, 20 × Fetch page", the most frequent first. */
function toSummary(calls: readonly ToolCall[]): string {
  const counts = new Map<string, number>();
  for (const call of calls) {
    const name = toToolTitle(call);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const kinds = [...counts].sort(([, one], [, other]) => other - one);
  const named = kinds.slice(0, mostKinds).map(([name, count]) => `${count} × ${name}`);
  const rest = kinds.slice(mostKinds).reduce((sum, [, count]) => sum + count, 0);
  return [...named, ...(rest === 0 ? [] : [`${rest} others`])].join(", ");
}
