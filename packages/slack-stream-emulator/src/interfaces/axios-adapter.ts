import type { Outcome, Reply } from "../protocol/answer.ts";
import type { Dispatch } from "../protocol/dispatch.ts";
import type { Incoming } from "../protocol/incoming.ts";
import type { EmulatorClock } from "../time/clock.ts";
import { toMethod, untilAborted } from "./abort.ts";
import { readSiteRequest } from "./fetch.ts";

/** The fields of an axios request that the emulator reads. The axios package is not needed. */
export interface AxiosRequest {
  /** The address, or a path below `baseURL`. */
  url?: string | undefined;
  /** The root of a path. */
  baseURL?: string | undefined;
  /** The body. */
  data?: unknown;
  /** Headers of the request. */
  headers?: unknown;
  /** In ms. 0 is no timeout. */
  timeout?: number | undefined;
  /** A signal that ends the request. */
  signal?: unknown;
  /** Returns true for statuses that are not errors. The default of axios is 200 to 299. */
  validateStatus?: ((status: number) => boolean) | null | undefined;
}

/** The response of an axios adapter. */
export interface AxiosAnswer<Config> {
  /** Text, or the bytes of a file. */
  data: string | Buffer;
  /** HTTP status. */
  status: number;
  /** The text of the status. */
  statusText: string;
  /** Headers, with names in lower case. */
  headers: Record<string, string>;
  /** The request of this response. */
  config: Config;
  /** WebClient 7 reads the path of every request. */
  request: { path: string };
}

/** An axios adapter that answers in-process. */
export type EmulatorAxiosAdapter = <Config extends AxiosRequest>(
  config: Config,
) => Promise<AxiosAnswer<Config>>;

/** Creates an axios adapter that answers in-process. Its `timeout` uses the emulator's clock. */
export function createAxiosAdapter(dispatch: Dispatch, clock: EmulatorClock): EmulatorAxiosAdapter {
  return async (config) => {
    const url = `${config.url?.startsWith("http") ? "" : (config.baseURL ?? "")}${config.url ?? ""}`;
    const request = { path: url.replace(/^https?:\/\/[^/]*/, "") };
    const deadline = createDeadline(config, clock);
    try {
      const { status, headers, body } = await send(dispatch, { url, config, signal: deadline.signal });
      const response = {
        data: typeof body === "string" ? body : Buffer.from(body),
        status,
        statusText: STATUS_TEXTS[status] ?? "",
        headers,
        config,
        request,
      };
      if (config.validateStatus?.(status) === false)
        throw toAxiosError(toBadStatus(status), { config, request, response });
      return response;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw toAxiosError(error, { config, request });
    } finally {
      deadline.clear();
    }
  };
}

/** A failure, before it gets the fields of an axios error. */
class Failure extends Error {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

const STATUS_TEXTS: Readonly<Record<number, string>> = { 200: "OK", 429: "Too Many Requests" };

async function send(
  dispatch: Dispatch,
  { url, config, signal }: { url: string; config: AxiosRequest; signal: AbortSignal | undefined },
): Promise<Reply> {
  const incoming = await toIncoming(url, config);
  if (incoming === undefined) return { status: 404, headers: {}, body: "Not Found" };
  try {
    const outcome = await dispatch(incoming, signal);
    return await toReply(outcome, signal);
  } catch (error) {
    if (error instanceof Failure || signal?.aborted !== true) throw error;
    throw new Failure("canceled", "ERR_CANCELED");
  }
}

async function toIncoming(url: string, { data, headers }: AxiosRequest): Promise<Incoming | undefined> {
  const target = toMethod(url);
  const { authorization, "content-type": contentType } = toHeaders(headers);
  if (target !== undefined)
    return {
      ...target,
      authorization,
      contentType,
      body: typeof data === "string" ? data : String(data ?? ""),
    };
  const given = Object.entries({ authorization, "content-type": contentType });
  const sent = Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Record<string, string>;
  return await readSiteRequest(new Request(url, { method: "POST", headers: sent, body: toBytes(data) }));
}

/** Axios passes a form with a file as an object of the package form-data. */
function toBytes(data: unknown): BodyInit {
  const form = data as { getBuffer?: () => Uint8Array } | undefined;
  if (typeof form?.getBuffer === "function") return new Uint8Array(form.getBuffer());
  return data instanceof Uint8Array ? new Uint8Array(data) : String(data ?? "");
}

async function toReply(outcome: Outcome, signal: AbortSignal | undefined): Promise<Reply> {
  switch (outcome.type) {
    case "answer":
      return outcome.reply;
    case "reset":
      throw new Failure("read ECONNRESET", "ECONNRESET");
    case "reset-in-body":
      throw new Failure("aborted", "ECONNRESET");
    case "stall":
    case "stall-in-body":
      return await untilAborted(signal);
    default:
      return outcome satisfies never;
  }
}

/** One signal for the caller's signal and the timeout. Undefined if there is no signal and no timeout. */
function createDeadline(config: AxiosRequest, clock: EmulatorClock) {
  const outer = config.signal instanceof AbortSignal ? config.signal : undefined;
  const timeoutMs = config.timeout ?? 0;
  if (timeoutMs <= 0) return { signal: outer, clear: () => {} };
  const controller = new AbortController();
  const onAbort = () => controller.abort(outer?.reason);
  if (outer?.aborted) onAbort();
  outer?.addEventListener("abort", onAbort, { once: true });
  const timeout = new Failure(`timeout of ${timeoutMs}ms exceeded`, "ECONNABORTED");
  const cancel = clock.setTimer(timeoutMs, () => controller.abort(timeout));
  return {
    signal: controller.signal,
    clear() {
      cancel();
      outer?.removeEventListener("abort", onAbort);
    },
  };
}

function toHeaders(headers: unknown): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  if (typeof headers !== "object" || headers === null) return found;
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string") found[name.toLowerCase()] = value;
  }
  return found;
}

function toBadStatus(status: number): Failure {
  const code = status >= 500 ? "ERR_BAD_RESPONSE" : "ERR_BAD_REQUEST";
  return new Failure(`Request failed with status code ${status}`, code);
}

/** WebClient 7 reads an error as a network error only if it has `request`. */
function toAxiosError({ message, code }: Failure, fields: Record<string, unknown>): Error {
  return Object.assign(new Error(message), { name: "AxiosError", isAxiosError: true, code, ...fields });
}
