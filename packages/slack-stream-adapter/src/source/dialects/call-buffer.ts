import type { ToolCallFields } from "../canonical-parts.ts";
import { type Emit, stringOf } from "./dialect.ts";

/**
 * The calls of tools in a stream that gives their arguments in pieces. A call is made when its arguments are whole; where the
 * stream does not say what came of it, it has its result when the model is asked again.
 */
export interface CallBuffer {
  /**
   * A call begins; `key` is what its later pieces name it by. Of one that is known nothing new is said; another id at the same
   * key is another call. One without an id gets one if it has a name.
   */
  begin(key: unknown, toolCallId: unknown, toolName: unknown, by?: "app" | "provider"): void;
  add(key: unknown, text: unknown): void;
  /** Its arguments are whole: those that were added, unless others are given. */
  end(key: unknown, input?: unknown): void;
  endAll(): void;
  /** Its result was given. */
  forget(toolCallId: unknown): void;
  /** The model is asked again, so every call has a result. */
  settleAll(): void;
}

export function createCallBuffer(emit: Emit): CallBuffer {
  const open = new Map<unknown, ToolCallFields & { text: string }>();
  const made = new Set<string>();
  let nameless = 0;

  const buffer: CallBuffer = {
    begin(key, id, name, by = "app") {
      const toolName = stringOf(name) || undefined;
      const known = open.get(key);
      if (known !== undefined) {
        if (!id || id === known.toolCallId) return;
        buffer.end(key);
      }
      if (!id && toolName === undefined) return;
      const toolCallId = stringOf(id) || `call ${++nameless} of ${toolName}`;
      const call = { toolCallId, toolName, ...(by === "provider" ? { providerExecuted: true } : {}) };
      open.set(key, { ...call, text: "" });
      emit({ type: "tool-input-start", ...call });
    },
    add(key, text) {
      const call = open.get(key);
      if (call !== undefined && typeof text === "string") call.text += text;
    },
    end(key, input) {
      const call = open.get(key);
      if (call === undefined) return;
      open.delete(key);
      const { text, ...names } = call;
      if (names.providerExecuted !== true) made.add(names.toolCallId);
      emit({ type: "tool-call", ...names, input: input ?? parseInput(text) });
    },
    endAll() {
      for (const key of [...open.keys()]) buffer.end(key);
    },
    forget: (toolCallId) => void made.delete(toolCallId as string),
    settleAll() {
      for (const toolCallId of made) emit({ type: "tool-result", toolCallId, output: undefined });
      // The next step may use their ids again.
      if (made.size > 0) emit({ type: "finish-step" });
      made.clear();
    },
  };
  return buffer;
}

/** The arguments of a call, which most APIs send as JSON text; text that is no JSON stays as it is. */
export function parseInput(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return value === "" ? {} : JSON.parse(value);
  } catch {
    return value;
  }
}
