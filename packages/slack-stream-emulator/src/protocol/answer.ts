/** Slack's envelope: a refusal is HTTP 200. */
export type Answer =
  | ({ ok: true } & Record<string, unknown>)
  | ({ ok: false; error: string } & Record<string, unknown>);

/** The result of a request, for the interface that received it. */
export type Outcome =
  | { type: "answer"; reply: Reply }
  | { type: "reset" }
  | { type: "reset-in-body"; reply: Reply }
  | { type: "stall" }
  | { type: "stall-in-body"; reply: Reply };

export interface Reply {
  status: number;
  headers: Record<string, string>;
  /** Text, or the bytes of a file. */
  body: string | Uint8Array;
}

export function accept(fields: Record<string, unknown> = {}): Answer {
  return { ok: true, ...fields };
}

export function refuse(error: string, fields: Record<string, unknown> = {}): Answer {
  return { ok: false, error, ...fields };
}

/** The refusal of one argument, with a JSON pointer to it, as in Slack. */
export function refuseArgument(error: string, problem: { pointer: string; rule: string }): Answer {
  const messages = [`[ERROR] ${problem.rule} [json-pointer:/${problem.pointer}]`];
  return refuse(error, { response_metadata: { messages } });
}

/** The same for several arguments. For blocks Slack returns the list twice. */
export function refuseArguments(
  error: string,
  problems: readonly { pointer: string; rule: string }[],
): Answer {
  const errors = problems.map(({ pointer, rule }) => `${rule} [json-pointer:/${pointer}]`);
  return refuse(error, {
    errors,
    response_metadata: { messages: errors.map((message) => `[ERROR] ${message}`) },
  });
}

export function toReply(answer: Answer, { status = 200, headers = {} }: Partial<Reply> = {}): Reply {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(answer),
  };
}
