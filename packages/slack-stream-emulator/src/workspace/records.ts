import type { Block } from "../content/chunks.ts";

/** A modal or a home tab as Slack stores it. */
export interface StoredView {
  /** Id of the view. */
  readonly id: string;
  /** Id of the app. */
  readonly appId: string;
  /** Id of the person who sees it. */
  readonly userId: string;
  /** A modal, or the home tab of the app. */
  readonly type: "modal" | "home";
  /** The content that the app sent: title, blocks, callback_id and so on. */
  content: Readonly<Record<string, unknown>>;
  /** Changes with each update. An update may contain the hash that it is based on. */
  hash: string;
  /** Id of the view at the bottom of its stack. */
  readonly rootId: string;
  /** Id of the view below it. */
  readonly previousId: string | undefined;
  /** Whether the person sees it, or one above it. */
  isOpen: boolean;
  /** The person's input, by block and action. */
  values: Record<string, Record<string, unknown>>;
  /** Addresses for blocks that ask for one (`response_url_enabled`). */
  responseUrls: readonly Record<string, unknown>[];
}

/** A file as Slack stores it. */
export interface StoredFile {
  /** Id of the file. */
  readonly id: string;
  /** Its name, with the ending. */
  readonly name: string;
  /** The title that people see. */
  title: string;
  /** Such as `text/plain`. */
  readonly mimetype: string;
  /** Such as `text`. */
  readonly filetype: string;
  /** The text of an image for screen readers. */
  readonly altText: string | undefined;
  /** The announced length. The upload has to match it. */
  readonly length: number;
  /** The uploaded bytes. Undefined before the upload. */
  bytes: Uint8Array | undefined;
  /** ID of the person or bot user that uploaded it. */
  readonly userId: string;
  /** Id of the workspace. */
  readonly teamId: string;
  /** The address of this Slack. The file's addresses begin with it. */
  readonly origin: string;
  /** The workspace's part of `https://DOMAIN.slack.com`. */
  readonly domain: string;
  /** Seconds. */
  readonly created: number;
  /** `waiting` for its bytes; `uploaded`; `complete` when it was shared or kept; `deleted`. */
  state: "waiting" | "uploaded" | "complete" | "deleted";
  /** Channels it was shared in, with the message there. */
  shares: { readonly channel: string; readonly ts: string }[];
}

/** A message that only one person sees. No history has it. */
export interface EphemeralMessage {
  /** Id of the channel. */
  readonly channel: string;
  /** Id of the message. */
  readonly ts: string;
  /** The message that began the thread. */
  readonly threadTs: string | undefined;
  /** Id of the only person who sees it. */
  readonly user: string;
  /** Id of the bot that wrote it. */
  readonly botId: string;
  /** Its text, in mrkdwn. */
  text: string;
  /** Its blocks, as they were sent. */
  blocks: readonly Block[];
}

/** A message that will be posted later. */
export interface ScheduledMessage {
  /** The ID with which it can be cancelled. */
  readonly id: string;
  /** Id of the channel that it will be posted in. */
  readonly channel: string;
  /** Seconds. */
  readonly postAt: number;
  /** Seconds. */
  readonly created: number;
  /** Its text, in mrkdwn. */
  readonly text: string;
}

export interface Bookmark {
  readonly id: string;
  readonly channel: string;
  title: string;
  link: string;
  emoji: string;
  readonly type: string;
  /** Seconds. */
  readonly created: number;
  updated: number;
  readonly appId: string;
  readonly updatedBy: string;
}

export interface Pin {
  readonly channel: string;
  readonly ts: string;
  readonly userId: string;
  /** Seconds. */
  readonly created: number;
}

/** The suggested prompts of an assistant thread. */
export interface SuggestedPrompts {
  /** The title above the prompts. */
  readonly title: string | undefined;
  /** The prompts. `title` is shown, and `message` is written. */
  readonly prompts: readonly { readonly title: string; readonly message: string }[];
}

/** A person's act, for which an app may open one view within three seconds. */
export interface Trigger {
  readonly at: number;
  readonly userId: string;
  /** The view in which the act happened. */
  readonly viewId: string | undefined;
  isSpent: boolean;
}

/** An address at which an app may respond to a person's act. */
export interface ResponseAddress {
  readonly at: number;
  readonly channel: string;
  readonly userId: string;
  readonly botId: string;
  readonly threadTs: string | undefined;
  /** The message with the element, which `replace_original` replaces. */
  readonly messageTs: string | undefined;
  uses: number;
}

export interface FunctionExecution {
  readonly id: string;
  state: "running" | "completed" | "failed";
  outputs: Readonly<Record<string, unknown>>;
  error: string | undefined;
}

/** All data of methods besides messages, reactions and statuses. */
export class Records {
  readonly views = new Map<string, StoredView>();
  readonly files = new Map<string, StoredFile>();
  readonly ephemerals: EphemeralMessage[] = [];
  readonly scheduled = new Map<string, ScheduledMessage>();
  readonly pins: Pin[] = [];
  readonly bookmarks = new Map<string, Bookmark>();
  readonly triggers = new Map<string, Trigger>();
  readonly responseAddresses = new Map<string, ResponseAddress>();
  readonly executions = new Map<string, FunctionExecution>();
  /** By channel and thread. */
  readonly threadTitles = new Map<string, string>();
  readonly prompts = new Map<string, SuggestedPrompts>();
  /** How far a person has read a channel, by user and channel. */
  readonly marks = new Map<string, string>();
  /** Codes for `oauth.v2.access`, with their app and address. */
  readonly codes = new Map<string, { readonly clientId: string; readonly redirectUri: string | undefined }>();
  readonly revokedTokens = new Set<string>();
  readonly #ids = new Map<string, number>();

  /** Creates an ID, such as `F0000000001E`, that differs from all seeded IDs. */
  nextId(prefix: string): string {
    const next = (this.#ids.get(prefix) ?? 0) + 1;
    this.#ids.set(prefix, next);
    return `${prefix}E${String(next).padStart(9, "0")}`;
  }

  clear(): void {
    this.#ids.clear();
    for (const kept of Object.values(this)) {
      if (Array.isArray(kept)) kept.length = 0;
      else kept.clear();
    }
  }
}

export function toThreadKey(channel: string, threadTs: string): string {
  return `${channel} ${threadTs}`;
}
