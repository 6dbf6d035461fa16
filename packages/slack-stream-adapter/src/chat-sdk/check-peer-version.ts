/**
 * Throws if `@chat-adapter/slack` is too old. The package exports no version, and a bundle has no package.json to read
 * it from. So this function checks for the methods that this adapter needs.
 *
 * @throws Error that names the installed version and the required version.
 */
export function checkPeerVersion(adapter: object): void {
  const found = toOldVersion(adapter as Partial<Record<string, unknown>>);
  if (found === undefined) return;
  throw new Error(
    `slack-stream-adapter/chat-sdk needs @chat-adapter/slack 4.40 or later, and found ${found}: npm install @chat-adapter/slack@latest chat@latest`,
  );
}

function toOldVersion({ endTyping, streamSegmentMaxAgeMs }: Partial<Record<string, unknown>>) {
  if (typeof endTyping !== "function") return "4.38 or earlier";
  return typeof streamSegmentMaxAgeMs === "number" ? undefined : "4.39";
}
