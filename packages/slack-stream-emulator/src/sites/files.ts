import { type Site, toPage } from "./site.ts";

/** Takes a file's bytes, raw or as the one file of a form. */
export const uploadFile: Site = ({ parts, body, workspace }) => {
  const file = workspace.records.files.get(parts[0] ?? "");
  if (file === undefined || file.state !== "waiting") return toPage("file_not_found", { status: 404 });
  if (body === undefined) return toPage("file_too_large", { status: 413 });
  // Slack's response to a file with another length than announced is not known.
  if (body.length !== file.length)
    return toPage(`length_mismatch: ${file.length} bytes were announced, ${body.length} came`, {
      status: 400,
    });
  file.bytes = body;
  file.state = "uploaded";
  return toPage(`OK - ${body.length}`);
};

/**
 * Returns a file for a valid token. Without one it redirects to the sign-in page, which does not have an error status.
 */
export const downloadFile: Site = ({ parts, token, origin, workspace }) => {
  const [teamId = "", id = ""] = (parts[0] ?? "").split("-");
  const file = workspace.records.files.get(id);
  const { apps, users } = workspace.directory;
  const app = apps.get(token ?? "");
  const user = [...users.values()].find((one) => one.token !== "" && one.token === token);
  const mayRead =
    (app?.scopes === undefined || app.scopes.includes("files:read")) &&
    (app?.teamId ?? user?.teamId) === teamId &&
    !workspace.records.revokedTokens.has(token ?? "");
  if (!mayRead)
    return toPage("", { status: 302, headers: { location: `${origin}/signin?redir=${parts.join("%2F")}` } });
  if (file?.bytes === undefined || file.teamId !== teamId) return toPage("file_not_found", { status: 404 });
  const isDownload = parts[1] === "download";
  return toPage(file.bytes, {
    headers: {
      "content-type": file.mimetype,
      ...(isDownload
        ? { "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` }
        : {}),
    },
  });
};

/** Slack's sign-in page for requests without a token, with the status 200. */
export const signIn: Site = () =>
  toPage("<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in</body></html>", {
    headers: { "content-type": "text/html; charset=utf-8" },
  });
