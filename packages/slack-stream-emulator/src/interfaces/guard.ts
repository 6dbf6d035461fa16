import { isIP } from "node:net";

/** The request's headers from a browser, and the allowed hosts. */
export interface GuardedRequest {
  readonly headers: { get(name: string): string | null };
  readonly method: string;
  readonly path: string;
  /** Allowed names besides `localhost` and IP addresses, in lower case. `*` is every name. */
  readonly allowedHosts: ReadonlySet<string>;
}

/**
 * Why a request may come from a page of another site. Undefined if it can't. A client that is not a browser
 * sends no `Origin` and no `Sec-Fetch-Site`, and is allowed.
 */
export function findIntruder({ headers, method, path, allowedHosts }: GuardedRequest): string | undefined {
  const host = headers.get("host");
  const name = host === null ? undefined : toHostName(host);
  // Another site can point its name at this machine. Then its page looks like ours (DNS rebinding).
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
 * Over plain HTTP to another machine browsers send no `Sec-Fetch-Site`, and an image on another site is a GET without
 * `Origin`. A page can't add `Authorization` to it, and can't hide that it is a browser.
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

/**
 * The host without the port, in the form that a browser sends. A header that is not a host stays unchanged and matches
 * nothing.
 */
function toHostName(host: string): string {
  const url = `http://${host}`;
  return /^[^/@?#]+$/.test(host) && URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, "") : host;
}

function isKnownName(name: string, allowedHosts: ReadonlySet<string>): boolean {
  if (allowedHosts.has("*") || allowedHosts.has(name)) return true;
  // IP addresses are safe, because only a name can be pointed at another machine.
  return isLoopback(name) || isIP(name.replace(/^\[|\]$/g, "")) !== 0;
}

function isLoopback(name: string): boolean {
  return /^(.+\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(name);
}

/** Reads the option `allowHosts`. Throws a `RangeError` for a value that is not a host name. */
export function toAllowedHosts(names: readonly string[] = []): Set<string> {
  for (const name of names) {
    if (typeof name !== "string" || !/^(\*|[\w.-]+)$/.test(name))
      throw new RangeError(
        `allowHosts must hold host names without scheme and port, such as slack or slack.local, got ${String(name)}`,
      );
  }
  return new Set(names.map((name) => name.toLowerCase()));
}
