import type { SlackBlock } from "./slack.ts";

/** Options for what an agent does besides writing text: tools, approvals, reasoning, sources and statuses. All are optional. */
export interface AgentOptions {
  /**
   * How calls of tools are shown, by the tool's name; `false` shows none. @default a card for each call, with a title that says what the
   * call is about, and without its result
   */
  readonly tasks?: Tasks | false | undefined;
  /**
   * How many cards an answer shows for calls of tools, at most; at least 1. `false` shows one card for each call. All further calls share
   * the last card. This card says what runs, and at the end how many calls there were. A call that waits for an approval always has its own
   * card. @default 8
   */
  readonly maxTasks?: number | false | undefined;
  /**
   * Tools by which the model writes its list of tasks. Each has a function that makes tasks from the tool's input. The tasks are shown
   * as cards, at most 20. The tool itself gets no card. @default none
   */
  readonly plan?: Readonly<Record<string, PlanReader>> | undefined;
  /**
   * Makes the blocks, such as buttons, for a call that needs a person's approval. The answer then ends, and its session is `suspended`,
   * unless `sessionStatus` says otherwise. @default a text that names the tool
   */
  readonly approvalBlocks?: ((request: ApprovalRequest) => readonly SlackBlock[]) | undefined;
  /**
   * Which mentions in the model's text may notify people. Any other mention is shown as plain text. Mentions in code never notify.
   *
   * - `users`: mentions of people. Mentions of channels are links and notify nobody.
   * - `all`: mentions of people and user groups, `<!channel>`, `<!here>` and `<!everyone>`.
   * - `none`: no mention.
   * - a function: mentions for which it returns true. It gets the whole mention, such as `<!subteam^ID>`.
   *
   * @default "users"
   */
  readonly mentions?: "users" | "all" | "none" | ((mention: string) => boolean) | undefined;
  /** How the model's reasoning is shown: not at all, in a card, or as the status below the thread. @default "hide" */
  readonly reasoning?: "hide" | "card" | "status" | undefined;
  /** How sources and files are shown below the answer. Where Slack refuses cards they are footnotes. @default "card" */
  readonly sources?: "card" | "footnotes" | "hide" | undefined;
  /**
   * Markdown that is shown if the source did not fail, but the answer is empty or was cut off. It is shown below the text, or alone if
   * there is no text. `false` shows nothing. @default one plain sentence for each reason
   */
  readonly finishNotice?: FinishNotice | false | undefined;
  /**
   * Markdown that is added below an answer that the user stopped. The library writes the message once more with this line. It also closes
   * open cards, and removes blocks that asked for an approval. If no text is shown, or if Slack refuses the edit, nothing is added.
   * @default none: nothing is written after a stop
   */
  readonly stopNotice?: string | false | undefined;
  /**
   * Whole answers that mean silence, such as `NO_REPLY`: nothing is posted, and the outcome is `silent`. Text that may still become such an
   * answer is held back, and so are cards. White space around an answer is ignored. Upper and lower case must match. @default none
   */
  readonly silentReplies?: readonly string[] | undefined;
  /**
   * The line below the thread that says that the app works, while the answer has no text. While a tool runs, its title is shown instead.
   * `false` shows none. With `silentReplies` the default is shown only when the answer can no longer be one of them.
   *
   * @default "is thinking…", in a thread
   */
  readonly status?: string | StatusOptions | false | undefined;
  /** Emoji on the answered message. They need the scope `reactions:write`. @default none */
  readonly reactions?: ReactionOptions | undefined;
}

/** How calls of tools are shown, by the tool's name. `"*"` is for all other tools. `false` shows no card for a tool. */
export type Tasks = Readonly<Record<string, TaskTitle | TaskLook | false>>;

/** A card's title: a text, or a function that makes one. The function gets the call's input and its latest preliminary result, if there is one. */
export type TaskTitle = string | TaskText<[input: unknown, progress: unknown, call: AgentToolCall]>;

/** Two titles of one card. */
export interface TaskTitles {
  /** Shown while the tool runs, such as "Running the tests". */
  readonly doing: TaskTitle;
  /** Shown when the tool has ended, such as "Ran the tests". */
  readonly done: TaskTitle;
}

