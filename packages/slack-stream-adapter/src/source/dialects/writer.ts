import type { CanonicalPart, SourcePart, ToolCallFields } from "../canonical-parts.ts";
import {
  type Emit,
  inputOf,
  itemsOf,
  matches,
  parseInput,
  pick,
  pickItems,
  pickString,
  stringOf,
  textOf,
  toError,
} from "./dialect.ts";
import { toFinishReason } from "./finish-reason.ts";
import { MessageTurns } from "./message-turns.ts";

/** A call whose arguments are not complete: the pieces so far, and arguments that came as a whole. */
type OpenCall = ToolCallFields & { text: string; input?: unknown };

/** A call as the dialects name it. A result without an id names the tool. */
export interface CallNames {
  readonly toolCallId?: string | undefined;
  readonly toolName?: string | undefined;
}

/**
 * Makes the canonical parts of one source. The dialects choose the fields of an item. The writer knows the names that the SDKs use for a call,
 * its input and its result. It remembers the text so far, the open calls, and the calls that wait for a result.
 */
export class Writer {
  readonly emit: Emit;
  readonly turns: MessageTurns;
  /** The whole texts of the present answer of the model, or whether they came in pieces. Many SDKs give them whole once more, some with other ids. */
  readonly #given = new Set<unknown>();
  #hasPieces = false;
  #lastMessage: unknown;
  readonly #blocks = new Map<unknown, BlockKind>();
  /** The calls whose arguments are not complete. */
  readonly #open = new Map<unknown, OpenCall>();
  /** The calls without a reported result. They have a result when the model is called again. */
  readonly #made = new Map<string, string | undefined>();
  /** The model ended its turn. The next content belongs to its next turn. */
  #isOver = false;
  /** The model has begun a turn whose end is reported. */
  isAtWork = false;
  #nameless = 0;

  constructor(emit: Emit, turns = new MessageTurns()) {
    this.emit = emit;
    this.turns = turns;
  }

