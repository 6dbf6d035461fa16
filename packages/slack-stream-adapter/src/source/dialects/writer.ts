import type { Citation, ToolCallFields } from "../canonical-parts.ts";
import { type Emit, isRefusal, itemsOf, parseInput, pick, pickString, stringOf, toError } from "./dialect.ts";
import { toFinishReason } from "./finish-reason.ts";

/**
 * Makes the canonical parts of one source. The dialects name what they read, and it remembers what came before: what was said
 * already, which calls are open, and which wait for their result.
 */
export type Writer = ReturnType<typeof createWriter>;

/** A piece of an answer that has a beginning and an end: a text, a thought, or a call. */
export interface Block {
  readonly type: "text" | "thought" | "call" | "other";
  readonly id?: unknown;
  readonly name?: unknown;
  readonly by?: "app" | "provider";
}

/** Messages that a source writes at the same time are read one after the other. */
export type MessageTurns = ReturnType<typeof createMessageTurns>;

/** So much of others may wait for a message that says nothing more, and not that it is over. */
const longestWait = 50;

export function createMessageTurns() {
  /** The messages that are not over, in the order in which they began, each with what waits. The first is read as it comes. */
  const waiting = new Map<unknown, (() => void)[]>();
  const ended = new Set<unknown>();
  let waits = 0;

  const next = () => {
    for (const [key, acts] of waiting) {
      waits = 0;
      for (const act of acts.splice(0)) act();
      if (!ended.delete(key)) return;
      waiting.delete(key);
    }
  };
  const over = (key: unknown) => {
    if (waiting.has(key)) ended.add(key);
    if (key === first()) next();
  };
  const first = (): unknown => waiting.keys().next().value;

  return {
    first,
    has: (key: unknown) => waiting.has(key),
    over,
    take(key: unknown, act: () => void) {
      if (!waiting.has(key)) waiting.set(key, []);
      if (key === first()) {
        waits = 0;
        return act();
      }
      waiting.get(key)?.push(act);
      waits += 1;
      if (waits > longestWait) over(first());
    },
    end() {
      for (const key of [...waiting.keys()]) over(key);
    },
  };
}

