import type { BlocksChunk, PlanUpdateChunk, TaskUpdateChunk } from "../types/index.ts";

/** A Slack chunk that is not text. */
export type CardChunk = TaskUpdateChunk | PlanUpdateChunk | BlocksChunk;

/**
 * Each dialect is mapped to these parts. They use the vocabulary of the AI SDK's full stream (version 7), with one name for each thing and one
 * place for each field. Code after the dialects knows no other parts.
 */
export type CanonicalPart = TextPart | ReasoningPart | ToolPart | SourcePart | StepPart | EndPart | ChunkPart;

export type TextPart =
  /** An id is compared only. */
  | { readonly type: "text-start"; readonly id?: unknown }
  /** Without an id the text continues the text before it, unless another part came in between. */
  | { readonly type: "text-delta"; readonly text: string; readonly id?: unknown }
  | { readonly type: "text-end"; readonly id?: unknown };

export type ReasoningPart =
  | { readonly type: "reasoning-start" }
  | { readonly type: "reasoning-delta"; readonly text: string }
  | { readonly type: "reasoning-end" };

/** An event of one tool call. Only the first part of a call must name the tool. */
export type ToolPart =
  | ({ readonly type: "tool-input-start" } & ToolCallFields)
  | ({ readonly type: "tool-call"; readonly input: unknown } & ToolCallFields)
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
      /** The app decides itself. No person is asked. */
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
  /** The provider runs the tool, not the app. */
  readonly providerExecuted?: boolean | undefined;
}

export interface SourcePart {
  /** A file came with the answer. Its bytes are not passed on. */
  readonly type: "source" | "file";
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  readonly filename?: string | undefined;
  readonly mediaType?: string | undefined;
  /** The text cites it. */
  readonly isCited?: boolean | undefined;
}

/** A step is one call of the model. */
export type StepPart =
  | { readonly type: "start-step" }
  | { readonly type: "finish-step"; readonly finishReason?: string | undefined }
  /** Takes back everything that the present step has given. */
  | { readonly type: "reset-step" };

export type EndPart =
  | { readonly type: "finish"; readonly finishReason?: string | undefined }
  /** The source failed. */
  | { readonly type: "error"; readonly error: unknown }
  | { readonly type: "abort"; readonly reason?: unknown };

/** Passed on unchanged. */
export interface ChunkPart {
  readonly type: "chunk";
  readonly chunk: CardChunk;
}
