import { readProperty, readString } from "../slack/read-property.ts";
import type { SlackBlock, StreamPart } from "../types/index.ts";
import type { AgentSettings } from "./agent-settings.ts";
import { type Meaning, nothing } from "./meaning.ts";
import { findLook, toTitle } from "./task-look.ts";
import { newToolCall, stepToolCall, type ToolCall, type ToolEvent } from "./tool-calls.ts";

/** All calls of tools in an answer, and which of them wait for a person. */
export interface ToolBoard {
  /** Something happened to the call that a part tells of. */
  tell(part: StreamPart, event: ToolEvent): readonly Meaning[];
  requestApproval(part: StreamPart): readonly Meaning[];
  answerApproval(part: StreamPart): readonly Meaning[];
  /** A new step may use the id of a finished call again. */
  nextStep(): void;
}

export function createToolBoard({ tasks, approvalBlocks }: AgentSettings): ToolBoard {
  const calls = new Map<string, ToolCall>();
  /** Calls that wait, by id, with the blocks that ask; by approval id: what they are. */
  const waiting = new Map<string, readonly SlackBlock[]>();
  const approvals = new Map<string, string>();
  const finishedEarlier = new Set<string>();
  let cards = 0;

  const toWaiting = (): Meaning => {
    const titles = [...waiting.keys()].flatMap((id) => {
      const call = calls.get(id);
      return call?.look === undefined ? [] : [toTitle(call.look, call.facts)];
    });
    return { type: "waiting", approvals: waiting.size, titles, blocks: [...waiting.values()].flat() };
  };

  /** Parts of one call name the tool, or only the call: those tell of a call that is known, whatever the step. */
  const findCall = (id: string, part: StreamPart): ToolCall => {
    const name = readString(toNamer(part), "toolName") ?? "";
    const known = calls.get(id);
    const isAnother = name !== "" && finishedEarlier.delete(id);
    if (known !== undefined && !isAnother) return known;
    const look = findLook(tasks, name);
    cards += 1;
    const cardId = known === undefined ? id : `${id}-${cards}`;
    return newToolCall(cardId, look, { name, ownTitle: readString(toNamer(part), "title") });
  };

  const tell = (part: StreamPart, event: ToolEvent): readonly Meaning[] => {
    const id = toCallId(part, approvals);
    if (id === undefined) return nothing;
    const before = findCall(id, part);
    const settles = event.type === "result" || event.type === "failed" || event.type === "denied";
    const noLongerWaits = settles && waiting.delete(id);
    // A part may be the first to bring the input: a result whose call nobody saw, the request for an approval.
    const input = before.facts.input === undefined ? readInput(part) : undefined;
    const informed = input === undefined ? before : { ...before, facts: { ...before.facts, input } };
    const { call, meanings } = stepToolCall(informed, event);
    calls.set(id, call);
    return noLongerWaits ? [...meanings, toWaiting()] : meanings;
  };

  return {
    tell,
    requestApproval(part) {
      // Decided by the app itself: nobody is asked.
      if (readProperty(part, "isAutomatic") === true) return nothing;
      const id = toCallId(part, approvals);
      if (id === undefined) return nothing;
      const approvalId = readString(part, "approvalId");
      if (approvalId !== undefined) approvals.set(approvalId, id);
      const shown = tell(part, { type: "approval-requested" });
      const blocks = toBlocks(approvalBlocks, part, calls.get(id));
      waiting.set(id, blocks);
      const asked: readonly Meaning[] =
        blocks.length === 0 ? nothing : [{ type: "chunk", chunk: { type: "blocks", blocks } }];
      return [...shown, ...asked, toWaiting()];
    },
    answerApproval(part) {
      const id = toCallId(part, approvals);
      if (id === undefined) return nothing;
      const noLongerWaits = waiting.delete(id);
      const approved = readProperty(part, "approved") === true;
      const shown = calls.has(id) ? tell(part, { type: approved ? "approved" : "denied" }) : nothing;
      return noLongerWaits ? [...shown, toWaiting()] : shown;
    },
    nextStep() {
      for (const [id, call] of calls) if (call.settled) finishedEarlier.add(id);
    },
  };
}

/** The id of the call: each kind of part has it in a place of its own. */
function toCallId(part: StreamPart, approvals: ReadonlyMap<string, string>): string | undefined {
  return (
    readString(part, "toolCallId") ??
    readString(readProperty(part, "toolCall"), "toolCallId") ??
    readString(part, "id") ??
    approvals.get(readString(part, "approvalId") ?? "")
  );
}

/** What names the tool: the part, or the call inside it. */
function toNamer(part: StreamPart): unknown {
  return readProperty(part, "toolCall") ?? part;
}

function readInput(part: StreamPart): { readonly value: unknown } | undefined {
  const value = readProperty(toNamer(part), "input");
  return value === undefined ? undefined : { value };
}

function toBlocks(
  approvalBlocks: AgentSettings["approvalBlocks"],
  part: StreamPart,
  call: ToolCall | undefined,
): readonly SlackBlock[] {
  if (approvalBlocks === undefined) return [];
  const toolName = call?.facts.name ?? readString(toNamer(part), "toolName") ?? "";
  try {
    return approvalBlocks({
      approvalId: readString(part, "approvalId") ?? "",
      toolCallId: readString(toNamer(part), "toolCallId") ?? "",
      toolName,
      title: call === undefined ? toolName : toTitle(call.look ?? {}, call.facts),
      input: call?.facts.input?.value ?? readInput(part)?.value,
    });
  } catch {
    return []; // The caller's own failure must not break a stream.
  }
}
