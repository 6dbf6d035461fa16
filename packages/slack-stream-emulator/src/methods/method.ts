import type { Settings } from "../options.ts";
import type { Answer } from "../protocol/answer.ts";
import type { Arguments } from "../protocol/incoming.ts";
import type { App } from "../workspace/seed.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** What a method works with; the caller is known and the body read. */
export interface MethodContext {
  readonly args: Arguments;
  readonly app: App;
  /** Granted to the app. */
  readonly scopes: readonly string[];
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly now: number;
}

/** Checks first and changes after, so that a refusal leaves everything as it was. */
export type Method = (context: MethodContext) => Answer;

export interface MethodSpec {
  readonly run: Method;
  /** Undefined: any token will do. */
  readonly scope: string | undefined;
  /** Missing on GovSlack. */
  readonly streaming: boolean;
}
