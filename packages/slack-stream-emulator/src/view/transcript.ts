import { isRecord } from "../content/chunks.ts";
import type { Call } from "../protocol/call-log.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * The run as lines: `20.4s chat.appendStream #1 "…text…"`. A line shows the content of a call and, after a
 * `!`, its fault. Events without a call are between dashes.
 */
export function toTranscript(
  calls: readonly Call[],
  { workspace, startMs }: { workspace: Workspace; startMs: number },
): string[] {
  const lines: string[] = [];
  const add = (at: number, words: string) => lines.push(`${((at - startMs) / 1_000).toFixed(1)}s ${words}`);
  let next = 0;
  function addIncidents(callsBefore: number): void {
    for (; (workspace.incidents[next]?.callsBefore ?? Infinity) <= callsBefore; next += 1) {
      const incident = workspace.incidents[next];
      if (incident !== undefined)
        add(incident.at, `-- ${toLabel(incident.message.ts, workspace)} ${incident.what} --`);
    }
  }
  for (const call of calls) {
    addIncidents(call.index);
    add(call.at, toCallLine(call, workspace));
  }
  addIncidents((calls.at(-1)?.index ?? -1) + 1);
  return lines;
}

/** Text on one line. Zero-width spaces and line breaks are made visible, and the middle of a long text is left out. */
function toShown(text: string): string {
  const points = [...text.replaceAll("\u200b", "‹zwsp›").replaceAll("\r", "").replaceAll("\n", "⏎")];
  if (points.length <= LONGEST) return `"${points.join("")}"`;
  const head = points.slice(0, HEAD).join("");
  const tail = points.slice(-TAIL).join("");
  return `"${head}…${tail}" (${text.length})`;
}

const LONGEST = 80;
const HEAD = 50;
const TAIL = 20;

function toCallLine(call: Call, workspace: Workspace): string {
  const target = call.ts === undefined ? undefined : toLabel(call.ts, workspace);
  return [call.method, target, ...toWords(call), toMark(call)].filter((part) => part !== undefined).join(" ");
}

function toLabel(ts: string, workspace: Workspace): string {
  const number = workspace.findByTs(ts)?.number;
  return number === undefined ? ts : `#${number}`;
}

/** The fault of a call: Slack's refusal, or the scripted fault and whether the call was still applied. */
function toMark({ fault, answer, applied }: Call): string | undefined {
  if (answer?.ok === false) return `!${answer.error}`;
  if (fault === undefined) return undefined;
  return applied && !fault.startsWith("slow") ? `!${fault} (applied)` : `!${fault}`;
}

function toWords({ args }: Call): string[] {
  const words: string[] = [];
  if (typeof args.markdown_text === "string") words.push(`text ${toShown(args.markdown_text)}`);
  if (Array.isArray(args.chunks)) words.push(...args.chunks.map(toChunkWords));
  if (typeof args.text === "string") words.push(toShown(args.text));
  if (Array.isArray(args.blocks)) words.push(`blocks[${args.blocks.map(toBlockWords).join(", ")}]`);
  for (const name of ["session_status", "status", "name", "timestamp"]) {
    if (typeof args[name] === "string") words.push(`${name}=${toShown(args[name])}`);
  }
  return words;
}

function toChunkWords(chunk: unknown): string {
  if (!isRecord(chunk)) return toShown(String(chunk));
  const { type, text, id, title, status, details, output, blocks } = chunk;
  if (type === "markdown_text") return toShown(String(text));
  if (type === "plan_update") return `plan ${toShown(String(title))}`;
  if (type === "blocks") return `blocks[${Array.isArray(blocks) ? blocks.map(toBlockWords).join(", ") : ""}]`;
  if (type !== "task_update") return `chunk ${String(type)}`;
  const fields = [
    details === undefined ? "" : ` details=${toShown(String(details))}`,
    output === undefined ? "" : ` output=${toShown(String(output))}`,
  ];
  return `card ${String(id)} ${String(status)} ${toShown(String(title))}${fields.join("")}`;
}

function toBlockWords(block: unknown): string {
  if (!isRecord(block)) return "?";
  if (block.type === "markdown") return `markdown ${toShown(String(block.text))}`;
  if (block.type === "task_card") return `task_card ${String(block.task_id)} ${String(block.status)}`;
  return String(block.type);
}