  /** Another message is another text. */
  message(id: unknown): void {
    if (id !== this.#lastMessage) this.step();
    this.#lastMessage = id;
  }

  text(value: unknown, id?: unknown): void {
    const text = textOf(value);
    if (text !== "") this.#tell({ type: "text-delta", text, id });
  }

  /** A piece of a text. The whole text may come once more. */
  say(value: unknown, inMessage: unknown): void {
    this.#hasPieces = true;
    this.message(inMessage);
    this.text(value, inMessage);
  }

  /** A whole text, which may come again with the same id. */
  sayWhole(value: unknown, inMessage: unknown, id = inMessage): void {
    if (this.#hasPieces || this.#given.has(id)) return;
    this.#given.add(id);
    this.message(inMessage);
    this.text(value, inMessage);
  }

  thought(value: unknown): void {
    const text = textOf(value);
    if (text !== "") this.#tell({ type: "reasoning-delta", text });
  }

  /** A text, or a list of content parts. */
  content(value: unknown): void {
    if (typeof value === "string") this.text(value);
    // Calls of the app's tools come elsewhere once more.
    for (const part of pickItems({ value }, "value"))
      if (matches(part.type, /^server_|_tool_result$/)) this.block(part);
      else this.add(undefined, part);
  }

  /** A whole block. */
  block(block: unknown): void {
    this.begin(block, block);
    this.end(block, block);
  }

  step(): void {
    this.emit({ type: "start-step" });
  }

  endStep(): void {
    this.emit({ type: "finish-step" });
  }

  /** A source of the answer, if it has a name or an address. */
  source(source: unknown, isCited?: boolean): void {
    const found = toSource(source);
    if ((found.url ?? found.title) !== undefined) this.emit({ ...found, isCited });
  }

  file(file: unknown): void {
    const url = pickString(file, "fileUri url uri image_url.url image_url");
    const [, inUrl] = /^data:([^;,]+)/.exec(url ?? "") ?? [];
    const format = pickString(file, "output_format format");
    // A text is the bytes of an image.
    const image = format ? `image/${format}` : stringOf(file) && "image";
    const mediaType = pickString(file, "mimeType contentType mime_type") ?? inUrl ?? image;
    const filename = pickString(file, "displayName");
    this.emit({ type: "file", mediaType, url: inUrl === undefined ? url : undefined, filename });
  }

  /** A block begins: text, reasoning, or a call. A block that is complete already may also be the result of a call. */
  begin(index: unknown, block: unknown): void {
    const kind = toKind(pick(block, "type"));
    this.#blocks.set(index, kind);
    if (kind === "text") this.emit({ type: "text-start", id: index });
    else if (kind === "thought") this.emit({ type: "reasoning-start" });
    else if (kind === "call") this.#beginCall(index, block);
    // The result of a call may follow in pieces.
    else if (pick(block, "content output result status") !== undefined) this.result(block);
    this.add(index, block);
  }

  /** A piece of a block, or a content part: a text, a thought, a file, a part of a call's input, and the sources of a text. */
  add(index: unknown, piece: unknown): void {
    const type = pick(piece, "type");
    const isThought = toKind(type) === "thought" || pick(piece, "thought") === true;
    this.thought(pick(piece, isThought ? `${thoughtPlaces} text content.text` : thoughtPlaces));
    if (!isThought) this.text(pick(piece, "text refusal"), index);
    const isFile = matches(type, /^(image(_url)?|audio|video|document|file)$/);
    const file = isFile ? piece : pick(piece, "inlineData fileData media image");
    for (const one of [file, ...itemsOf(pick(piece, "images"))]) if (one !== undefined) this.file(one);
    for (const source of pickItems(piece, "annotations citations"))
      this.source(source.url_citation ?? source);
    this.source(pick(piece, "citation"), true);
    const call = this.#open.get(index);
    if (call === undefined) return;
    const input = inputOf(piece);
    if (typeof input === "string") call.text += input;
    else call.input = input ?? call.input;
  }

  /** A block is over. `block` is the complete block, if it is given. */
  end(index: unknown, block?: unknown): void {
    const kind = this.#blocks.get(index);
    this.#blocks.delete(index);
    if (kind === "text") this.emit({ type: "text-end", id: index });
    else if (kind === "thought") this.emit({ type: "reasoning-end" });
    else this.#endCall(index, inputOf(block));
  }

  /** A complete call. Returns its id, if it is known. */
  call(call: unknown, input: unknown = inputOf(call)): string | undefined {
    const names = this.#toNames(call);
    if (names !== undefined) this.#tellCall(names, parseInput(input) ?? {});
    return names?.toolCallId;
  }

  /** A list of calls, each with all its arguments or a piece of them. */
  calls(list: unknown, are: "pieces" | "whole"): void {
    for (const one of itemsOf(list)) {
      const key = pick(one, "index id");
      this.#beginCall(key, one);
      if (are === "pieces") this.add(key, one);
      else this.#endCall(key, inputOf(one));
    }
  }

  /**
   * Reads the output or the failure of a call from a block, a message or an item. Does nothing if no call is named. `call` is given if the call is
   * named elsewhere.
   */
  result(value: unknown, call: CallNames = { toolCallId: pickString(value, resultIdPlaces) }): void {
    const given = pick(value, "content output result results outputs");
    for (const one of [...itemsOf(given), ...pickItems(given, "content")])
      if (pick(one, "type") === "web_search_result") this.source(one);
    const output = textOf(given) || given;
    const error = pick(value, "error");
    const hasFailed =
      pick(value, "is_error") === true ||
      Boolean(error) ||
      matches(pick(value, "status outcome"), /^(error|failed|incomplete)$|^OUTCOME_(?!OK)/);
    this.settle(call, output, hasFailed ? error || output || "failed" : undefined);
  }

  /** The result of a call: its output, or its failure. */
  settle(call: CallNames, output: unknown, error?: unknown): void {
    const toolCallId = call.toolCallId ?? this.#findCall(call.toolName);
    if (toolCallId === undefined) return;
    this.#made.delete(toolCallId);
    const names = { ...call, toolCallId };
    if (error === undefined || error === null) this.emit({ type: "tool-result", ...names, output });
    else this.emit({ type: "tool-error", ...names, error: toError(error) });
  }

  /** The model begins a turn. Its API reports the end of each. */
  turn(): void {
    this.again();
    this.isAtWork = true;
  }

  /** The source has ended. It was cut off if the model is at work, although no connection may have failed. */
  close(): void {
    if (this.isAtWork) this.emit({ type: "finish", finishReason: "error" });
  }

  /** The model is called again, so every call has a result. */
  again(): void {
    this.#isOver = false;
    this.#hasPieces = false;
    this.#given.clear();
    for (const toolCallId of this.#made.keys())
      this.emit({ type: "tool-result", toolCallId, output: undefined });
    // The next step may use their ids again.
    if (this.#made.size > 0) this.endStep();
    this.#made.clear();
  }

  /** A person is asked to approve the call with this id or name, or to answer a question of the app. */
  ask(id: unknown, toolCallId: string | undefined, toolName: string | undefined, input: unknown): void {
    if (toolCallId === undefined && toolName === undefined) {
      this.call({ id, name: "question" }, typeof input === "string" ? { question: input } : input);
      return;
    }
    const called = toolCallId ?? this.#findCall(toolName) ?? `${id} ${toolName}`;
    // The call did not run.
    this.#made.delete(called);
    const approvalId = stringOf(id);
    this.emit({
      type: "tool-approval-request",
      toolCallId: called,
      toolName,
      approvalId,
      input: parseInput(input),
    });
  }

  get isWaiting(): boolean {
    return this.#made.size > 0;
  }

  /** The arguments of all calls are complete. */
  endCalls(): void {
    for (const key of [...this.#open.keys()]) this.#endCall(key);
  }

  /** A message is over. Other messages of the same step may go on. */
  finishMessage(reason: unknown): void {
    const finishReason = toFinishReason(reason);
    // The arguments of a call may be cut off as well.
    if (/^(length|content-filter)$/.test(finishReason)) this.#open.clear();
    this.endCalls();
    this.emit({ type: "finish", finishReason });
  }

  /** The model ended its turn, if a reason is given. If the app calls the model again, the next turn begins. */
  finish(reason: unknown): void {
    this.isAtWork = false;
    if (toFinishReason(reason) === "") return;
    this.finishMessage(reason);
    this.endStep();
    this.#isOver = true;
  }

  fail(error: unknown): void {
    this.emit({ type: "error", error: toError(error) });
  }

  /**
   * A call begins. Its later pieces name it by `key`. A known call is not reported again. Another id with the same key is another call.
   */
  #beginCall(key: unknown, call: unknown): void {
    const known = this.#open.get(key);
    if (known !== undefined) {
      const id = idOf(call);
      if (id === undefined || id === known.toolCallId) return;
      this.#endCall(key);
    }
    const names = this.#toNames(call);
    if (names === undefined) return;
    this.#tell({ type: "tool-input-start", ...names });
    this.#open.set(key, { ...names, text: "" });
  }

  /** Emits what the model has made. If it ended its turn before, it was called again. */
  #tell(part: CanonicalPart): void {
    if (this.#isOver) this.again();
    this.emit(part);
  }

  /** The arguments of a call are complete: the added pieces, unless others are given. */
  #endCall(key: unknown, input?: unknown): void {
    const call = this.#open.get(key);
    if (call === undefined) return;
    this.#open.delete(key);
    const { text: added, input: first, ...names } = call;
    const given = parseInput(input) ?? ((added === "" && first) || parseInput(added));
    // With arguments that are no JSON, because they were cut off, nobody can make the call.
    if (!matches(given, /^\{/)) this.#tellCall(names, given);
  }

  #tellCall(names: ToolCallFields, input: unknown): void {
    this.#tell({ type: "tool-call", ...names, input });
    if (!names.providerExecuted) this.#made.set(names.toolCallId, names.toolName);
  }

  /** A call without an id gets one if it has a name. */
  #toNames(call: unknown): ToolCallFields | undefined {
    const id = idOf(call);
    const type = pickString(call, "type") ?? "";
    // `web_search_call` and the like are calls that the provider runs, unless the app gives their result.
    const [, hosted] = /^(?!(?:function|tool)_call$)(\w+)_call$/.exec(type) ?? [];
    const providerExecuted =
      /^(server|mcp)_/.test(type) || (hosted !== undefined && pick(call, "call_id callId") === undefined);
    const toolName = pickString(call, "name function.name custom.name") || hosted;
    if (id === undefined && toolName === undefined) return undefined;
    this.#nameless += 1;
    const toolCallId = id ?? `call ${this.#nameless} of ${toolName}`;
    return { toolCallId, toolName, providerExecuted };
  }

  #findCall(toolName: string | undefined): string | undefined {
    return [...this.#made].find(([, name]) => name && name === toolName)?.[0];
  }
}

function toSource(value: unknown): SourcePart {
  return {
    type: "source",
    url: stringOf(value) ?? pickString(value, "url uri location.web.url source"),
    title: pickString(value, "title document_title filename"),
  };
}

const thoughtPlaces = "thinking reasoning reasoning_content reasoningContent.text";

/** The paths at which a result names its call. */
const resultIdPlaces = "tool_use_id toolUseId tool_call_id toolCallId call_id callId";

function idOf(call: unknown): string | undefined {
  return pickString(call, "call_id callId toolUseId id ref") || undefined;
}

type BlockKind = "text" | "thought" | "call" | "other";

function toKind(type: unknown): BlockKind {
  if (type === "text") return "text";
  if (matches(type, /^(redacted_)?thinking|^reasoning|^thought/)) return "thought";
  return matches(type, /^(?!invalid).+(_use|_call(_chunk)?)$/) ? "call" : "other";
}
