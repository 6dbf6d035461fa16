import type { StoredFile } from "../workspace/records.ts";

const TYPES: Readonly<Record<string, readonly [mimetype: string, pretty: string]>> = {
  csv: ["text/csv", "CSV"],
  docx: ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word Document"],
  gif: ["image/gif", "GIF"],
  html: ["text/html", "HTML"],
  jpg: ["image/jpeg", "JPEG"],
  json: ["application/json", "JSON"],
  markdown: ["text/markdown", "Markdown (raw)"],
  mp3: ["audio/mpeg", "MP3"],
  mp4: ["video/mp4", "MPEG 4 Video"],
  pdf: ["application/pdf", "PDF"],
  png: ["image/png", "PNG"],
  text: ["text/plain", "Plain Text"],
  zip: ["application/zip", "Zip"],
};
const ALIASES: Readonly<Record<string, string>> = { jpeg: "jpg", md: "markdown", txt: "text" };

/** Returns a file's type. Slack reads it from the end of the name. */
export function toFileType(name: string, given?: string): { mimetype: string; filetype: string } {
  const end = given ?? /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const filetype = Object.hasOwn(ALIASES, end) ? (ALIASES[end] ?? end) : end;
  const known = Object.hasOwn(TYPES, filetype) ? TYPES[filetype] : undefined;
  if (known !== undefined) return { mimetype: known[0], filetype };
  return given === undefined
    ? { mimetype: "application/octet-stream", filetype: "binary" }
    : { mimetype: "text/plain", filetype };
}

/** A file in the form of responses, messages and events. */
export function toFile(file: StoredFile): Record<string, unknown> {
  const address = `${file.origin}/files-pri/${file.teamId}-${file.id}`;
  const name = encodeURIComponent(file.name);
  const shares: Record<string, { ts: string }[]> = {};
  for (const { channel, ts } of file.shares) shares[channel] = [...(shares[channel] ?? []), { ts }];
  const ids = Object.keys(shares);
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.filetype,
    pretty_type: TYPES[file.filetype]?.[1] ?? "Binary",
    user: file.userId,
    user_team: file.teamId,
    editable: false,
    size: file.length,
    mode: "hosted",
    is_external: false,
    external_type: "",
    is_public: ids.some((id) => id.startsWith("C")),
    public_url_shared: false,
    display_as_bot: false,
    username: "",
    url_private: `${address}/${name}`,
    url_private_download: `${address}/download/${name}`,
    permalink: `https://${file.domain}.slack.test/files/${file.userId}/${file.id}/${name}`,
    ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
    channels: ids.filter((id) => id.startsWith("C")),
    groups: ids.filter((id) => id.startsWith("G")),
    ims: ids.filter((id) => id.startsWith("D")),
    shares: { public: shares },
    has_more_shares: false,
    file_access: "visible",
  };
}
