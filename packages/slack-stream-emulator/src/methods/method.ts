import type { Settings } from "../options.ts";
import type { Answer } from "../protocol/answer.ts";
import type { Arguments } from "../protocol/incoming.ts";
import type { SocketHub } from "../socket/hub.ts";
import type { App } from "../workspace/seed.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** The owner of a token: the app's bot, a person who installed the app, or the app itself (Socket Mode). */
export type TokenKind = "bot" | "user" | "app";

export interface Caller {
  readonly kind: TokenKind;
  /** The ID of the bot user or person who calls. */
  readonly userId: string;
  readonly token: string;
}

/** The data for a method. The caller is known, and the body was read. */
export interface MethodContext {
  readonly args: Arguments;
  readonly app: App;
  /** The scopes that the app has. */
  readonly scopes: readonly string[];
  readonly caller: Caller;
  /** The address of this Slack, without a slash at the end. Addresses in responses begin with it. */
  readonly origin: string;
  readonly workspace: Workspace;
  readonly settings: Settings;
  /** Undefined if the message is not posted by a method call. */
  readonly sockets?: SocketHub | undefined;
  readonly now: number;
}

/** A method. It makes all checks before any change, so that a refusal changes nothing. */
export type Method = (context: MethodContext) => Answer;

export interface MethodSpec {
  readonly run: Method;
  /** The needed scope: one of these, separated by commas. Undefined: any token is accepted. */
  readonly scope?: string | undefined;
  /** Missing on GovSlack. */
  readonly streaming?: boolean | undefined;
  /** Belongs to the assistant experience, which Slack retires (S209). */
  readonly retiring?: boolean | undefined;
  /** Kinds of token that it takes. @default bot and user */
  readonly tokens?: readonly TokenKind[] | undefined;
  /** Error codes that its rules can return. */
  readonly errors?: readonly string[] | undefined;
  /** The missing parts of the method. */
  readonly notes?: string | undefined;
  /** Works without a token. */
  readonly isOpen?: boolean | undefined;
}

/** Methods by name. */
export type MethodTable = Readonly<Record<string, MethodSpec>>;
