import type * as v from "valibot";
import type { ACTION_SHAPES, WRITTEN } from "../../src/events/action-shapes.ts";
import type { Conditions } from "../../src/options.ts";

/** A request to the control API. */
export interface ControlRequest {
  readonly method: "POST" | "PATCH" | "DELETE";
  /** Below `/control/v1`. */
  readonly path: string;
  readonly body?: object;
}

interface NewFault {
  readonly method: string;
  readonly fault: string;
  readonly times: number;
  readonly skip: number;
}

/** What a person can do on the page. */
export const ask = {
  write: (body: v.InferInput<typeof WRITTEN>) => toPost("/messages", body),
  pressStop: (body: v.InferInput<typeof ACTION_SHAPES.pressStop>) => toPost("/people/pressStop", body),
  click: (body: v.InferInput<typeof ACTION_SHAPES.click>) => toPost("/people/click", body),
  expire: (ts: string) => toPost(`/messages/${ts}/expire`, {}),
  remove: (ts: string): ControlRequest => ({ method: "DELETE", path: `/messages/${ts}` }),
  addFault: (body: NewFault) => toPost("/faults", body),
  clearFaults: (): ControlRequest => ({ method: "DELETE", path: "/faults" }),
  advance: (ms: number) => toPost("/clock/advance", { ms }),
  change: (body: Conditions & { preset?: string }): ControlRequest => ({
    method: "PATCH",
    path: "/conditions",
    body,
  }),
  reset: () => toPost("/reset", {}),
  connectBot: (body: { url: string; signingSecret: string }) => toPost("/bots", body),
};

function toPost(path: string, body: object): ControlRequest {
  return { method: "POST", path, body };
}

/** Makes the request; the sentence why it could not be carried out, or undefined. */
export async function act({ method, path, body }: ControlRequest): Promise<string | undefined> {
  let response: Response;
  try {
    response = await fetch(`control/v1${path}`, {
      method,
      ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  } catch {
    return "The emulator does not answer; has it been stopped?";
  }
  return response.ok ? undefined : toProblem(await response.text());
}

/** The control API answers with JSON; the guard in front of it with a sentence. */
function toProblem(text: string): string {
  try {
    const { error }: { error?: unknown } = JSON.parse(text);
    return typeof error === "string" ? error : text;
  } catch {
    return text;
  }
}
