import type { Settings } from "../options.ts";
import { type Answer, accept, type Reply, refuse } from "../protocol/answer.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** A request to an address of Slack's that is not a method of the Web API. */
export interface SiteRequest {
  /** The parts of the address after its beginning. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  /** The body, or the bytes of the file in a form. Undefined if there were more than the emulator's limit. */
  readonly body: Uint8Array | undefined;
  readonly origin: string;
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly now: number;
}

/** The response of such an address: a status and a text, and not JSON with `ok`. */
export interface Page {
  readonly answer: Answer;
  readonly reply: Reply;
}

export type Site = (visit: SiteRequest) => Page;

export function toPage(
  body: string | Uint8Array,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Page {
  const type = { "content-type": "text/plain; charset=utf-8", ...headers };
  const answer = status < 400 ? accept() : refuse(typeof body === "string" ? body : String(status));
  return { answer, reply: { status, headers: type, body } };
}
