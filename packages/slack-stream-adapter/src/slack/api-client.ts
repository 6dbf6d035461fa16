/** Calls the Web API. Its calls reject and resolve as those of the client behind it. `to-outcome.ts` reads both. */
export interface ApiClient {
  /** Returns how to call a method, or undefined if this client can't call it. */
  method(name: string): ApiMethod | undefined;
}

export interface ApiMethod {
  /** `one`: a call is sent at most once. `unknown`: the caller's client may send it again by itself. */
  readonly attempts: "one" | "unknown";
  /** The signal fires when the library no longer waits for the response. Not every client can use it. */
  call(args: ApiArguments, signal: AbortSignal): Promise<unknown>;
}

export type ApiArguments = Readonly<Record<string, unknown>>;
