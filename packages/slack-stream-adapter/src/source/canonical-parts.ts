import type { BlocksChunk, PlanUpdateChunk, TaskUpdateChunk } from "../types/index.ts";

/** A chunk of Slack's own that is not text. */
export type CardChunk = TaskUpdateChunk | PlanUpdateChunk | BlocksChunk;

/**
 * The parts that every dialect is mapped to: the vocabulary of the AI SDK's full stream (version 7), with one name for
 * each thing and one place for each field. Nothing behind the dialects knows any other part.
 */
export type CanonicalPart =
  | TextPart
  | ReasoningPart
  | ToolPart
  | SourcePart
  | FilePart
  | StepPart
  | EndPart
  | ChunkPart;

export type TextPart =
  | { readonly type: "text-start"; readonly id?: string | undefined }
  /** Without an id: it goes on with the text before it, unless something else stood between. */
  | { readonly type: "text-delta"; readonly text: string; readonly id?: string | undefined }
  | {
      readonly type: "text-end";
      readonly id?: string | undefined;
      readonly citations?: readonly Citation[] | undefined;
    };

/** A source that one text part rests on. */
export type Citation = Omit<SourcePart, "type">;

export type ReasoningPart =
  | { readonly type: "reasoning-start" }
  | { readonly type: "reasoning-delta"; readonly text: string }
  | { readonly type: "reasoning-end" };

/** What happens to one call of a tool. Only its first part must name the tool. */
export type ToolPart =
  | ({ readonly type: "tool-input-start" } & ToolCallFields)
  /** `invalid`: it can't be made, `error` says why. */
  | ({
      readonly type: "tool-call";
      readonly input: unknown;
      readonly invalid?: boolean | undefined;
      readonly error?: unknown;
    } & ToolCallFields)
  | ({
      readonly type: "tool-result";
      readonly output: unknown;
      /** Another result follows. */
      readonly preliminary?: boolean | undefined;
      readonly input?: unknown;
    } & ToolCallFields)
  | ({ readonly type: "tool-error"; readonly error: unknown; readonly input?: unknown } & ToolCallFields)
  | ({ readonly type: "tool-output-denied" } & ToolCallFields)
  | ({
      readonly type: "tool-approval-request";
      readonly approvalId?: string | undefined;
      readonly input?: unknown;
      /** The app decides by itself, no person is asked. */
      readonly isAutomatic?: boolean | undefined;
    } & ToolCallFields)
  | ({
      readonly type: "tool-approval-response";
      readonly approvalId?: string | undefined;
      readonly approved: boolean;
    } & Partial<ToolCallFields>);

export interface ToolCallFields {
  readonly toolCallId: string;
  readonly toolName?: string | undefined;
  /** The tool's own title. */
  readonly title?: string | undefined;
  /** The provider runs it, not the app. */
  readonly providerExecuted?: boolean | undefined;
}

export interface SourcePart {
  readonly type: "source";
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  readonly filename?: string | undefined;
  readonly mediaType?: string | undefined;
}

export interface FilePart {
  readonly type: "file";
  readonly mediaType?: string | undefined;
  readonly filename?: string | undefined;
  /** Where it can be opened; its bytes are not carried. */
  readonly url?: string | undefined;
}

/** A step is one call of the model. */
export type StepPart =
  | { readonly type: "start-step" }
  | { readonly type: "finish-step"; readonly finishReason?: string | undefined }
  /** Takes back all that the current step has given so far. */
  | { readonly type: "reset-step" };

export type EndPart =
  | { readonly type: "finish"; readonly finishReason?: string | undefined }
  /** The source failed. */
  | { readonly type: "error"; readonly error: unknown }
  | { readonly type: "abort"; readonly reason?: unknown };

/** Goes through as it is. */
export interface ChunkPart {
  readonly type: "chunk";
  readonly chunk: CardChunk;
}
