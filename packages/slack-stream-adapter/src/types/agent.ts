import type { SlackBlock } from "./slack.ts";

/** How what an agent does, beside its text, is shown. All are optional. */
export interface AgentOptions {
  /** How the calls of tools are shown; `false` shows none. @default each as a card, with a short form of its result */
  readonly tasks?: Tasks | false | undefined;
  /**
   * Blocks shown where a tool's call needs a person's approval, such as its buttons. Until the approval is given the
   * answer ends with the session `suspended`, unless `sessionStatus` says otherwise.
   */
  readonly approvalBlocks?: ((request: ApprovalRequest) => readonly SlackBlock[]) | undefined;
  /**
   * Which mentions that a model writes may notify people: those of `users` (and channels, which notify nobody), `all`, with
   * `<!channel>`, `<!here>`, `<!everyone>` and user groups, `none`, or those that a function allows; it is given the whole
   * mention, such as `<!subteam^ID>`. Any other is shown as it is written, in code all are. @default "users"
   */
  readonly mentions?: "users" | "all" | "none" | ((mention: string) => boolean) | undefined;
  /** What is shown of a model's reasoning. @default "hide" */
  readonly reasoning?: "hide" | "card" | "status" | undefined;
  /** How sources and files are shown, below the answer. Where Slack takes no cards they are footnotes. @default "card" */
  readonly sources?: "card" | "footnotes" | "hide" | undefined;
  /** Said below an answer that met its length limit or a content filter; `false` for nothing. @default a short line */
  readonly finishNotice?: FinishNotice | false | undefined;
  /**
   * Replies that mean silence: one of them alone posts nothing, and the outcome is `silent`. Text that may still become one
   * is held back, and cards with it, until it is certain that it does not. White space around a reply does not count; upper
   * and lower case do.
   */
  readonly silentReplies?: readonly string[] | undefined;
  /**
   * Shown below the thread until text streams, and again where a long silence closed a message; while a tool runs, with
   * its title; `false` for nothing. Needs a thread and `assistant:write`; where it is not permitted nothing is shown. @default none
   */
  readonly status?: string | StatusOptions | false | undefined;
  /** Emoji on the message that is answered; needs `reactions:write`. @default none */
  readonly reactions?: ReactionOptions | undefined;
}

/** How the calls of tools are shown, by the tool's name; `"*"` is for those that are not named, `false` shows none. */
export type Tasks = Readonly<Record<string, TaskTitle | TaskLook | false>>;

/** A card's title: as it is, or made of the call's input, and of the latest preliminary result where there is one. */
export type TaskTitle = string | TaskText<[input: unknown, progress?: unknown]>;

/** What a card shows of a tool's call. Texts are cut to 500 characters, titles to 120. */
export interface TaskLook {
  /** The card's title. @default the tool's own title, or its name in words */
  readonly title?: TaskTitle | undefined;
  /** Shows the arguments in a short form, or what a function makes of them. @default false */
  readonly input?: boolean | TaskText<[input: unknown]> | undefined;
  /** Shows the result in a short form, or what a function makes of it. @default true */
  readonly output?: boolean | TaskText<[output: unknown]> | undefined;
  /** Shows the message of an error, or what a function makes of it, instead of "Failed". @default false */
  readonly error?: boolean | TaskText<[error: unknown]> | undefined;
}

/** Written as a method, so that a function may name the type of what it is given. */
export type TaskText<T extends readonly unknown[]> = { text(...values: T): string | undefined }["text"];

/** A tool's call that a person has to allow. */
export interface ApprovalRequest {
  /** To be given back in the `tool-approval-response`; put it into the value of a button. */
  readonly approvalId: string;
  /** The call, as the model named it. */
  readonly toolCallId: string;
  /** The tool, by its key in `tools`. */
  readonly toolName: string;
  /** The title of its card. */
  readonly title: string;
  /** What the tool would be called with. */
  readonly input: unknown;
}

/** The line that Slack shows below a thread while the agent works and there is no text yet. */
export interface StatusOptions {
  /** Shown behind the app's name, such as "is thinking…". */
  readonly text: string;
  /** Shown in turn, in place of the text where a client can. */
  readonly loadingMessages?: readonly string[] | undefined;
}

/** Names of emoji, with or without colons; one that is left out is not shown. */
export interface ReactionOptions {
  /** `ts` of the message that is answered. */
  readonly messageTs: string;
  /** Put on at once, taken off at the end. */
  readonly working?: string | undefined;
  /** Put on after an answer, and after a silent one. */
  readonly done?: string | undefined;
  /** Put on when the stream rejects. */
  readonly failed?: string | undefined;
  /** Put on when the user, the caller or a shutdown ended the answer. */
  readonly stopped?: string | undefined;
  /** The parent of the thread gets the same. */
  readonly alsoOn?: "thread" | undefined;
}

/** Says, in Markdown, why an answer ended before its time. */
export type FinishNotice = (reason: "length" | "content-filter") => string | undefined;