/** What the card of a tool's call shows. Texts are cut to 500 characters, titles to 120. */
export interface TaskLook {
  /**
   * One title, or two: one while the tool runs and one when it has ended. @default the tool's own title, or its name in words, with the
   * subject of the call
   */
  readonly title?: TaskTitle | TaskTitles | undefined;
  /** True shows the arguments in a short form. A function makes the text that is shown. @default false */
  readonly input?: boolean | TaskText<[input: unknown, call: AgentToolCall]> | undefined;
  /**
   * True shows the result in a short form, and `false` nothing. A function makes the text that is shown. Everybody in the channel can read
   * it. @default how many things the result lists ("10 results"), and the text of an agent inside the tool
   */
  readonly output?: boolean | TaskText<[output: unknown, call: AgentToolCall]> | undefined;
  /**
   * True shows the message of an error instead of "Failed". A function makes the text that is shown. Everybody in the channel can read it.
   * @default false
   */
  readonly error?: boolean | TaskText<[error: unknown, call: AgentToolCall]> | undefined;
}

/** The tool call that a text is made for. */
export interface AgentToolCall {
  /** The tool's name: its key in `tools`. */
  readonly name: string;
}

/** Makes tasks from the input of a tool that writes a list. Undefined leaves the list as it is. */
export type PlanReader = {
  /** Declared as a method, so that your function may declare a narrower type for its parameter. */
  tasks(input: unknown): readonly PlanTask[] | undefined;
}["tasks"];

/** One task of the list that a model keeps. */
export interface PlanTask {
  /** The title of the task. At most 120 characters are shown. */
  readonly title: string;
  /**
   * `pending`, `in_progress`, `complete` or `error`, or a word that agents use for one of them: `completed`, `done`, `active`, `failed`.
   * @default "pending"
   */
  readonly status?: string | undefined;
}

/**
 * A function that makes a text for a card. Undefined leaves the text out. Declared as a method, so that your function may declare narrower
 * types for its parameters.
 */
export type TaskText<T extends readonly unknown[]> = { text(...values: T): string | undefined }["text"];

/** A call of a tool that a person has to approve. */
export interface ApprovalRequest {
  /** ID of the request. Put it into the value of your button, and give it back in the `tool-approval-response`. */
  readonly approvalId: string;
  /** ID of the call, from the model. */
  readonly toolCallId: string;
  /** The tool's name: its key in `tools`. */
  readonly toolName: string;
  /** The title of the call's card. */
  readonly title: string;
  /** The arguments that the tool would be called with. */
  readonly input: unknown;
}

/** The line below the thread while the agent works and there is no text yet. */
export interface StatusOptions {
  /** Shown after the app's name, such as "is thinking…". */
  readonly text: string;
  /** 1 to 10 texts that some Slack clients show in turn instead of `text`. @default none */
  readonly loadingMessages?: readonly string[] | undefined;
}

/** Names of emoji, with or without colons. A field that is left out adds no emoji. */
export interface ReactionOptions {
  /** `ts` of the answered message. */
  readonly messageTs: string;
  /** Added at once, and removed at the end. */
  readonly working?: string | undefined;
  /** Added after a whole answer, and after a silent one. */
  readonly done?: string | undefined;
  /** Added if the promise rejects, and if the answer is empty or was cut off. */
  readonly failed?: string | undefined;
  /** Added if the user, your `abortSignal`, a newer answer or a shutdown ended the answer. */
  readonly stopped?: string | undefined;
  /** Added if the answer waits for a person's approval, or for a result from outside. */
  readonly waiting?: string | undefined;
  /** The same emoji are added to the first message of the thread. @default only `messageTs` */
  readonly alsoOn?: "thread" | undefined;
}

/**
 * Makes the Markdown that is shown if an answer is empty or was cut off. Undefined shows nothing. The reasons:
 *
 * - `length`: the model reached its length limit.
 * - `content-filter`: a filter stopped the answer.
 * - `tool-calls`: all tool calls have ended, but the model did not go on, for example because of a limit of
 *   steps.
 * - `error`: the model reported an error.
 * - `empty`: no text came.
 */
export type FinishNotice = (
  reason: "length" | "content-filter" | "tool-calls" | "error" | "empty",
  context: NoticeContext,
) => string | undefined;

/** Where a notice is shown. */
export interface NoticeContext {
  /** True if people see something of the answer above the notice. False if they see nothing, or only calls of tools that failed. */
  readonly shown: boolean;
}
