import type { Settings } from "../options.ts";
import { type Answer, accept, type Reply, refuse } from "../protocol/answer.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** A request to an address of Slack's that is no method of the Web API. */
export interface SiteRequest {
  /** What the address names after its beginning, part by part. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  /** Of a form with a file the bytes of that; undefined when there were more than the emulator takes. */
  readonly body: Uint8Array | undefined;
  readonly origin: string;
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly now: number;
}

/** What such an address answers: no JSON with `ok`, but a status and a text. */
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
