import type { Settings } from "../options.ts";
import type { Answer } from "../protocol/answer.ts";
import type { Arguments } from "../protocol/incoming.ts";
import type { SocketHub } from "../socket/hub.ts";
import type { App } from "../workspace/seed.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Whom a token speaks for: the app's bot, a person who installed it, or the app itself (Socket Mode). */
export type TokenKind = "bot" | "user" | "app";

export interface Caller {
  readonly kind: TokenKind;
  /** Who acts: the bot user or the person. */
  readonly userId: string;
  readonly token: string;
}

/** What a method works with; the caller is known and the body read. */
export interface MethodContext {
  readonly args: Arguments;
  readonly app: App;
  /** Granted to the app. */
  readonly scopes: readonly string[];
  readonly caller: Caller;
  /** Where this Slack is reached, without a slash at the end: addresses in answers begin with it. */
  readonly origin: string;
  readonly workspace: Workspace;
  readonly settings: Settings;
  /** Missing where a message is posted by no call of a method. */
  readonly sockets?: SocketHub | undefined;
  readonly now: number;
}

/** Checks first and changes after, so that a refusal leaves everything as it was. */
export type Method = (context: MethodContext) => Answer;

export interface MethodSpec {
  readonly run: Method;
  /** One of these, separated by commas as Slack does; undefined: any token will do. */
  readonly scope?: string | undefined;
  /** Missing on GovSlack. */
  readonly streaming?: boolean | undefined;
  /** Belongs to the assistant experience, which Slack retires (S209). */
  readonly retiring?: boolean | undefined;
  /** Kinds of token that it takes. @default bot and user */
  readonly tokens?: readonly TokenKind[] | undefined;
  /** Refusals that its rules give by themselves. */
  readonly errors?: readonly string[] | undefined;
  /** What of the method is left out. */
  readonly notes?: string | undefined;
  /** Works without a token. */
  readonly isOpen?: boolean | undefined;
}

/** Methods by name. */
export type MethodTable = Readonly<Record<string, MethodSpec>>;
