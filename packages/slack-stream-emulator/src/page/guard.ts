/** Why a request may not act on the page's behalf; undefined when it may. */
export function findIntruder(request: Request, localAddress: string | undefined): string | undefined {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  // A name that somebody else's server points at this machine makes their page look like ours.
  if (isLoopback(localAddress) && !isLoopbackName(host)) return "The page answers to localhost only.";
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return "Other pages may not ask here.";
  const origin = request.headers.get("origin");
  if (origin !== null && !(URL.canParse(origin) && new URL(origin).host === host))
    return "Other pages may not ask here.";
  return undefined;
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);
}

function isLoopbackName(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);
}
