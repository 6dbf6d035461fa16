import type { SlackBlock } from "./slack.ts";

/** How what an agent does, beside its text, is shown. All are optional. */
export interface AgentOptions {
  /** How the calls of tools are shown; `false` shows none. @default each as a card that says what it is about, without its result */
  readonly tasks?: Tasks | false | undefined;
  /**
   * The most cards that calls of tools take in an answer, at least 1; `false` for as many as there are calls. The last one
   * is shared by all further calls: it says what runs, and in the end how many there were. A call that waits for a person
   * has a card of its own all the same. @default 8
   */
  readonly maxTasks?: number | false | undefined;
  /**
   * Tools by which the model keeps a list of what it means to do, by name: the function makes tasks of the tool's input.
   * They are shown as cards, one for each place in the list, at most 20; the tool itself has no card. @default none
   */
  readonly plan?: Readonly<Record<string, PlanReader>> | undefined;
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
  /**
   * Said of an answer that is none, or not a whole one, though its source did not fail: below what is shown, or alone where
   * nothing is; `false` for nothing. @default one plain sentence
   */
  readonly finishNotice?: FinishNotice | false | undefined;
  /**
   * Said, as Markdown, below what was shown of an answer that the user stopped: the message is written once more, with
   * this line, with what was open closed and without what asked for an approval. Where nothing was shown, or Slack
   * refuses it, nothing is said. @default nothing: after a stop no message is written
   */
  readonly stopNotice?: string | false | undefined;
  /**
   * Replies that mean silence: one of them alone posts nothing, and the outcome is `silent`. Text that may still become one
   * is held back, and cards with it, until it is certain that it does not. White space around a reply does not count; upper
   * and lower case do.
   */
  readonly silentReplies?: readonly string[] | undefined;
  /**
   * Shown below the thread until text streams, and again where a long silence closed a message; while a tool runs, with
   * its title; `false` for nothing. Needs a thread, and `chat:write` or `assistant:write`. Where Slack takes no words, as after
   * February 2027, the agent session is `processing` instead, which Slack shows in words of its own; where it takes neither, nothing is
   * shown. With `silentReplies` the default is not shown before it is certain that there will be an answer. @default "is thinking…"
   */
  readonly status?: string | StatusOptions | false | undefined;
  /** Emoji on the message that is answered; needs `reactions:write`. @default none */
  readonly reactions?: ReactionOptions | undefined;
}

/** How the calls of tools are shown, by the tool's name; `"*"` is for those that are not named, `false` shows none. */
export type Tasks = Readonly<Record<string, TaskTitle | TaskLook | false>>;

/** A card's title: as it is, or made of the call's input, and of the latest preliminary result where there is one. */
export type TaskTitle = string | TaskText<[input: unknown, progress: unknown, call: AgentToolCall]>;

/** Two titles of one card. */
export interface TaskTitles {
  /** While the tool runs, such as "Running the tests". */
  readonly doing: TaskTitle;
  /** When it has its result, such as "Ran the tests". */
  readonly done: TaskTitle;
}

/** What a card shows of a tool's call. Texts are cut to 500 characters, titles to 120. */
export interface TaskLook {
  /**
   * The card's title, or one for while the tool runs and one for when it is done. @default the tool's own title, or its name
   * in words, and what the call is about
   */
  readonly title?: TaskTitle | TaskTitles | undefined;
  /** Shows the arguments in a short form, or what a function makes of them. @default false */
  readonly input?: boolean | TaskText<[input: unknown, call: AgentToolCall]> | undefined;
  /**
   * Shows the result in a short form, or what a function makes of it; `false` shows nothing. A result is seen by everybody
   * in the channel. @default how many things it lists ("10 results"), and the text that an agent inside the tool writes
   */
  readonly output?: boolean | TaskText<[output: unknown, call: AgentToolCall]> | undefined;
  /** Shows the message of an error, or what a function makes of it, instead of "Failed". @default false */
  readonly error?: boolean | TaskText<[error: unknown, call: AgentToolCall]> | undefined;
}

/** The call that a function makes a text for. */
export interface AgentToolCall {
  /** The tool, by its key in `tools`. */
  readonly name: string;
}

/** Makes tasks of the input of a tool that writes a list; undefined leaves the list as it is. */
export type PlanReader = {
  /** Written as a method, so that a function may name the type of what it is given. */
  tasks(input: unknown): readonly PlanTask[] | undefined;
}["tasks"];

/** One thing that a model means to do. */
export interface PlanTask {
  /** At most 120 characters are shown. */
  readonly title: string;
  /** One of Slack's, or as agents say it: `completed`, `done`, `active`, `failed`. @default "pending" */
  readonly status?: string | undefined;
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
  /** Shown in turn, instead of the text where a client can; 1 to 10. */
  readonly loadingMessages?: readonly string[] | undefined;
}

/** Names of emoji, with or without colons; one that is left out is not shown. */
export interface ReactionOptions {
  /** `ts` of the message that is answered. */
  readonly messageTs: string;
  /** Put on at once, taken off at the end. */
  readonly working?: string | undefined;
  /** Put on after a whole answer, and after a silent one. */
  readonly done?: string | undefined;
  /** Put on when the stream rejects, and when there was no whole answer: it was cut off, filtered or empty. */
  readonly failed?: string | undefined;
  /** Put on when the user, the caller or a shutdown ended the answer. */
  readonly stopped?: string | undefined;
  /** Put on when the answer waits for a person's approval or for an answer from outside. */
  readonly waiting?: string | undefined;
  /** The parent of the thread gets the same. */
  readonly alsoOn?: "thread" | undefined;
}

/**
 * Says, in Markdown, why an answer is none or ended before its time: it met its `length` limit or a `content-filter`; it
 * ended on `tool-calls` that have all run, as at a limit of steps; the model reported an `error`; or nothing came, `empty`.
 */
export type FinishNotice = (
  reason: "length" | "content-filter" | "tool-calls" | "error" | "empty",
  context: NoticeContext,
) => string | undefined;

/** Where a notice will stand. */
export interface NoticeContext {
  /** Something of the answer is shown above it; otherwise the notice is all that people see. */
  readonly shown: boolean;
}
