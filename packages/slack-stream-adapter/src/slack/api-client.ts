/** A way to call the Web API. Rejects, or answers, as the client behind it does; `toOutcome` understands both. */
export interface ApiClient {
  /** How a method is called, or undefined where this client has no way to. */
  method(name: string): ApiMethod | undefined;
}

export interface ApiMethod {
  /** `one` where a call is sent once at most; `unknown` where the caller's own client may send it again by itself. */
  readonly attempts: "one" | "unknown";
  /** The signal fires when nobody waits for the answer any more; not every client can heed it. */
  call(args: ApiArguments, signal: AbortSignal): Promise<unknown>;
}

export type ApiArguments = Readonly<Record<string, unknown>>;