export function createWriter(emit: Emit, turns?: MessageTurns) {
  /** The texts that were given in pieces: many SDKs give them whole once more. */
  const given = new Set<unknown>();
  let lastMessage: unknown;

  /** Another message is another text. */
  const message = (id: unknown) => {
    if (id !== lastMessage) emit({ type: "start-step" });
    lastMessage = id;
  };

  const text = (value: unknown, id?: unknown) => {
    if (isFilled(value)) emit({ type: "text-delta", text: value, id: stringOf(id) });
  };

  const say = (value: unknown, inMessage: unknown, id = inMessage) => {
    message(inMessage);
    given.add(id);
    text(value, id);
  };

  const thought = (value: unknown) => {
    if (isFilled(value)) emit({ type: "reasoning-delta", text: value });
  };

  const open = new Map<unknown, ToolCallFields & { text: string }>();
  /** The calls whose result was not given: they have it when the model is asked again. */
  const made = new Map<string, string | undefined>();
  let nameless = 0;

  /**
   * A call begins; `key` is what its later pieces name it by. Of one that is known nothing new is said; another id at the same
   * key is another call. One without an id gets one if it has a name.
   */
  const beginCall = (key: unknown, id: unknown, name: unknown, by: Block["by"] = "app") => {
    const toolName = stringOf(name) || undefined;
    const known = open.get(key);
    if (known !== undefined) {
      if (!id || id === known.toolCallId) return;
      endCall(key);
    }
    if (!id && toolName === undefined) return;
    nameless += 1;
    const toolCallId = stringOf(id) || `call ${nameless} of ${toolName}`;
    const call = { toolCallId, toolName, ...(by === "provider" ? { providerExecuted: true } : {}) };
    open.set(key, { ...call, text: "" });
    emit({ type: "tool-input-start", ...call });
  };

  const addInput = (key: unknown, piece: unknown) => {
    const call = open.get(key);
    if (call !== undefined && typeof piece === "string") call.text += piece;
  };

  /** Its arguments are whole: those that were added, unless others are given. */
  const endCall = (key: unknown, input?: unknown): string | undefined => {
    const call = open.get(key);
    if (call === undefined) return undefined;
    open.delete(key);
    const { text: added, ...names } = call;
    if (names.providerExecuted !== true) made.set(names.toolCallId, names.toolName);
    emit({ type: "tool-call", ...names, input: parseInput(input) ?? parseInput(added) });
    return names.toolCallId;
  };

  const endCalls = () => {
    for (const key of [...open.keys()]) endCall(key);
  };

  /** A message is over; others of the same step may go on. */
  const finishMessage = (reason: unknown) => {
    const finishReason = typeof reason === "string" ? toFinishReason(reason) : undefined;
    // The arguments of a call may be cut off as well.
    if (finishReason !== "length" && finishReason !== "content-filter") endCalls();
    emit({ type: "finish", finishReason });
  };

  const findCall = (toolName: string | undefined) =>
    [...made].find(([, name]) => name && name === toolName)?.[0];

  /** What came of a call: its output, or its failure where there is one. */
  const result = (
    call: { readonly toolCallId?: string | undefined; readonly toolName?: string | undefined },
    output: unknown,
    error?: unknown,
  ) => {
    // A result without an id names the tool.
    const toolCallId = call.toolCallId ?? findCall(call.toolName);
    if (toolCallId === undefined) return;
    made.delete(toolCallId);
    const failure = error === undefined || error === null ? undefined : toError(error);
    if (isRefusal(pick(failure, "message") ?? output))
      emit({ type: "tool-output-denied", ...call, toolCallId });
    else if (failure === undefined) emit({ type: "tool-result", ...call, toolCallId, output });
    else emit({ type: "tool-error", ...call, toolCallId, error: failure });
  };

  const blocks = new Map<unknown, Block["type"]>();
  let citations: Citation[] = [];

  return {
    emit,
    turns: turns ?? createMessageTurns(),
    message,
    text,
    /** A piece of a text, which may come as a whole once more. */
    say,
    sayWhole(value: unknown, inMessage: unknown, id = inMessage) {
      // Where the pieces do not say of which message they are, they are of all.
      if (!given.has(id) && !given.has(undefined)) say(value, inMessage, id);
    },
    thought,
    step: () => emit({ type: "start-step" }),
    /** Something that the answer rests on, if it can be named. */
    source(source: unknown) {
      const [url, title, filename] = ["url uri", "title", "filename"].map((name) => pickString(source, name));
      if ((url ?? title ?? filename) !== undefined) emit({ type: "source", url, title, filename });
    },
    file(file: unknown) {
      const mediaType = pickString(file, "mimeType contentType mime_type");
      const url = pickString(file, "fileUri url uri");
      emit({ type: "file", mediaType, url, filename: pickString(file, "displayName") });
    },
    beginCall,
    addInput,
    endCall,
    /** A list of calls, each with all its arguments or a piece of them. */
    calls(list: unknown, are: "pieces" | "whole") {
      for (const one of itemsOf(list)) {
        const key = pick(one, "index id");
        const input = pick(one, "args arguments function.arguments");
        beginCall(key, pick(one, "id"), pick(one, "name function.name"));
        if (are === "pieces") addInput(key, input);
        else endCall(key, input);
      }
    },
    result,
    begin(index: unknown, { type, id, name, by }: Block) {
      blocks.set(index, type);
      if (type === "text") emit({ type: "text-start", id: String(index) });
      else if (type === "thought") emit({ type: "reasoning-start" });
      else if (type === "call") beginCall(index, id, name, by);
    },
    add(index: unknown, words: unknown, thoughts?: unknown, input?: unknown) {
      text(words, String(index));
      thought(thoughts);
      addInput(index, input);
    },
    cite: (citation: Citation) => void citations.push(citation),
    end(index: unknown, input?: unknown) {
      const type = blocks.get(index);
      blocks.delete(index);
      if (type === "text") {
        emit({ type: "text-end", id: String(index), ...(citations.length === 0 ? {} : { citations }) });
        citations = [];
      } else if (type === "thought") emit({ type: "reasoning-end" });
      else endCall(index, input);
    },
    /** The model is asked again, so every call has a result. */
    again() {
      given.clear();
      for (const toolCallId of made.keys()) emit({ type: "tool-result", toolCallId, output: undefined });
      // The next step may use their ids again.
      if (made.size > 0) emit({ type: "finish-step" });
      made.clear();
    },
    /** A person is asked: to approve the call with this id or name, or a question of the app's own. */
    ask(id: unknown, toolCallId: string | undefined, toolName: string | undefined, input: unknown) {
      if (toolCallId === undefined && toolName === undefined) {
        beginCall(id, id, "question");
        return endCall(id, typeof input === "string" ? { question: input } : input);
      }
      const approvalId = stringOf(id);
      const called = toolCallId ?? findCall(toolName) ?? `${id} ${toolName}`;
      // It did not run, whatever comes next.
      made.delete(called);
      emit({ type: "tool-approval-request", toolCallId: called, toolName, approvalId, input });
    },
    endCalls,
    isWaiting: () => made.size > 0,
    finishMessage,
    /** The model ended its turn. An app that asks it again goes on with the next. */
    finish(reason: unknown) {
      finishMessage(reason);
      emit({ type: "finish-step" });
    },
    fail: (error: unknown) => emit({ type: "error", error: toError(error) }),
  };
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
