import { isIP } from "node:net";

/** What a browser tells of a request, and whom the emulator answers. */
export interface GuardedRequest {
  readonly headers: { get(name: string): string | null };
  readonly method: string;
  readonly path: string;
  /** Names beside `localhost` and addresses, in lower case; `*` is every name. */
  readonly allowedHosts: ReadonlySet<string>;
}

/**
 * Why a request may come from a page of another site; undefined when it can't. A client that is no browser sends
 * neither `Origin` nor `Sec-Fetch-Site` and passes.
 */
export function findIntruder({ headers, method, path, allowedHosts }: GuardedRequest): string | undefined {
  const host = headers.get("host");
  const name = host === null ? undefined : toHostName(host);
  // Somebody else's server can point a name of its own at this machine: then their page looks like ours (DNS rebinding).
  if (name !== undefined && !isKnownName(name, allowedHosts))
    return `This local Slack does not answer to the host name ${name}. Allow it with --allow-host ${name} (option allowHosts), or use the address.`;
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return OTHER_SITE;
  const origin = headers.get("origin");
  if (origin !== null && !isSameHost(origin, host)) return OTHER_SITE;
  return site === null && isSilentBrowser({ headers, method, path, name }) ? OTHER_SITE : undefined;
}

const OTHER_SITE = "Pages of other sites may not use this local Slack.";

/**
 * Over plain HTTP to another machine browsers leave `Sec-Fetch-Site` out, and an image of another site is a GET without
 * `Origin`. No page can make it carry `Authorization` or hide that it is a browser.
 */
function isSilentBrowser({
  headers,
  method,
  path,
  name,
}: Pick<GuardedRequest, "headers" | "method" | "path"> & { name: string | undefined }): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (!path.startsWith("/api/") || headers.get("authorization") !== null) return false;
  return name !== undefined && !isLoopback(name) && /^Mozilla\//.test(headers.get("user-agent") ?? "");
}

function isSameHost(origin: string, host: string | null): boolean {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/** Without the port, in the form that a browser gives it; a header that is no host stays as it is, and matches nothing. */
function toHostName(host: string): string {
  const url = `http://${host}`;
  return /^[^/@?#]+$/.test(host) && URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, "") : host;
}

function isKnownName(name: string, allowedHosts: ReadonlySet<string>): boolean {
  if (allowedHosts.has("*") || allowedHosts.has(name)) return true;
  // An address can't be pointed elsewhere: only names can.
  return isLoopback(name) || isIP(name.replace(/^\[|\]$/g, "")) !== 0;
}

function isLoopback(name: string): boolean {
  return /^(.+\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(name);
}

/** The option `allowHosts`; throws a `RangeError` for what is no host name. */
export function toAllowedHosts(names: readonly string[] = []): Set<string> {
  for (const name of names) {
    if (typeof name !== "string" || !/^(\*|[\w.-]+)$/.test(name))
      throw new RangeError(
        `allowHosts must hold host names without scheme and port, such as slack or slack.local, got ${String(name)}`,
      );
  }
  return new Set(names.map((name) => name.toLowerCase()));
}
