import { type Site, toPage } from "./site.ts";

/** Redirects to the app with a code for `oauth.v2.access`, as if the person had agreed. */
export const authorize: Site = ({ query, workspace }) => {
  const { apps, mainApp } = workspace.directory;
  const clientId = query.get("client_id") ?? "";
  if (![...apps.values()].some((app) => app.clientId === clientId))
    return toPage("invalid_client_id", { status: 400 });
  const redirectUri = query.get("redirect_uri") ?? undefined;
  if (redirectUri === undefined || !URL.canParse(redirectUri))
    return toPage("bad_redirect_uri", { status: 400 });
  const code = `${mainApp.teamId}.${workspace.records.nextId("code")}`;
  workspace.records.codes.set(code, { clientId, redirectUri });
  const back = new URL(redirectUri);
  back.searchParams.set("code", code);
  back.searchParams.set("state", query.get("state") ?? "");
  return toPage("", { status: 302, headers: { location: back.href } });
};
